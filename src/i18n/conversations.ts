/** The words of a visitor's own conversations, in English. They come with a widget that lists them. */
export const conversations = {
  yourConversations: 'Your conversations',
  backToConversations: 'Your conversations',
  backUnread: (n: number): string => `Your conversations, ${n.toLocaleString('en')} unread`,
  newConversation: 'New conversation',
  noConversationsYet: 'Nothing was said yet.',
  conversationsLoading: 'Looking for your conversations…',
  conversationsFailed: 'Your other conversations cannot be had right now.',
  rowUnread: (n: number): string => `${n.toLocaleString('en')} unread`,
  rowOwn: (text: string): string => `You: ${text}`,
  rowOver: { resolved: 'Resolved', closed: 'Closed' },
};
