/** The words of the emoji picker, in English. The emoji's own names come with the picker (components/chat-composer/emoji-data.ts; other languages beside it). */
export const emoji = {
  insertEmoji: 'Insert emoji',
  emojiPicker: 'Emoji',
  searchEmoji: 'Search emoji',
  emojiGroups: 'Groups of emoji',
  recentEmoji: 'Recently used',
  /** In the order in which Unicode has them. */
  emojiGroup: ['Smileys and emotion', 'People and body', 'Animals and nature', 'Food and drink', 'Travel and places', 'Activities', 'Objects', 'Symbols', 'Flags'] as readonly string[],
  emojiFound: (n: number): string => `${n === 0 ? 'No' : n.toLocaleString('en')} emoji found`,
  skinTone: 'Skin tone',
  skinTones: ['Default', 'Light', 'Medium light', 'Medium', 'Medium dark', 'Dark'] as readonly string[],
  emojiMissing: 'Emoji could not be loaded. Check the connection and try again.',
};
