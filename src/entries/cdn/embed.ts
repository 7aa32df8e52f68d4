/** The snippet, `dist/embed.js`: a classic script that is small enough for every page, and brings the rest from the folder it came from. */
import { install } from '../../embed/snippet.js';

if (typeof document !== 'undefined') {
  const script = (document.currentScript ?? document.querySelector('script[src*="/embed.js"]')) as HTMLScriptElement | null;
  // The build makes an import of `new URL('./snippet.js', script.src)` of this; see scripts/rollup-plugins.mjs.
  install(script, () => import('./snippet.js').then(({ api }) => api));
}
