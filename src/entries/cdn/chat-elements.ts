/** `dist/chat-elements.js`: all elements, for a script tag. Defined here, and not by the module that each has for itself: nine files fewer to fetch. */
import { api } from '../../embed/api.js';
import { install } from '../../embed/snippet.js';
import { defineAll } from '../define-all.js';

export * from '../classes.js';

if (typeof document !== 'undefined') {
  defineAll();
  install(null, api);
}
