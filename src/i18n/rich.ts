import { count } from './en.js';

/** What messages say that are long, or more than text, in English. */
export const rich = {
  showMore: 'Show more',
  showLess: 'Show less',
  seconds: (n: number): string => `about ${count(n, 'second')}`,
};
