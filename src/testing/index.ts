export * from './fake-connection.js';
