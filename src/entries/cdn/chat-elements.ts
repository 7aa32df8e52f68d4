/** `dist/chat-elements.js`: all elements, for a script tag. */
import { api } from '../../embed/api.js';
import { install } from '../../embed/snippet.js';

export * from '../index.js';

if (typeof document !== 'undefined') install(null, api);
