/**
 * What the widget keeps for the tab: whether it was open, and that its greeting was dismissed. Written only after the person opened, closed or dismissed
 * something, so a page that is only looked at leaves no trace. A sandboxed frame throws on the mere mention of storage: then nothing is remembered.
 */
const PREFIX = 'chat-elements:';

export type Remembered = 'open' | 'greeting';

export function recall(what: Remembered, widget: string): string | undefined {
  try {
    return sessionStorage.getItem(`${PREFIX}${what}:${widget}`) ?? undefined;
  } catch {
    return undefined;
  }
}

export function remember(what: Remembered, widget: string, value: string): void {
  try {
    sessionStorage.setItem(`${PREFIX}${what}:${widget}`, value);
  } catch {
    // Full, forbidden or sandboxed: the next page starts closed, which is no harm.
  }
}
