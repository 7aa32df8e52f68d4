/** The words of suggested replies, in English. They come with the first of them. */
export const quick = {
  quickReplies: 'Suggested replies',
  /** Heard after a message that comes with some. */
  quickHeard: (labels: readonly string[]): string => `Suggested replies: ${labels.join(', ')}`,
};
