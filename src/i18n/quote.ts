/** Answers to a message, and changes to one, in English. */
export const quote = {
  replyingTo: (name: string): string => `Replying to ${name}`,
  replyingToOwn: 'Replying to yourself',
  editing: 'Editing message',
  cancelReply: 'Cancel reply',
  cancelEdit: 'Cancel editing',
  inReplyTo: (name: string, text: string): string => `In reply to ${name}: ${text}`,
  inReplyToEarlier: 'In reply to an earlier message',
  earlierMessage: 'Earlier message',
  messageGone: 'That message is no longer there',
};
