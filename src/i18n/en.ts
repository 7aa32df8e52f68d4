import { plural } from './plural.js';

const count = (n: number, one: string, other: string): string => plural('en', n, { one, other });

/** Every word that people see or hear, in English. Other languages replace what they have; the rest stays English. */
export const en = {
  // The widget and its launcher
  openChat: 'Open chat',
  closeChat: 'Close chat',
  openChatUnread: (n: number): string => `Open chat, ${count(n, '# unread message', '# unread messages')}`,
  heading: 'Chat',
  greeting: 'Hello! How can we help?',
  dismissGreeting: 'Dismiss greeting',
  empty: 'No messages yet',

  // The connection, in words
  status: {
    idle: 'Not connected',
    connecting: 'Connecting',
    connected: 'Connected',
    reconnecting: 'Reconnecting',
    polling: 'Connected, slower than usual',
    offline: 'Offline',
    failed: 'Connection failed',
    closed: 'Disconnected',
  },
  attempt: (n: number): string => `attempt ${n}`,
  restored: 'Connection restored',
  retry: 'Retry',

  // The list
  messages: 'Messages',
  you: 'You',
  roles: { visitor: 'Visitor', agent: 'Support', ai: 'Assistant', system: 'System' },
  messageStatus: { pending: 'Sending', sent: 'Sent', delivered: 'Delivered', read: 'Read', failed: 'Not sent' },
  edited: 'Edited',
  deleted: 'This message was deleted',
  discard: 'Discard',
  showMore: 'Show more',
  showLess: 'Show less',
  jump: 'Jump to latest',
  newMessages: (n: number): string => count(n, '# new message', '# new messages'),
  unreadDivider: 'New',
  gap: 'Some messages may be missing here',
  loadingOlder: 'Loading earlier messages',
  olderFailed: 'Earlier messages could not be loaded',
  tryAgain: 'Try again',
  replying: (name: string): string => `${name} is replying`,
  said: (name: string, text: string): string => `${name}: ${text}`,
  media: { image: 'Image', video: 'Video', audio: 'Audio', file: 'File' },
  seconds: (n: number): string => count(n, 'about # second', 'about # seconds'),

  // The composer
  message: 'Message',
  placeholder: 'Write a message…',
  send: 'Send',
  typingVisible: 'What you type is visible to the team before you send it.',

  // Who is typing
  typing1: (a: string): string => `${a} is typing`,
  typing2: (a: string, b: string): string => `${a} and ${b} are typing`,
  typing3: (a: string, b: string, c: string): string => `${a}, ${b} and ${c} are typing`,
  typingMany: (n: number): string => `${n} people are typing`,

  // The team's inbox
  inbox: 'Inbox',
  conversations: 'Conversations',
  search: 'Search',
  noConversations: 'No conversations',
  unread: (n: number): string => count(n, '# unread', '# unread'),
  online: 'Online',
  offlineNow: 'Away',
  assignToMe: 'Assign to me',
  unassign: 'Unassign',
  assigned: (name: string): string => `Assigned to ${name}`,
  unassigned: 'Unassigned',
  resolve: 'Resolve',
  reopen: 'Reopen',
  back: 'Back to conversations',
  conversationStatus: { open: 'Open', pending: 'Pending', resolved: 'Resolved', closed: 'Closed' },

  // The team's inbox: what its view adds
  all: 'All',
  nothingFound: 'Nothing found',
  allDone: 'Nothing waits here',
  chooseConversation: 'Choose a conversation to read and answer it',
  clearSearch: 'Clear search',
  typingNow: (text: string): string => (text ? `typing: ${text}` : 'typing…'),

  // The widget: what an empty panel adds to the greeting
  helloHint: 'Write us a message below.',
};
