/** What a person can do with a message, in English. It comes with the first pointer, finger or key among the messages. */
export const actions = {
  actionsFor: (name: string): string => `Actions for message of ${name}`,
  actionsForOwn: 'Actions for your message',
  react: 'React',
  reactions: 'Reactions',
  reactWith: (emoji: string): string => `React with ${emoji}`,
  reactedWith: (emoji: string): string => `Reacted with ${emoji}`,
  reactionRemoved: (emoji: string): string => `Reaction ${emoji} removed`,
  reply: 'Reply',
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'Could not be copied',
  regenerate: 'Regenerate',
  edit: 'Edit',
  delete: 'Delete',
  deleteQuestion: 'Delete this message for everyone?',
  keep: 'Keep',
};
