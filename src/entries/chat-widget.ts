import '../../components/chat-widget/chat-widget.define.js';

export * from '../../components/chat-widget/chat-widget.js';
