import { BLOCK_SIZE, textOf, type Message, type MessageBlock, type MessageInput, type Part, type Participant, type Role } from '../../src/domain/index.js';
import { alike, givenPart, givenPerson, words } from '../../src/domain/given.js';
import { keyOf } from './grouping.js';

/** Into an empty list, only messages this young are news; older ones are history. Milliseconds. */
const FRESH = 10_000;
/** News are looked for among this many messages at the end. */
const REACH = 2000;

export interface Fed {
  readonly blocks: readonly MessageBlock[];
  /** What others wrote since the last look. */
  readonly arrived: readonly Message[];
}

/**
 * Messages that the page hands in as a property, cut into the same blocks that a session gives. Pure but for its memory: what did not change
 * stays the same object from one list to the next, so that one message more costs one block.
 */
export class FedBlocks {
  #made = new WeakMap<object, Message>();
  /** Those of the last list, by key. */
  #known: ReadonlyMap<string, Message> = new Map();
  #list: unknown;
  #blocks: readonly MessageBlock[] = [];
  #next = 0;
  #started: boolean;
  #last: string | undefined;

  constructor({ wasEmpty }: { readonly wasEmpty: boolean }) {
    this.#started = wasEmpty;
  }

  /** A list that was read before has no news. */
  read(list: unknown): Fed {
    if (list === this.#list) return { blocks: this.#blocks, arrived: [] };
    this.#list = list;
    const blocks = this.#cut(Array.isArray(list) ? list : []);
    return { blocks, arrived: this.#news(blocks).filter((message) => !message.own) };
  }

  /** Messages after the one that was last; nothing on the first look, and nothing where that one is gone. */
  #news(blocks: readonly MessageBlock[]): readonly Message[] {
    const last = blocks.at(-1)?.messages.at(-1);
    const was = this.#last;
    const started = this.#started;
    this.#started = true;
    this.#last = last && keyOf(last);
    if (!last || this.#last === was || !started) return [];
    const news: Message[] = [];
    for (let i = blocks.length; i-- > 0 && news.length < REACH; ) {
      for (const message of blocks[i]!.messages.toReversed()) {
        if (keyOf(message) === was) return news.reverse();
        news.push(message);
      }
    }
    return was === undefined ? news.reverse().filter((message) => Date.now() - +message.createdAt < FRESH) : [];
  }

  /** The blocks of a new list. Old block borders are kept, so older messages put before the list leave the rest alone. */
  #cut(list: readonly (MessageInput | Message)[]): readonly MessageBlock[] {
    const starts = new Map(this.#blocks.map((block) => [keyOf(block.messages[0]!), block]));
    const blocks: MessageBlock[] = [];
    let run: Message[] = [];
    let old: MessageBlock | undefined;
    const close = () => {
      if (run.length === 0) return;
      const same = old && old.messages.length === run.length && run.every((message, i) => message === old!.messages[i]);
      blocks.push(same ? old! : { key: old?.key ?? `fed-${this.#next++}`, messages: run });
    };
    for (const message of this.#messages(list)) {
      const start = starts.get(keyOf(message));
      if (start || run.length >= BLOCK_SIZE) {
        close();
        run = [];
        old = start;
        if (start) starts.delete(keyOf(message));
      }
      run.push(message);
    }
    close();
    return (this.#blocks = blocks);
  }

  /** The same id twice is one message: in its first place, as it was last given. */
  #messages(list: readonly (MessageInput | Message)[]): Iterable<Message> {
    const byKey = new Map<string, Message>();
    list.forEach((input, i) => {
      if (typeof input !== 'object' || input === null) return;
      const message = this.#message(input, i);
      byKey.set(keyOf(message), message);
    });
    this.#known = byKey;
    return byKey.values();
  }

  #message(input: MessageInput | Message, index: number): Message {
    let made = this.#made.get(input);
    if (!made) {
      made = messageOf(input, index);
      const known = this.#known.get(keyOf(made));
      if (alike(known, made)) made = known!;
      this.#made.set(input, made);
    }
    return made;
  }
}

/** Fills in what a page may leave out. Nothing here throws: a message with a hole in it is shown as far as it goes. */
export function messageOf(input: MessageInput | Message, index: number): Message {
  if (isMessage(input)) return input;
  const given: Partial<Participant> = givenPerson(input.author ?? {});
  const own = input.own ?? given.role === 'visitor';
  const role: Role = given.role ?? (own ? 'visitor' : 'agent');
  const said = words(input.text);
  const text = said || input.text === '' ? said : undefined;
  const listed: readonly Part[] = Array.isArray(input.parts) ? (input.parts as readonly Part[]).filter((part) => part?.type).map(givenPart) : [];
  // Words beside parts stand before them.
  const parts: readonly Part[] = text === undefined || listed.some((part) => part.type === 'text') ? listed : [{ type: 'text', text }, ...listed];
  return {
    ...input,
    id: `${input.id ?? `fed-${index}`}`,
    conversation: '',
    author: { ...given, id: given.id ?? `${role}:${given.name ?? ''}`, role },
    own,
    parts,
    text: text ?? textOf(parts),
    createdAt: new Date(input.createdAt ?? NaN),
    status: input.status ?? 'sent',
  };
}

const isMessage = (input: MessageInput | Message): input is Message => 'conversation' in input && 'own' in input && input.createdAt instanceof Date && Array.isArray(input.parts);

export const make = (list: { readonly wasEmpty: boolean }): FedBlocks => new FedBlocks(list);
