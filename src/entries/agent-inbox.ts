import '../../components/agent-inbox/agent-inbox.define.js';

export * from '../../components/agent-inbox/agent-inbox.js';
