export { scopeOf } from './scope.js';
export { createStore, type StoreOptions } from './store.js';
export type * from './types.js';
