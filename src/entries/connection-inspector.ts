import '../../components/connection-inspector/connection-inspector.define.js';

export * from '../../components/connection-inspector/connection-inspector.js';
