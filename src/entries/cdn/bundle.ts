/** `dist/chat-elements.bundle.js`: all elements and the snippet in one file, as a classic script or a module. */
import '../index.js';
import { api } from '../../embed/api.js';
import { install } from '../../embed/snippet.js';

if (typeof document !== 'undefined') {
  // A module has no currentScript; the file may have been renamed only where it is a classic one.
  const script = (document.currentScript ?? document.querySelector('script[src*="chat-elements.bundle"]')) as HTMLScriptElement | null;
  install(script, api);
}
