/** Reactions under a message, in English. */
export const reactions = {
  reactions: 'Reactions',
  reaction: (emoji: string, n: number, own: boolean): string => [emoji, n.toLocaleString('en'), own ? 'you reacted' : ''].filter(Boolean).join(', '),
};
