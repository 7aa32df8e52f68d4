export * from './participant.js';
export * from './message.js';
export * from './conversation.js';
export * from './status.js';
export * from './capabilities.js';
export type * from './event.js';
export type * from './command.js';
export * from './settings.js';
export * from './clock.js';
