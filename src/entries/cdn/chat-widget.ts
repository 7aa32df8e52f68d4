/** `dist/chat-widget.js`: the widget for a script tag. What its panel needs is asked for beside the launcher and not after it: on such pages the chat is mostly open. */
export * from '../chat-widget.js';
export { api } from '../../embed/api.js';
export { ChatComposer } from '../../../components/chat-composer/chat-composer.js';
export { MessageList } from '../../../components/message-list/message-list.js';
