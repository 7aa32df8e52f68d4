import { BLOCK_SIZE, type Message, type MessageBlock } from '../domain/index.js';

/** A place in the list. The block in it is replaced when something in it changes; the place stays, so the index need not move. */
interface Slot {
  block: MessageBlock;
}

/** Ordered by `seq`; what has none comes behind, in the order it came. */
const place = (message: Message) => message.seq ?? Number.MAX_VALUE;

/**
 * All messages of a conversation in order, in blocks that are copied only when something in them changes: an arrival makes one new block object, an older page
 * leaves all others as they are. Arrivals and changes go straight to their block; what is rare (pages, moves, removals) goes through `assign`.
 */
export class MessageLog {
  #slots: Slot[] = [];
  readonly #index = new Map<string, Slot>();
  /** Ids of messages before which some may be missing; the newest gap last. */
  readonly #gaps = new Set<string>();
  #blocks: readonly MessageBlock[] | undefined;
  #keys = 0;
  #size = 0;

  get blocks(): readonly MessageBlock[] {
    return (this.#blocks ??= this.#slots.map((slot) => slot.block));
  }

  get size(): number {
    return this.#size;
  }

  /** By id or client id. */
  get(id: string): Message | undefined {
    return this.#index.get(id)?.block.messages.find((m) => m.id === id || m.clientId === id);
  }

  *backwards(): Generator<Message> {
    for (const { messages } of this.blocks.toReversed()) for (let i = messages.length - 1; i >= 0; i--) yield messages[i]!;
  }

  all(): Message[] {
    return this.#slots.flatMap((slot) => slot.block.messages);
  }

  /** Forgets everything, then begins with these. */
  reset(messages: readonly Message[]): void {
    this.#slots = [];
    this.#index.clear();
    this.#gaps.clear();
    this.assign(messages);
  }

  insert(message: Message): void {
    const slot = this.#slots.at(-1);
    const messages = slot?.block.messages ?? [];
    // Mostly at the very end; or before own ones that still wait for their numbers.
    const at = messages.findLastIndex((m) => place(m) <= place(message)) + 1;
    if (slot && at && messages.length < BLOCK_SIZE) this.#set(slot, messages.toSpliced(at, 0, message));
    else if (at < messages.length) return this.assign([...this.all(), message]);
    else this.#slots.push(this.#make(`b${this.#keys++}`, [message]));
    this.#add(message, this.#slots.at(-1)!);
    this.#size++;
  }

  /** A known message as it stands now, under whatever id. It moves only where its sequence number says so. */
  replace(id: string, next: Message): void {
    const slot = this.#index.get(id)!;
    const old = this.get(id)!;
    this.#drop(old);
    if (this.#gaps.delete(old.id)) this.#gaps.add(next.id);
    this.#set(slot, slot.block.messages.map((m) => (m === old ? next : m)));
    this.#add(next, slot);
    if (next.seq !== old.seq && !this.#fits(slot, next)) this.assign(this.all());
  }

  remove(id: string): void {
    const list = this.all();
    const i = list.findIndex((m) => m.id === id || m.clientId === id);
    if (i < 0) return;
    const [old] = list.splice(i, 1);
    this.#drop(old!);
    if (this.#gaps.delete(old!.id) && list[i]) this.#gaps.add(list[i].id);
    this.assign(list);
  }

  /** The messages as they are from now on, in order but for their numbers. Blocks in which nothing changes stay the same objects. */
  assign(messages: readonly Message[]): void {
    const list = messages.toSorted((a, b) => place(a) - place(b));
    const slots: Slot[] = [];
    const keys = new Set<string>();
    let loose: Message[] = [];
    const flush = () => {
      const before = slots.at(-1);
      // A single one joins the block before it, as if it had come at the end.
      if (loose.length === 1 && before && before.block.messages.length < BLOCK_SIZE && !this.#gaps.has(loose[0]!.id)) loose.unshift(...slots.pop()!.block.messages);
      for (let i = 0; i < loose.length; i += BLOCK_SIZE) {
        const some = loose.slice(i, i + BLOCK_SIZE);
        const known = this.#index.get(some[0]!.id)?.block.key;
        const slot = this.#make(known === undefined || keys.has(known) ? `b${this.#keys++}` : known, some);
        keys.add(slot.block.key);
        slots.push(slot);
      }
      loose = [];
    };
    for (let i = 0; i < list.length; ) {
      const first = list[i]!;
      const slot = this.#index.get(first.id);
      const gap = this.#gaps.has(first.id);
      if (slot && Boolean(slot.block.gapBefore) === gap && slot.block.messages.every((m, j) => m === list[i + j] && !(j && this.#gaps.has(m.id)))) {
        flush();
        slots.push(slot);
        i += slot.block.messages.length;
      } else {
        if (gap) flush();
        loose.push(first);
        i++;
      }
    }
    flush();
    for (const slot of slots) if (this.#index.get(slot.block.messages[0]!.id) !== slot) for (const message of slot.block.messages) this.#add(message, slot);
    this.#slots = slots;
    this.#size = list.length;
    this.#blocks = undefined;
  }

  /** The first message after the newest gap. */
  gap(): Message | undefined {
    const id = [...this.#gaps].at(-1);
    return id === undefined ? undefined : this.get(id);
  }

  /** Closes the newest gap where `from` is absent or joins on; marks one before `to`. */
  moveGap(from: Message | undefined, to: Message | undefined): void {
    if (from) this.#gaps.delete(from.id);
    if (to) this.#gaps.add(to.id);
    this.assign(this.all());
  }

  /** Where the known, gapless end of the log begins: older pages are asked for from here. */
  oldestSeq(): number | undefined {
    const list = this.all();
    const gap = this.gap();
    return list.slice(gap ? list.indexOf(gap) : 0).find((m) => m.seq !== undefined)?.seq;
  }

  /** Whether it stands between its neighbours as its number says. */
  #fits(slot: Slot, message: Message): boolean {
    const s = this.#slots.lastIndexOf(slot);
    const { messages } = slot.block;
    const i = messages.indexOf(message);
    const before = messages[i - 1] ?? this.#slots[s - 1]?.block.messages.at(-1);
    const after = messages[i + 1] ?? this.#slots[s + 1]?.block.messages[0];
    return !(before && place(before) > place(message)) && !(after && place(after) < place(message));
  }

  #make(key: string, messages: readonly Message[]): Slot {
    return { block: { key, messages, ...(this.#gaps.has(messages[0]!.id) && { gapBefore: true }) } };
  }

  #set(slot: Slot, messages: readonly Message[]): void {
    slot.block = { ...slot.block, messages };
    this.#blocks = undefined;
  }

  #add(message: Message, slot: Slot): void {
    this.#index.set(message.id, slot);
    if (message.clientId !== undefined) this.#index.set(message.clientId, slot);
    this.#blocks = undefined;
  }

  #drop(message: Message): void {
    this.#index.delete(message.id);
    if (message.clientId !== undefined) this.#index.delete(message.clientId);
  }
}
