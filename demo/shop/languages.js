/** The chat of the shop in another language than the shop: `/?lang=ar`, and links to choose from. A page that is in that language says `<html lang="ar">`, and needs nothing of this. */
const LANGUAGES = ['en', 'de', 'fr', 'es', 'pt', 'ru', 'tr', 'ar', 'he', 'fa', 'hi', 'ja', 'ko', 'zh'];
const wanted = new URLSearchParams(location.search).get('lang') ?? 'en';

const choice = document.querySelector('#languages');
for (const lang of LANGUAGES) {
  const name = new Intl.DisplayNames(lang, { type: 'language' }).of(lang);
  const link = Object.assign(document.createElement('a'), { href: lang === 'en' ? '/' : `/?lang=${lang}`, lang, hreflang: lang, textContent: name });
  if (lang === wanted) link.setAttribute('aria-current', 'true');
  choice.append(' ', link);
}
choice.hidden = false;

if (wanted !== 'en' && LANGUAGES.includes(wanted)) {
  // The chat is made of this when the page has loaded.
  const snippet = document.querySelector('script[data-url]');
  snippet.dataset.lang = wanted;
  // The shop wrote it in English; without one of its own the chat greets in the words of the language.
  delete snippet.dataset.greeting;
}
