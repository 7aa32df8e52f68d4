import type { SessionEvents } from '../../src/context/index.js';
import type { Message } from '../../src/domain/index.js';
import type { Sending } from './sending.js';

/** What the elements' events carry as their `detail`. */
export interface ElementEvents extends SessionEvents {
  'chat-open': null;
  'chat-close': null;
  'chat-unread': { readonly count: number };
  'chat-send': Pick<Sending, 'id' | 'text' | 'parts' | 'files' | 'metadata'> & Partial<Pick<Sending, 'message'>>;
  'chat-rating': { readonly rating: number; readonly comment: string; readonly conversation: string };
  'chat-draft': { readonly text: string };
  'chat-reply': { readonly message: Message };
  'chat-edit': { readonly message: Message };
  'chat-retry': { readonly id: string };
  'chat-discard': { readonly id: string };
  'chat-select': { readonly conversation: string | undefined };
  'chat-audio': { readonly state: string; readonly label?: string };
}

type Dispatched = { [K in keyof ElementEvents]: CustomEvent<ElementEvents[K]> };

declare global {
  /** They bubble out of every element up to the window, so listeners of all of these are typed. */
  interface GlobalEventHandlersEventMap extends Dispatched {}
}
