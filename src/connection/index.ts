export { Connection } from './connection.js';
export { backoff } from './backoff.js';
export { browserSurroundings } from './surroundings.js';
export type { ConnectionHandlers, ConnectionOptions, Happening, Surroundings } from './types.js';
