/** How deep a page's messages are looked through: what is deeper counts as changed. */
const DEPTH = 8;

const PLAIN: readonly unknown[] = [Object.prototype, Array.prototype, null];

/** Whether two values of a page's say the same: many a page makes all of its messages anew for each that changes. What is more than data is the same only if it is the very same. */
export function alike(a: unknown, b: unknown, depth = DEPTH): boolean {
  if (Object.is(a, b)) return true;
  if (!depth || typeof a !== 'object' || typeof b !== 'object' || !a || !b) return false;
  if (a instanceof Date && b instanceof Date) return Object.is(+a, +b);
  const kind: unknown = Object.getPrototypeOf(a);
  if (kind !== Object.getPrototypeOf(b) || !PLAIN.includes(kind)) return false;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && alike(a[name as never], b[name as never], depth - 1));
}
