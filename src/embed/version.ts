export { version } from '../domain/version.js';
