import type { Team, Visitor } from './catalogue.js';

type Load<Words> = () => Promise<{ readonly default: Words }>;

/** The languages that ship. Of each what visitors see, and what the team and developers do: two files, the second for the pages that have an inbox or an inspector. */
export const LANGUAGES: Readonly<Record<string, readonly [Load<Visitor>, Load<Team>]>> = {
  ar: [() => import('./locales/ar.js'), () => import('./locales/ar.team.js')],
  de: [() => import('./locales/de.js'), () => import('./locales/de.team.js')],
  es: [() => import('./locales/es.js'), () => import('./locales/es.team.js')],
  fa: [() => import('./locales/fa.js'), () => import('./locales/fa.team.js')],
  fr: [() => import('./locales/fr.js'), () => import('./locales/fr.team.js')],
  he: [() => import('./locales/he.js'), () => import('./locales/he.team.js')],
  hi: [() => import('./locales/hi.js'), () => import('./locales/hi.team.js')],
  ja: [() => import('./locales/ja.js'), () => import('./locales/ja.team.js')],
  ko: [() => import('./locales/ko.js'), () => import('./locales/ko.team.js')],
  pt: [() => import('./locales/pt.js'), () => import('./locales/pt.team.js')],
  ru: [() => import('./locales/ru.js'), () => import('./locales/ru.team.js')],
  tr: [() => import('./locales/tr.js'), () => import('./locales/tr.team.js')],
  zh: [() => import('./locales/zh.js'), () => import('./locales/zh.team.js')],
};
