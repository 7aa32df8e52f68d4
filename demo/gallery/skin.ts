/** Puts one of skins/ on the page, as a page would link it, and waits for it; an unknown one, or none, takes the last one off. */
export async function wear(name: string): Promise<void> {
  const link = document.querySelector<HTMLLinkElement>('#skin');
  const href = /^[\w-]+$/.test(name) ? `/dist/skins/${name}.css` : '';
  if ((link?.getAttribute('href') ?? '') === href) return;
  link?.remove();
  if (!href) return;
  const next = Object.assign(document.createElement('link'), { id: 'skin', rel: 'stylesheet', href });
  const there = new Promise((resolve) => (next.onload = next.onerror = resolve));
  document.head.append(next);
  await there;
}
