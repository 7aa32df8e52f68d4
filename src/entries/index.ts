/** `chat-elements`: defines every element. */
import '../../components/chat-connection/chat-connection.define.js';
import '../../components/connection-badge/connection-badge.define.js';

export * from './classes.js';
