export * from './conversation.js';
export * from './message.js';
export * from './outbox.js';
export * from './selectors.js';
export * from './typing.js';
export type { Change, SpeechClip } from './types.js';
