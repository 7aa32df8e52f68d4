export * from './codes.js';
export * from './chat-error.js';
