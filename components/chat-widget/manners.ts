/**
 * Whether an opening by the page's script is on behalf of the person, so that the focus may go along: they have just pressed something (the page's own "Contact us"),
 * and are not writing somewhere else meanwhile.
 */
export function actsForPerson(): boolean {
  if (!navigator.userActivation?.isActive) return false;
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return !(active instanceof HTMLElement && (active.isContentEditable || active.matches('textarea, select, input:not([type=button], [type=submit], [type=image], [type=reset])')));
}

/**
 * What the widget keeps for the tab: whether it was open, and that its greeting was dismissed. Written only after the person opened, closed or dismissed
 * something, so a page that is only looked at leaves no trace. A sandboxed frame throws on the mere mention of storage: then nothing is remembered.
 */
export function tabMemory(name: string, value?: string): string | null {
  try {
    if (value) sessionStorage.setItem(`chat-elements:${name}`, value);
    return sessionStorage.getItem(`chat-elements:${name}`);
  } catch {
    return null;
  }
}
