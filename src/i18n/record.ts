/** The button that records, in English. */
export const record = {
  record: 'Record voice message',
};
