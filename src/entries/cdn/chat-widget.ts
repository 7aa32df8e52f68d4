/** `dist/chat-widget.js`: the widget for a script tag, and what the snippet loads. */
export * from '../chat-widget.js';
export { api } from '../../embed/api.js';
