/** Search in the conversation, in English. It comes with the first press on its button. */
export const find = {
  hits: (at: number, of: number): string => `${at.toLocaleString('en')} of ${of.toLocaleString('en')}`,
  noHits: 'No messages found',
  nextHit: 'Next result',
  previousHit: 'Previous result',
  closeSearch: 'Close search',
  searchOlder: 'Search older messages',
  searchingOlder: 'Searching older messages',
};
