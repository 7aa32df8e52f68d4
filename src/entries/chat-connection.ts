import '../../components/chat-connection/chat-connection.define.js';

export * from '../../components/chat-connection/chat-connection.js';
