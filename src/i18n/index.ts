export * from './strings.js';
export * from './formats.js';
export { plural } from './plural.js';
