import { BLOCK_SIZE, type Message, type MessageBlock } from '../domain/index.js';

/** Ordered by `seq`; what has none comes behind, in the order it came. */
const place = (message: Message | undefined) => message?.seq ?? Number.MAX_VALUE;

/**
 * All messages of a conversation in order, in blocks that are copied only when something in them changes: an arrival makes one new block object, an older page
 * leaves all others as they are. Arrivals and changes go straight to their block; what is rare (pages, moves, removals) goes through `assign`.
 */
export class MessageLog {
  blocks: readonly MessageBlock[] = [];
  size = 0;
  /** The block of a message, by each of its ids. */
  readonly #index = new Map<string, MessageBlock>();
  /** Ids of messages before which some may be missing; the newest gap last. */
  readonly #gaps = new Set<string>();
  #keys = 0;

  /** By id or client id. */
  get(id: string | undefined): Message | undefined {
    return this.#index.get(id!)?.messages.find((m) => m.id === id || m.clientId === id);
  }

  *backwards(): Generator<Message> {
    for (const { messages } of this.blocks.toReversed()) yield* messages.toReversed();
  }

  all(): Message[] {
    return this.blocks.flatMap(({ messages }) => messages);
  }

  /** Forgets everything, then begins with these. */
  reset(messages: readonly Message[]): void {
    this.#index.clear();
    this.#gaps.clear();
    this.blocks = [];
    this.assign(messages);
  }

  insert(message: Message): void {
    const block = this.blocks.at(-1);
    const messages = block?.messages ?? [];
    // Mostly at the very end; or before own ones that still wait for their numbers.
    const at = messages.findLastIndex((m) => place(m) <= place(message)) + 1;
    const full = messages.length >= BLOCK_SIZE;
    if (at < messages.length && (full || !at)) return this.assign([...this.all(), message]);
    this.#set(full ? undefined : block, full ? [message] : messages.toSpliced(at, 0, message));
    this.size++;
  }

  /** A known message as it stands now, under whatever id. It moves only where its sequence number says so. */
  replace(id: string, next: Message): void {
    const block = this.#index.get(id)!;
    const old = this.get(id)!;
    this.#drop(old, next.id);
    const { messages } = this.#set(block, block.messages.map((m) => (m === old ? next : m)));
    if (next.seq === old.seq) return;
    // Whether it stands between its neighbours as its number says.
    const b = this.blocks.findIndex((one) => one.key === block.key);
    const i = messages.indexOf(next);
    const before = messages[i - 1] ?? this.blocks[b - 1]?.messages.at(-1);
    const after = messages[i + 1] ?? this.blocks[b + 1]?.messages[0];
    if ((before && place(before) > place(next)) || place(after) < place(next)) this.assign(this.all());
  }

  remove(id: string): void {
    const list = this.all();
    const i = list.findIndex((m) => m.id === id || m.clientId === id);
    if (i < 0) return;
    const [old] = list.splice(i, 1);
    this.#drop(old!, list[i]?.id);
    this.assign(list);
  }

  /** The messages as they are from now on, in order but for their numbers. Blocks in which nothing changes stay the same objects. */
  assign(messages: readonly Message[]): void {
    const list = messages.toSorted((a, b) => place(a) - place(b));
    const blocks: MessageBlock[] = [];
    const keys = new Set<string>();
    let loose: Message[] = [];
    const flush = () => {
      const [first] = loose;
      const before = blocks.at(-1);
      // A single one joins the block before it, as if it had come at the end.
      if (first && loose.length === 1 && before && before.messages.length < BLOCK_SIZE && !this.#gaps.has(first.id)) loose.unshift(...blocks.pop()!.messages);
      for (let i = 0; i < loose.length; i += BLOCK_SIZE) {
        const some = loose.slice(i, i + BLOCK_SIZE);
        const known = this.#index.get(some[0]!.id)?.key;
        const block = this.#make(known === undefined || keys.has(known) ? this.#key() : known, some);
        keys.add(block.key);
        blocks.push(block);
      }
      loose = [];
    };
    for (let i = 0; i < list.length; ) {
      const first = list[i]!;
      const block = this.#index.get(first.id);
      const gap = this.#gaps.has(first.id);
      if (block && Boolean(block.gapBefore) === gap && block.messages.every((m, j) => m === list[i + j] && !(j && this.#gaps.has(m.id)))) {
        flush();
        blocks.push(block);
        i += block.messages.length;
      } else {
        if (gap) flush();
        loose.push(first);
        i++;
      }
    }
    flush();
    for (const block of blocks) if (this.#index.get(block.messages[0]!.id) !== block) this.#enter(block);
    this.blocks = blocks;
    this.size = list.length;
  }

  /** The first message after the newest gap. */
  gap(): Message | undefined {
    return this.get([...this.#gaps].at(-1));
  }

  /** Closes the newest gap where `from` is absent or joins on; marks one before `to`. */
  moveGap(from: Message | undefined, to: Message | undefined): void {
    if (from) this.#gaps.delete(from.id);
    if (to) this.#gaps.add(to.id);
    this.assign(this.all());
  }

  #key(): string {
    return `b${this.#keys++}`;
  }

  #make(key: string, messages: readonly Message[]): MessageBlock {
    return { key, messages, ...(this.#gaps.has(messages[0]!.id) && { gapBefore: true }) };
  }

  /** Puts a block with these messages in the place of one, or at the end. */
  #set(old: MessageBlock | undefined, messages: readonly Message[]): MessageBlock {
    const block = old ? { ...old, messages } : this.#make(this.#key(), messages);
    this.blocks = old ? this.blocks.map((one) => (one === old ? block : one)) : [...this.blocks, block];
    this.#enter(block);
    return block;
  }

  #enter(block: MessageBlock): void {
    for (const { id, clientId = id } of block.messages) this.#index.set(id, block).set(clientId, block);
  }

  /** It goes, or goes on as another: a gap before it is now before that one. */
  #drop({ id, clientId = id }: Message, next: string | undefined): void {
    this.#index.delete(id);
    this.#index.delete(clientId);
    if (this.#gaps.delete(id) && next !== undefined) this.#gaps.add(next);
  }
}
