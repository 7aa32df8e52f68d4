import { count } from './en.js';

/** What messages say that are long, or more than text, in English. */
export const rich = {
  showMore: 'Show more',
  showLess: 'Show less',
  newTab: '(opens in a new tab)',
  unsupported: 'This message cannot be shown here.',
  progress: { photo: 'A photo is on its way' } as Readonly<Record<string, string>>,
  seconds: (n: number): string => `about ${count(n, 'second')}`,
};
