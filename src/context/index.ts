export * from './session-context.js';
export * from './providers.js';
export * from './session-controller.js';
export type * from '../session/types.js';
export { loadProtocol } from '../protocols/registry.js';
