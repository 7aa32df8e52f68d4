import { answerTo, type Said } from './answers.js';
import type { Conversation } from './conversation.js';
import type { Message, User } from './types.js';

const MIA: User = { id: 'assistant', role: 'ai', name: 'Mia' };
const textOf = (message: Message | undefined): string => message?.parts.map((p) => (p.type === 'text' ? p.text : '')).join(' ') ?? '';

/** Plays the team while nobody of the team is there. Canned answers, streamed as a language model would. */
export class Assistant {
  readonly user = MIA;
  readonly #on: boolean;
  readonly #wait: number;
  readonly #pace: number;
  #timer: number | null = null;
  #writing = new Map<string, number>();
  #turns = new Map<string, number>();
  /** An answer that is about to begin. */
  #thinking: string | undefined;

  constructor(readonly room: Conversation) {
    this.#on = room.env.ASSISTANT !== 'off';
    this.#wait = Number(room.env.ASSISTANT_WAIT ?? 700);
    this.#pace = Number(room.env.ASSISTANT_PACE ?? 1);
  }

  /** Whether it would answer, as far as this room alone can tell. */
  plays(): boolean {
    return this.#on && !this.room.company.hasOthers();
  }
  wrote(message: Message): boolean {
    return this.#on && message.by.id === MIA.id && !message.removed;
  }

  /** The visitor said something. Answered once they pause, so never in the middle of a burst. */
  heard(): void {
    if (!this.#on) return;
    if (this.#thinking) this.#stop(this.#thinking);
    this.#thinking = undefined;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#answer(), this.#wait);
  }

  async #answer(): Promise<void> {
    if (this.#writing.size) return this.heard();
    if (!this.plays() || (await this.#teamIsThere()) || !this.plays()) return;
    const { room } = this, last = room.log.last;
    // Taken back, or answered meanwhile.
    if (!last || last.by.role !== 'visitor' || last.removed) return;
    const answer = answerTo(textOf(last));
    room.mark(MIA, room.log.head, room.log.head);
    room.audience.cast({ t: 'presence', c: room.c, user: MIA, online: true });
    room.audience.cast({ t: 'typing', c: room.c, by: MIA, on: true });
    const id = (this.#thinking = crypto.randomUUID());
    this.#later(id, 600, () => {
      this.#thinking = undefined;
      room.audience.cast({ t: 'typing', c: room.c, by: MIA, on: false });
      this.#write(id, answer, false, () => {
        if (!answer.human || room.status !== 'open') return;
        room.log.set('status', 'pending');
        room.tell([room.log.append('status', MIA, crypto.randomUUID(), { status: 'pending' })]);
      });
    });
  }

  /** Writes an answer anew, in other words. Its start is stored already. */
  again(message: Message): void {
    const { messages } = this.room.log.page(message.seq, 20);
    const question = messages.reverse().find((m) => m.by.role === 'visitor');
    const turn = (this.#turns.get(message.id) ?? 0) + 1;
    this.#turns.set(message.id, turn);
    this.#write(message.id, answerTo(textOf(question), turn), true);
  }

  /** Streams a text, a word or two at a time, in one to three seconds. */
  #write(id: string, { text, parts, meta }: Said, stored: boolean, done?: () => void): void {
    const { streams } = this.room;
    const chunks = text.match(/\S+\s*(?:\S+\s*)?/g) ?? [text];
    const pause = Math.min(4_000, Math.max(1_000, chunks.length * 90)) / chunks.length;
    streams.start(MIA, id, () => this.#stop(id), { stored, more: parts, meta });
    const next = (i: number): void => this.#later(id, pause, () => {
      streams.say(id, chunks[i] ?? '');
      if (i + 1 < chunks.length) return next(i + 1);
      streams.end(id);
      this.#stop(id);
      done?.();
    });
    next(0);
  }
  #later(id: string, ms: number, step: () => void): void {
    this.#writing.set(id, setTimeout(step, ms * this.#pace));
  }
  #stop(id: string): void {
    clearTimeout(this.#writing.get(id) ?? null);
    this.#writing.delete(id);
  }

  async #teamIsThere(): Promise<boolean> {
    const { lobby } = this.room.env;
    try {
      return (await lobby.get(lobby.idFromName(encodeURIComponent(this.room.website))).team()) > 0;
    } catch {
      return false;
    }
  }
}
