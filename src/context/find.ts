/** What a search finds, for elements that offer one. */
export { matches, search } from '../conversation/selectors.js';
