import type { ChatSession } from '../../src/context/index.js';
import type { Source } from '../../src/context/audio.js';
import type { Message } from '../../src/domain/index.js';

/** Messages that came in lately and may still get a sound. */
const LATELY = 200;
/** Sounds are looked for in this many blocks at the end. */
const BLOCKS = 2;

export type Take = (source: Source, message: Message, seconds?: number) => void;

const keyOf = ({ id, clientId }: Message): string => clientId ?? id;

/** The sounds of a conversation that come in from now on: speech as it comes, sound files of new messages of others. What was there before is history. */
export class Incoming {
  #session: ChatSession;
  #conversation: () => string | undefined;
  #take: Take;
  #left: () => void;
  #ends: (() => void)[];
  #shown: string | undefined;
  /** Pieces of speech that were handed on, by message. */
  #heard = new Map<string, number>();
  #late = new Set<string>();
  #taken = new Set<string>();

  /** `left`: from here on it is another conversation, or another person's: what came before is not theirs to hear. */
  constructor(session: ChatSession, conversation: () => string | undefined, take: Take, left: () => void) {
    this.#session = session;
    this.#conversation = conversation;
    this.#take = take;
    this.#left = left;
    this.#begin();
    this.#ends = [
      session.onEvent((name, detail) => {
        if (name !== 'chat-message') return;
        this.#late.add(keyOf((detail as { message: Message }).message));
        if (this.#late.size > LATELY) this.#late.delete(this.#late.values().next().value!);
      }),
      session.onChange(({ slices }) => (slices.has('conversation') || slices.has('settings')) && this.look()),
    ];
  }

  end(): void {
    for (const end of this.#ends.splice(0)) end();
  }

  /** What is there now was there before. */
  #begin(): void {
    this.#shown = this.#id;
    this.#heard.clear();
    this.#late.clear();
    for (const { messages } of this.#session.conversation(this.#conversation()).blocks) {
      for (const message of messages) if (hasSpeech(message)) this.#heard.set(keyOf(message), this.#speech(message).length);
    }
  }

  get #id(): string {
    const id = this.#conversation() ?? this.#session.currentConversation;
    return id ? `${id} ${this.#session.settings.address.userId ?? ''}` : '';
  }

  #speech(message: Message) {
    return this.#session.speech(message.id, this.#conversation());
  }

  /** Hears what is new. */
  look(): void {
    // Made up with the first message, it is the same conversation all the same.
    if (this.#shown !== this.#id && this.#shown !== '') {
      this.#left();
      this.#begin();
    }
    this.#shown = this.#id;
    for (const { messages } of this.#session.conversation(this.#conversation()).blocks.slice(-BLOCKS)) {
      for (const message of messages) if (!message.own && !message.deletedAt) this.#sounds(message);
    }
  }

  #sounds(message: Message): void {
    const key = keyOf(message);
    for (const part of message.parts) {
      if (part.type !== 'audio') continue;
      if (!part.url) {
        const clips = this.#speech(message);
        for (const clip of clips.slice(this.#heard.get(key) ?? 0)) this.#take(clip, message);
        this.#heard.set(key, clips.length);
      } else if (this.#late.has(key) && !this.#taken.has(`${key} ${part.url}`)) {
        this.#taken.add(`${key} ${part.url}`);
        this.#take(part.url, message, part.duration);
      }
    }
  }
}

const hasSpeech = ({ parts }: Message): boolean => parts.some((part) => part.type === 'audio' && !part.url);
