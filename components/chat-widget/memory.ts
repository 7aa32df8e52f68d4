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
