import '../../components/typing-indicator/typing-indicator.define.js';

export * from '../../components/typing-indicator/typing-indicator.js';
