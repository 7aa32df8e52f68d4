export * from './fake-connection.js';
export { conformance } from './conformance.js';
export type { BackendBox, Check, CheckName, ConformanceKit, Peer, Request, Saying } from './conformance.js';
