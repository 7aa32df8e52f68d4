import type { CodecContext } from '../codec.js';
import { Packets } from './packets.js';

/** A send that the backend owes an answer, which will not say what it answers. */
export interface Due {
  readonly clientId: string;
  readonly conversation: string;
  /** Events that it went out as; each is answered. */
  left: number;
  failed: boolean;
}

/** What one connection has to remember. */
export class State {
  readonly context: CodecContext;
  readonly packets = new Packets();
  readonly namespace: string;
  /** The times of the server are known, and it was told who we are. */
  opened = false;
  /** It let us in. What is said before that it takes for an offence, and hangs up. */
  ready = false;
  /** In the order in which they went out. */
  readonly due: Due[] = [];
  /** Conversations for which a photo was asked: that it is being made comes without saying for whom. */
  readonly photos: (string | undefined)[] = [];
  /** Events of the page's own that want an acknowledgement, by its number. */
  readonly acks = new Map<number, string>();
  #acks = 0;

  constructor(context: CodecContext) {
    this.context = context;
    this.namespace = `/${context.address.namespace.replace(/^\/+/, '')}`;
  }

  /** The number of the next acknowledgement. */
  ask(event: string): number {
    this.acks.set(this.#acks, event);
    return this.#acks++;
  }
}

/** Ids of what the backend has no id for. They are never sent to it. */
export const LOCAL = 'local:';
