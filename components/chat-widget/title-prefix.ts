/**
 * The number of unread messages in front of the page's title, such as `(3) Shop`: only while the tab is hidden, and gone without a trace when it is seen again.
 * Several widgets on a page add up to one number.
 */
const counts = new Map<object, number>();
let before: string | undefined;
let ours: string | undefined;

/** Says how many are unread for this owner; 0 takes it out. Call it again when the tab is hidden or shown. */
export function prefixTitle(owner: object, count: number): void {
  if (count > 0) counts.set(owner, count);
  else counts.delete(owner);
  let total = 0;
  for (const n of counts.values()) total += n;
  const wanted = document.visibilityState === 'hidden' && total > 0;

  // The page changed its title meanwhile: that one is the original from now on.
  if (ours !== undefined && document.title !== ours) before = ours = undefined;
  if (!wanted) {
    if (before !== undefined) document.title = before;
    before = ours = undefined;
    return;
  }
  before ??= document.title;
  document.title = `(${total > 99 ? '99+' : total}) ${before}`;
  // Read back: the browser trims and collapses spaces, and only what it gives can be compared.
  ours = document.title;
}
