import { count } from './en.js';

/** What stands beside and on the launcher, in English: the greeting, and how much is unread. Comes with either. */
export const launcher = {
  openChatUnread: (n: number): string => `Open chat, ${count(n, 'unread message')}`,
  dismissGreeting: 'Dismiss greeting',
};
