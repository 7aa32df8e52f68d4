import { onStrings } from '../../src/i18n/index.js';

/** What can change the language or direction of an element without the element being touched: its ancestors. Watched in one place for all. */

export interface LocaleFollower extends Element {
  /** Reads language and direction again. */
  readLocale(): void;
  requestUpdate(): void;
}

const followers = new Set<Element>();
let observer: MutationObserver | undefined;
let stringsEnd: () => void;

/** All followers look again; called by an element whose own `lang` or `dir` changed, as others may stand inside it. */
export function localeChanged(): void {
  for (const one of followers) (one as LocaleFollower).readLocale();
}

/** Follows until `unfollowLocale()`. The page that it is in is watched while anyone follows; ancestors inside the shadow roots of others are read on connect. */
export function followLocale(follower: LocaleFollower): void {
  followers.add(follower);
  if (!observer) {
    observer = new MutationObserver(localeChanged);
    stringsEnd = onStrings(() => followers.forEach((one) => (one as LocaleFollower).requestUpdate()));
  }
  // These two attributes alone, which hardly ever change; so that any ancestor may change, and the body be replaced. Of a page that is watched already nothing changes.
  observer.observe(follower.ownerDocument, { attributeFilter: ['lang', 'dir'], subtree: true });
}

export function unfollowLocale(follower: LocaleFollower): void {
  followers.delete(follower);
  if (followers.size > 0 || !observer) return;
  observer.disconnect();
  observer = undefined;
  stringsEnd();
}

/** The nearest value of `lang` or `dir`, through shadow roots. */
export function nearest(from: Element, name: 'lang' | 'dir'): string {
  let value: string | null | undefined;
  for (let node: Node | null = from; node && !value; ) {
    const parent: Node | null = node.parentNode;
    const host: Element | null = parent instanceof ShadowRoot ? parent.host : null;
    // The root inside an element of ours repeats what its host says, and may be a render behind it.
    if (!host || !followers.has(host)) value = (node as Partial<Element>).getAttribute?.(name);
    node = host ?? parent;
  }
  return value ?? '';
}

/** `rtl` or `ltr`. Where nobody says, the language does. `dir="auto"` on an ancestor is for the browser to resolve. */
export function directionOf(element: Element, lang: string): 'ltr' | 'rtl' {
  const dir = nearest(element, 'dir').toLowerCase() || (/^(ar|fa|he|iw|ur)([-_]|$)/i.test(lang) ? 'rtl' : '');
  return (dir === 'auto' ? getComputedStyle(element).direction : dir) === 'rtl' ? 'rtl' : 'ltr';
}
