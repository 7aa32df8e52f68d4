import type { IncomingMessage } from '../../domain/index.js';
import type { CodecContext } from '../codec.js';

/** What waited is here within this time, or its end is never told. Milliseconds. */
const LONGEST = 10_000;

interface Place {
  /** The message before all that came; null: there was none. */
  readonly before: string | null;
  /** In the order of their times. */
  readonly list: { readonly id: string; readonly at: Date }[];
}

/**
 * What came since what waited was asked for. It is handed out behind what is said meanwhile, in frames that look like all others: only their times tell which is which. The clock
 * of a backend may jump, so outside of these moments times order nothing.
 */
export class Waiting {
  #context: CodecContext;
  /** By conversation. */
  #came = new Map<string, Place>();
  #until = 0;

  constructor(context: CodecContext) {
    this.#context = context;
  }

  begin(): void {
    this.#until = this.#context.now().getTime() + LONGEST;
  }

  end(): void {
    this.#until = 0;
    this.#came.clear();
  }

  /** The message behind which this one belongs, where that is not the end: null where it is the first. */
  after({ id, createdAt: at, own, parts }: IncomingMessage, conversation = this.#context.address.conversation ?? ''): string | null | undefined {
    if (id === undefined || !at || this.#context.now().getTime() > this.#until) return undefined;
    const shown = this.#context.messages?.(conversation) ?? [];
    const [part] = parts;
    // It is here already, under this id or under ours, and stays where it is.
    if (shown.some((m) => m.id === id || (own && m.own && m.id === m.clientId && part?.type === 'text' && m.text === part.text))) return undefined;
    const { before, list } = this.#came.get(conversation) ?? { before: shown.at(-1)?.id ?? null, list: [] };
    this.#came.set(conversation, { before, list });
    const place = list.findLastIndex((one) => one.at <= at) + 1;
    const later = place < list.length;
    const after = list[place - 1]?.id ?? before;
    list.splice(place, 0, { id, at });
    return later ? after : undefined;
  }
}
