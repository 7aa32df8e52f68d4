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
  /** Many conversations, where a language says that in another word than of one. */
  filters: { open: 'Open', resolved: 'Resolved' },

  aboutVisitor: 'About this visitor',
  answers: { name: 'Name', email: 'E-mail', phone: 'Phone', company: 'Company', subject: 'Subject' } as Readonly<Record<string, string>>,
  consented: 'Agreed',
  consentedOnce: 'Yes',
  rating: 'Rating',
  ratedAs: (n: number, of: number): string => `${n} of ${of}`,

  all: 'All',
  nothingFound: 'Nothing found',
  allDone: 'Nothing waits here',
  chooseConversation: 'Choose a conversation to read and answer it',
  typingNow: (text: string): string => (text ? `typing: ${text}` : 'typing…'),
};
