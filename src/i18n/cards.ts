import { count } from './en.js';

/** The words of several cards in one message, in English. They come with the first of them. */
export const cards = {
  cards: (n: number): string => count(n, 'card'),
  previousCard: 'Previous card',
  nextCard: 'Next card',
};
