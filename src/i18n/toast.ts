/** The word of a toast, in English: given to `changeStrings()` by the first of them. */
export const toast = { dismiss: 'Dismiss' };
