export * from './strings.js';
export * from './register.js';
export * from './formats.js';
