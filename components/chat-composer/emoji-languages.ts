type Data = () => Promise<{ readonly EMOJI: string }>;

/** The languages that emoji have names in; the others have them in English. One file each, asked for with the first press on the button. */
export const LANGUAGES: Readonly<Record<string, Data>> = {
  de: () => import('./emoji-data/de.js'),
  es: () => import('./emoji-data/es.js'),
  fr: () => import('./emoji-data/fr.js'),
  hi: () => import('./emoji-data/hi.js'),
  ja: () => import('./emoji-data/ja.js'),
  ko: () => import('./emoji-data/ko.js'),
  pt: () => import('./emoji-data/pt.js'),
  ru: () => import('./emoji-data/ru.js'),
  zh: () => import('./emoji-data/zh.js'),
};
