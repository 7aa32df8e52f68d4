import '../../components/connection-badge/connection-badge.define.js';

export * from '../../components/connection-badge/connection-badge.js';
