/** `chat-elements`: defines every element. */
import '../../components/agent-inbox/agent-inbox.define.js';
import '../../components/audio-player/audio-player.define.js';
import '../../components/chat-composer/chat-composer.define.js';
import '../../components/chat-connection/chat-connection.define.js';
import '../../components/chat-widget/chat-widget.define.js';
import '../../components/connection-badge/connection-badge.define.js';
import '../../components/connection-inspector/connection-inspector.define.js';
import '../../components/message-list/message-list.define.js';
import '../../components/typing-indicator/typing-indicator.define.js';

export * from './classes.js';
