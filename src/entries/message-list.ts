import '../../components/message-list/message-list.define.js';

export * from '../../components/message-list/message-list.js';
