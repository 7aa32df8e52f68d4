import { BLOCK_SIZE, type Message, type MessageBlock } from '../domain/index.js';

/** A place in the list. The block in it is replaced when something in it changes; the place stays, so the index need not move. */
interface Slot {
  block: MessageBlock;
}

/** Where to put a run of messages that has no sequence numbers. */
export type Anchor = { readonly before: string } | { readonly after: string } | 'front' | 'end';

/**
 * All messages of a conversation in order, in blocks that are copied only when something in them changes: an arrival makes one new block object, an older page
 * leaves all others as they are. Ordered by `seq`; what has none stays behind in the order it came.
 */
export class MessageLog {
  #slots: Slot[] = [];
  readonly #index = new Map<string, Slot>();
  #blocks: readonly MessageBlock[] | undefined;
  #keys = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get blocks(): readonly MessageBlock[] {
    return (this.#blocks ??= this.#slots.map((slot) => slot.block));
  }

  /** By id or client id. */
  get(id: string): Message | undefined {
    return this.#index.get(id)?.block.messages.find((m) => m.id === id || m.clientId === id);
  }

  *backwards(): Generator<Message> {
    for (let s = this.#slots.length - 1; s >= 0; s--) {
      const { messages } = this.#slots[s]!.block;
      for (let i = messages.length - 1; i >= 0; i--) yield messages[i]!;
    }
  }

  all(): Message[] {
    return this.#slots.flatMap((slot) => slot.block.messages);
  }

  reset(messages: readonly Message[]): void {
    this.#slots = [];
    this.#index.clear();
    this.#size = 0;
    this.#insertBlocks(0, messages);
  }

