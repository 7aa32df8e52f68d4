import { SECRET } from '../errors/index.js';

const { source } = SECRET;
/** The latest tokens of this page, newest first. */
let known: readonly string[] = [];

/** From now on this token is shown nowhere. One of a few letters would take half the text along. */
export function hide(token = ''): void {
  if (token.length < 6) return;
  known = [...new Set([token, encodeURIComponent(token), ...known])].slice(0, 20);
  // In place, so that an open chat pays nothing for it.
  SECRET.compile([source, ...known.map((one) => one.replace(/[^\w]/g, '\\$&'))].join('|'), 'gi');
}
