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

/** How long a visitor looks at the page before the greeting shows beside the launcher. Milliseconds. */
export const GREETING_DELAY = 2000;

/** `99+` says enough, and fits. */
export function badge(count: number, number: (n: number) => string): string {
  return count > 99 ? `${number(99)}+` : number(count);
}