  insert(message: Message): void {
    const [s, at] = this.#place(message.seq);
    const slot = this.#slots[s];
    if (slot && slot.block.messages.length >= BLOCK_SIZE && !this.#split(s, at)) return this.#insertBlocks(at ? s + 1 : s, [message]);
    if (!slot) return this.#insertBlocks(0, [message]);
    this.#set(slot, [...slot.block.messages.slice(0, at), message, ...slot.block.messages.slice(at)]);
    this.#add(message, slot);
  }

  /** Puts messages that belong together into blocks of their own. */
  insertRun(run: readonly Message[], anchor: Anchor): void {
    const [first, last] = [run[0], run.at(-1)];
    if (!first || !last) return;
    let place: readonly [number, number];
    if (first.seq !== undefined) {
      place = this.#place(first.seq);
      // Something known lies between them, so they do not belong together after all.
      if (String(place) !== String(this.#place(last.seq))) return run.forEach((m) => this.insert(m));
    } else if (anchor === 'front') place = [0, 0];
    else if (anchor === 'end') place = this.#end();
    else if ('before' in anchor) place = this.#position(anchor.before) ?? [0, 0];
    else {
      const [s, i] = this.#position(anchor.after) ?? this.#end();
      place = [s, i + 1];
    }
    this.#split(...place);
    this.#insertBlocks(place[1] ? place[0] + 1 : place[0], run);
  }

  /** A known message as it stands now, under whatever id. It moves only where its sequence number says so. */
  replace(id: string, next: Message): void {
    const [s, i] = this.#position(id)!;
    const slot = this.#slots[s]!;
    const old = slot.block.messages[i]!;
    if (next.seq !== old.seq && next.seq !== undefined && (old.seq !== undefined || !this.#fits(s, i, next.seq))) {
      this.remove(id);
      return this.insert(next);
    }
    this.#drop(old);
    const messages = slot.block.messages.slice();
    messages[i] = next;
    this.#set(slot, messages);
    this.#add(next, slot);
  }

  remove(id: string): void {
    const found = this.#position(id);
    if (!found) return;
    const [s, i] = found;
    const { block } = this.#slots[s]!;
    this.#drop(block.messages[i]!);
    if (block.messages.length > 1) return this.#set(this.#slots[s]!, block.messages.toSpliced(i, 1));
    this.#slots.splice(s, 1);
    this.#blocks = undefined;
    if (block.gapBefore) this.#setGap(s, true);
  }

  /** Sequence numbers on both sides of the newest gap. */
  gap(): { readonly below?: number; readonly above?: number } | undefined {
    const s = this.#slots.findLastIndex((slot) => slot.block.gapBefore);
    if (s < 0) return undefined;
    const below = this.#slots.slice(0, s).flatMap((slot) => slot.block.messages).findLast((m) => m.seq !== undefined)?.seq;
    return { below, above: this.#first(s) };
  }

  /** The newest gap was filled, or nothing is missing there. */
  closeGap(): void {
    this.#setGap(this.#slots.findLastIndex((slot) => slot.block.gapBefore), undefined);
  }

  /** Messages before this one may be missing. */
  markGap(id: string): void {
    const place = this.#position(id);
    if (!place) return;
    this.#split(...place);
    this.#setGap(place[1] ? place[0] + 1 : place[0], true);
  }

  /** Where the known, gapless end of the log begins: older pages are asked for from here. */
  oldestSeq(): number | undefined {
    const gap = this.#slots.findLastIndex((slot) => slot.block.gapBefore);
    return this.#first(Math.max(gap, 0));
  }

  #first(from: number): number | undefined {
    for (let s = from; s < this.#slots.length; s++) for (const m of this.#slots[s]!.block.messages) if (m.seq !== undefined) return m.seq;
    return undefined;
  }

  #end(): [number, number] {
    const s = Math.max(this.#slots.length - 1, 0);
    return [s, this.#slots[s]?.block.messages.length ?? 0];
  }

  /** Behind the last one that is not later. Whole blocks are passed over by their first number. */
  #place(seq: number | undefined): [number, number] {
    if (seq === undefined) return this.#end();
    for (let s = this.#slots.length - 1; s >= 0; s--) {
      const { messages } = this.#slots[s]!.block;
      const first = messages.find((m) => m.seq !== undefined)?.seq;
      if (first !== undefined && first <= seq) return [s, messages.findLastIndex((m) => m.seq !== undefined && m.seq <= seq) + 1];
    }
    return [0, 0];
  }

  #fits(s: number, i: number, seq: number): boolean {
    const [at, offset] = this.#place(seq);
    return (at === s && offset === i) || (i === 0 && at === s - 1 && offset === this.#slots[at]!.block.messages.length);
  }

  #position(id: string): [number, number] | undefined {
    const slot = this.#index.get(id);
    return slot && [this.#slots.lastIndexOf(slot), slot.block.messages.findIndex((m) => m.id === id || m.clientId === id)];
  }

  /** Cuts a block in two where `at` lies inside it. */
  #split(s: number, at: number): boolean {
    const slot = this.#slots[s];
    if (!slot || at <= 0 || at >= slot.block.messages.length) return false;
    const rest = slot.block.messages.slice(at);
    this.#set(slot, slot.block.messages.slice(0, at));
    this.#size -= rest.length;
    this.#insertBlocks(s + 1, rest);
    return true;
  }

  #insertBlocks(s: number, messages: readonly Message[]): void {
    const slots: Slot[] = [];
    for (let i = 0; i < messages.length; i += BLOCK_SIZE) {
      const slot: Slot = { block: { key: `b${this.#keys++}`, messages: messages.slice(i, i + BLOCK_SIZE) } };
      for (const message of slot.block.messages) this.#add(message, slot);
      slots.push(slot);
    }
    this.#slots.splice(s, 0, ...slots);
    this.#blocks = undefined;
  }

  #set(slot: Slot, messages: readonly Message[]): void {
    slot.block = { ...slot.block, messages };
    this.#blocks = undefined;
  }

  #setGap(s: number, gapBefore: true | undefined): void {
    const slot = this.#slots[s];
    if (!slot) return;
    const { key, messages } = slot.block;
    slot.block = gapBefore ? { key, messages, gapBefore } : { key, messages };
    this.#blocks = undefined;
  }

  #add(message: Message, slot: Slot): void {
    this.#index.set(message.id, slot);
    if (message.clientId !== undefined) this.#index.set(message.clientId, slot);
    this.#size++;
  }

  #drop(message: Message): void {
    this.#index.delete(message.id);
    if (message.clientId !== undefined) this.#index.delete(message.clientId);
    this.#size--;
  }
}
