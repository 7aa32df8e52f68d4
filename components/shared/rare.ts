/** Where parts are that few chats need (late.ts), or not before somebody does something with theirs. Loaded with the first of them. */
export const RARE = {
  /** A conversation beside the current one of the provider. */
  aside: () => import('../chat-widget/aside.js'),
  /** The chat is inside what is not shown yet, or something fills the screen. */
  above: () => import('../chat-widget/above.js'),
  /** There is a greeting, or messages were cleared off the screen. */
  greeting: () => import('../chat-widget/greeting.js'),
  /** The page opens the chat: does the focus go along? */
  manners: () => import('../chat-widget/manners.js'),
  /** Something is unread. */
  unread: () => import('../chat-widget/unread.js'),
  /** The person searches. */
  search: () => import('../chat-widget/search.js'),
  /** What was found, among the messages. */
  marks: () => import('../message-list/search.js'),
  /** The backend has something to say to the person, apart from the conversation. */
  toast: () => import('../chat-widget/toast.js'),
  /** Opening hours, questions before the chat, consent. */
  flows: () => import('../chat-widget/flows.js'),
  /** The conversation is over, and may be rated. */
  rating: () => import('../chat-widget/rating.js'),
  /** A widget with `conversations`. */
  conversations: () => import('../chat-widget/conversations.js'),
  /** Arrivals may be heard. */
  sound: () => import('../chat-widget/sound.js'),

  attachments: () => import('../chat-composer/attachments.js'),
  emoji: () => import('../chat-composer/emoji.js'),
  /** A composer with `voice`; and a recording. */
  mic: () => import('../chat-composer/mic.js'),
  voice: () => import('../chat-composer/voice.js'),
  /** A composer with `typing-preview`. */
  live: () => import('../chat-composer/live.js'),
  /** An answer to a message, or a change to one. */
  about: () => import('../chat-composer/about.js'),
  /** Nothing can be written any more. */
  reasons: () => import('../chat-composer/reasons.js'),

  /** Cards: the first of them. */
  cards: () => import('../message-list/cards.js'),
  /** Replies to choose from: the first message that comes with some. */
  quick: () => import('../message-list/quick.js'),
  /** A typing indicator that shows the text. */
  preview: () => import('../typing-indicator/preview.js'),

  /** Pictures, films, sounds, files, progress: the first of them. */
  parts: () => import('../message-list/parts.js'),
  /** A picture that was pressed. */
  lightbox: () => import('../message-list/lightbox.js'),
  /** Messages that the page gives itself. */
  fed: () => import('../message-list/fed.js'),
  /** The first answer to a message. */
  quote: () => import('../message-list/quote.js'),
  /** The first reaction. */
  reactions: () => import('../message-list/reactions.js'),
};
