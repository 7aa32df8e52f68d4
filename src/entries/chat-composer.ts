import '../../components/chat-composer/chat-composer.define.js';

export * from '../../components/chat-composer/chat-composer.js';
