import { define } from '../shared/define.js';
import { ChatWidget } from './chat-widget.js';

define('chat-widget', ChatWidget);

declare global {
  interface HTMLElementTagNameMap {
    'chat-widget': ChatWidget;
  }
}
