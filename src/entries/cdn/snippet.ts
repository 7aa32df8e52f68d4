/** `dist/snippet.js`: what the snippet loads. The launcher alone, which is drawn as soon as it is here and brings the rest by itself. */
import { ChatWidget } from '../../../components/chat-widget/chat-widget.js';
import { define } from '../../../components/shared/define.js';

define('chat-widget', ChatWidget);

export { api } from '../../embed/api.js';
