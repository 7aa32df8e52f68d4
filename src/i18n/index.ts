export * from './strings.js';
export * from './register.js';
export * from './formats.js';
export { formatSize } from './size.js';
export { plural } from './plural.js';
