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
