/** The words of the team's inbox, in English. Given to `addStrings()` by the inbox itself, so that no visitor loads them. */
export const inbox = {
  inbox: 'Inbox',
  conversations: 'Conversations',
  search: 'Search',
  noConversations: 'No conversations',
  unread: (n: number): string => `${n.toLocaleString('en')} unread`,
  offlineNow: 'Away',
  assignToMe: 'Assign to me',
  unassign: 'Unassign',
  assigned: (name: string): string => `Assigned to ${name}`,
  unassigned: 'Unassigned',
  resolve: 'Resolve',
  reopen: 'Reopen',
  back: 'Back to conversations',
  conversationStatus: { open: 'Open', pending: 'Pending', resolved: 'Resolved', closed: 'Closed' },

  all: 'All',
  nothingFound: 'Nothing found',
  allDone: 'Nothing waits here',
  chooseConversation: 'Choose a conversation to read and answer it',
  clearSearch: 'Clear search',
  typingNow: (text: string): string => (text ? `typing: ${text}` : 'typing…'),
};
