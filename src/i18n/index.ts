/** What every element needs. Other languages (languages.ts, register.ts) come when a page has one. */
export * from './strings.js';
export * from './formats.js';
