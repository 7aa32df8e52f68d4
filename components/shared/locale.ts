import { onStrings } from '../../src/i18n/index.js';

/** What can change the language or direction of an element without the element being touched: its ancestors. Watched in one place for all. */

export interface LocaleFollower extends Element {
  /** Reads language and direction again. */
  readLocale(): void;
  requestUpdate(): void;
}

const followers = new Set<LocaleFollower>();
let observer: MutationObserver | undefined;
let stringsEnd: (() => void) | undefined;

/** All followers look again; called by an element whose own `lang` or `dir` changed, as others may stand inside it. */
export function localeChanged(): void {
  for (const one of [...followers]) one.readLocale();
}

/** Follows until the returned function is called. The page's root and body are watched while anyone follows, other ancestors are read on connect. */
export function followLocale(follower: LocaleFollower): () => void {
  followers.add(follower);
  if (!observer) {
    observer = new MutationObserver(localeChanged);
    const { documentElement, body } = follower.ownerDocument;
    for (const node of [documentElement, body]) if (node) observer.observe(node, { attributes: true, attributeFilter: ['lang', 'dir'] });
    stringsEnd = onStrings(() => followers.forEach((one) => one.requestUpdate()));
  }
  return () => {
    followers.delete(follower);
    if (followers.size > 0) return;
    observer?.disconnect();
    observer = undefined;
    stringsEnd?.();
  };
}

/** The nearest value of `lang` or `dir`, through shadow roots. */
export function nearest(from: Element, name: 'lang' | 'dir'): string {
  for (let node: Node | null = from; node; ) {
    const parent: Node | null = node.parentNode;
    const host: Element | undefined = parent instanceof ShadowRoot ? parent.host : undefined;
    // The root inside an element of ours repeats what its host says, and may be a render behind it.
    const repeats = host !== undefined && host !== node && followers.has(host as LocaleFollower) && (node as Element).classList.contains('root');
    const value = !repeats && node instanceof Element ? node.getAttribute(name) : null;
    if (value) return value;
    node = host ?? parent;
  }
  return '';
}

/** `rtl` or `ltr`. `dir="auto"` on an ancestor is for the browser to resolve. */
export function directionOf(element: Element): 'ltr' | 'rtl' {
  const dir = nearest(element, 'dir').toLowerCase();
  if (dir !== 'auto') return dir === 'rtl' ? 'rtl' : 'ltr';
  try {
    return element.matches(':dir(rtl)') ? 'rtl' : 'ltr';
  } catch {
    return getComputedStyle(element).direction === 'rtl' ? 'rtl' : 'ltr';
  }
}
