import type { Conversation } from './conversation.js';
import type { Entry, Part, User } from './types.js';

const text = (said: string): [{ type: 'text'; text: string }] => [{ type: 'text', text: said }];

/** Messages that are being written: the start and the end are entries of the log, the words in between pass by. */
export class Streams {
  #open = new Map<string, { by: User; said: string; more: Part[]; ended: () => void }>();
  constructor(readonly room: Conversation) {}

  /** What a new subscriber must know. */
  now(): { id: string; by: User; text: string }[] {
    return [...this.#open].map(([id, { by, said }]) => ({ id, by, text: said }));
  }
  has(id: string): boolean {
    return this.#open.has(id);
  }

  /** Begins a message (or, where its start is `stored` already, goes on with it). `more` comes behind the text once that is whole. `ended` is called when it is stopped from outside. */
  start(by: User, id: string, ended: () => void, { stored = false, more = [], meta }: { stored?: boolean; more?: Part[]; meta?: Record<string, unknown> } = {}): void {
    if (!stored) this.room.tell([this.room.log.append('message', by, id, { parts: text(''), streaming: true, meta })]);
    this.#open.set(id, { by, said: '', more, ended });
  }
  say(id: string, more: string): void {
    const stream = this.#open.get(id);
    if (!stream) return;
    const at = stream.said.length;
    stream.said += more;
    this.room.log.growing(id, text(stream.said));
    this.room.audience.cast({ t: 'stream', c: this.room.c, id, at, text: more });
  }
  end(id: string): void {
    const entry = this.#finish(id, false);
    if (entry) this.room.tell([entry]);
  }
  stop(id: string): void {
    const entry = this.cut(id);
    if (entry) this.room.tell([entry]);
  }
  /** As `stop`, for a command that tells of the entry itself. */
  cut(id: string): Entry | undefined {
    const stream = this.#open.get(id), entry = this.#finish(id, true);
    stream?.ended();
    return entry;
  }
  #finish(id: string, cut: boolean): Entry | undefined {
    const stream = this.#open.get(id);
    this.#open.delete(id);
    return stream && this.#last(stream.by, id, stream.said, cut, stream.more);
  }
  /** The message was taken back while it was written. */
  drop(id: string): void {
    const stream = this.#open.get(id);
    this.#open.delete(id);
    stream?.ended();
  }

  /** After a crash: what was being written stays as far as it got. */
  endDangling(): void {
    for (const message of this.room.log.streaming()) {
      const part = message.parts[0];
      this.room.tell([this.#last(message.by, message.id, part?.type === 'text' ? part.text : '', true)]);
    }
  }
  #last(by: User, id: string, said: string, cut: boolean, more: Part[] = []): Entry {
    const parts: Part[] = cut ? text(said) : [...text(said), ...more];
    return this.room.log.append('edit', by, crypto.randomUUID(), { target: id, parts, final: true, cut: cut || undefined });
  }
}
