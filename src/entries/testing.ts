/** `chat-elements/testing`: a scripted connection for the tests of pages that use the elements. */
export * from '../testing/index.js';
