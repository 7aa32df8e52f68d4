/** English needs no rules for its plurals, so those (plural.ts) come with the languages that do. */
export const count = (n: number, one: string): string => `${n.toLocaleString('en')} ${one}${n === 1 ? '' : 's'}`;

/**
 * Every word that a visitor sees or hears, in English. Other languages replace what they have; the rest stays English. The team's words are in inbox.ts, those of
 * a long list in far.ts, those of rich messages in rich.ts: each comes with what shows it.
 */
export const en = {
  // The widget and its launcher
  openChat: 'Open chat',
  closeChat: 'Close chat',
  searchMessages: 'Search messages',
  heading: 'Chat',
  greeting: 'Hello! How can we help?',

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
  signedOut: 'Signed out',
  attempt: (n: number): string => `attempt ${n}`,
  restored: 'Connection restored',
  retry: 'Retry',

  // The list
  messages: 'Messages',
  you: 'You',
  roles: { visitor: 'Visitor', agent: 'Support', ai: 'Assistant', system: 'System' },
  messageStatus: { pending: 'Sending', sent: 'Sent', delivered: 'Delivered', read: 'Read', failed: 'Not sent' },
  /** Why something was not sent: a sentence of ours, or of the backend. */
  failure: (why: string): string => why,
  edited: 'Edited',
  discard: 'Discard',
  newMessages: (n: number): string => count(n, 'new message'),
  replying: (name: string): string => `${name} is replying`,
  said: (name: string, text: string): string => `${name}: ${text}`,
  media: { image: 'Image', video: 'Video', audio: 'Audio', file: 'File' },

  // The composer
  message: 'Message',
  placeholder: 'Write a message…',
  send: 'Send',

  // Who is typing
  typing1: (a: string): string => `${a} is typing`,
  typing2: (a: string, b: string): string => `${a} and ${b} are typing`,
  typing3: (a: string, b: string, c: string): string => `${a}, ${b} and ${c} are typing`,
  typingMany: (n: number): string => `${n} people are typing`,

  // The widget: its header, and what an empty panel adds to the greeting
  online: 'Online',
  helloHint: 'Write us a message below.',
};
