import { restore } from '../../conversation/kept.js';
import { fromCommand, withStatus } from '../../conversation/message.js';
import type { ConnectionView, ConversationSummary, ConversationView, DurableCommand, Message, MessageBlock } from '../../domain/index.js';
import { NO_CAPABILITIES, NO_STATS } from '../base.js';
import type { Session } from '../session.js';
import type { SpeechClip } from '../types.js';
import type { Common, Patch } from './wire.js';

export type SendMessage = Extract<DurableCommand, { type: 'send-message' }>;

interface Mirrored {
  readonly view: ConversationView;
  readonly epoch: string | undefined;
  readonly cursor: number | undefined;
  readonly readUpTo: number | undefined;
  readonly clips: Map<string, readonly SpeechClip[]>;
}

const NOTHING: Common = {
  connection: { status: 'idle', error: null, attempts: 0 }, stats: NO_STATS, capabilities: NO_CAPABILITIES, self: { id: 'me', role: 'visitor' }, currentConversation: undefined,
  volatile: false, guest: {},
};

/** What a tab without a socket of its own shows: what the leader shows, and behind it what was said here and the leader does not have yet. */
export class Mirror {
  common: Common;
  inbox: readonly ConversationSummary[] = [];
  readonly #conversations = new Map<string, Mirrored>();
  /** Said here, not seen among the leader's yet; by id. */
  readonly #own = new Map<string, { readonly command: SendMessage; message: Message }>();
  readonly #views = new Map<string, ConversationView>();

  constructor(common: Partial<Common> = {}) {
    this.common = { ...NOTHING, ...common };
  }

  /** All that a session shows. */
  static of(session: Session): Mirror {
    const mirror = new Mirror(commonOf(session));
    mirror.inbox = session.inbox;
    for (const { view, epoch, cursor, readUpTo, clips } of session.conversations.values()) mirror.#conversations.set(view.id, { view, epoch, cursor, readUpTo, clips: new Map(clips) });
    return mirror;
  }

  connect(connection: ConnectionView): void {
    this.common = { ...this.common, connection };
  }

  view(id: string): ConversationView {
    let view = this.#views.get(id);
    if (view) return view;
    const { capabilities, guest } = this.common;
    view = this.#conversations.get(id)?.view ?? {
      id, info: { id }, blocks: [], count: 0, unread: 0, typing: [], presence: [], history: capabilities.history ? 'unknown' : 'none', pending: 0,
    };
    // Said before the conversation had an id: it is the one that the leader makes up.
    const here = this.own().filter(({ command: { conversation } }) => conversation === id || (!conversation && id === (this.common.currentConversation ?? guest.conversation)));
    // Those of a tab that led are among its other messages as well.
    const own = here.filter(({ command }) => !view!.blocks.some(({ messages }) => messages.some((m) => (m.clientId ?? m.id) === command.id)));
    if (own.length) {
      const messages = own.map(({ message }) => (message.conversation === id ? message : { ...message, conversation: id }));
      const pending = view.pending + messages.filter(({ status }) => status === 'pending').length;
      view = { ...view, blocks: [...view.blocks, { key: 'own', messages }], count: view.count + messages.length, pending };
    }
    this.#views.set(id, view);
    return view;
  }

  find(messageId: string, conversation: string): Message | undefined {
    for (const { messages } of this.view(conversation).blocks.toReversed()) {
      const found = messages.find((m) => m.id === messageId || m.clientId === messageId);
      if (found) return found;
    }
    return undefined;
  }

  speech(messageId: string, conversation: string): readonly SpeechClip[] {
    return this.#conversations.get(conversation)?.clips.get(this.find(messageId, conversation)?.id ?? messageId) ?? [];
  }

  /** What was said here and is not among the leader's yet. */
  own(): readonly { readonly command: SendMessage; readonly message: Message }[] {
    return [...this.#own.values()];
  }

  say(command: SendMessage): Message {
    const message = fromCommand(command, this.common.self);
    this.#own.set(command.id, { command, message });
    this.#views.clear();
    return message;
  }

  fail(id: string, reason: string): void {
    const own = this.#own.get(id);
    if (own) own.message = withStatus(own.message, 'failed', reason);
    this.#views.clear();
  }

  /** A failed one is tried again. */
  again(id: string): SendMessage | undefined {
    const own = this.#own.get(id);
    if (!own) return undefined;
    own.message = withStatus(own.message, 'pending');
    this.#views.clear();
    return own.command;
  }

  unsay(id: string): void {
    if (this.#own.delete(id)) this.#views.clear();
  }

  /** What others said since this was true; of a conversation that was not known before nothing is news. */
  news(patches: readonly Patch[]): readonly Message[] {
    return patches.flatMap(({ view: { id }, keys, blocks }) => {
      const before = this.#conversations.get(id)?.view.blocks;
      if (!before?.length) return [];
      const known = new Set(before.flatMap(({ messages }) => messages.map((m) => m.id)));
      const now = keys.flatMap((key) => blocks.find((block) => block.key === key)?.messages ?? []);
      return now.slice(now.findLastIndex((m) => known.has(m.id)) + 1).filter((m) => !m.own && !m.deletedAt && !m.parts.some(({ type }) => type === 'progress'));
    });
  }

  /** `whole`: what is not named is no more. Returns ids of the conversations that changed. */
  apply(common: Common, patches: readonly Patch[], inbox: readonly ConversationSummary[] | undefined, whole: boolean): readonly string[] {
    const changed = new Set(patches.map(({ view }) => view.id));
    for (const id of whole ? [...this.#conversations.keys()] : []) {
      if (changed.has(id)) continue;
      changed.add(id);
      this.#conversations.delete(id);
    }
    this.common = common;
    if (inbox) this.inbox = inbox;
    for (const { view, keys, blocks, clips, ...rest } of patches) {
      const known = new Map<string, MessageBlock>(whole ? [] : this.#conversations.get(view.id)?.view.blocks.map((block) => [block.key, block]));
      for (const block of blocks) {
        known.set(block.key, block);
        for (const { id, clientId } of block.messages) this.#own.delete(clientId ?? id);
      }
      this.#conversations.set(view.id, {
        ...rest, view: { ...view, blocks: keys.flatMap((key) => known.get(key) ?? []) },
        clips: new Map([...(whole ? [] : (this.#conversations.get(view.id)?.clips ?? [])), ...clips]),
      });
    }
    this.#views.clear();
    return [...changed];
  }

  /** What this person said, in whichever tab, and whoever led had not sent yet. */
  waiting(): readonly SendMessage[] {
    return [...this.#conversations.values()].flatMap(({ view }) => view.blocks.flatMap(({ messages }) => messages)).filter(({ own, status }) => own && status === 'pending')
      .map(({ id, clientId = id, conversation, createdAt, parts, replyTo, metadata }) => ({ type: 'send-message', id: clientId, n: 0, at: createdAt, conversation, parts, replyTo, metadata }));
  }

  /** What this tab shows becomes what a session of its own begins with, so that nothing flickers and only what is missing is asked for. */
  seed(session: Session): void {
    Object.assign(session.guest, this.common.guest);
    for (const [id, { view, epoch, cursor, readUpTo }] of this.#conversations) {
      // What is unsent comes from the outbox; what grows is asked for again.
      restore(session.of(id), { kept: { epoch, cursor, readUpTo, info: view.info, firstUnread: view.firstUnread }, messages: view.blocks.flatMap(({ messages }) => messages) });
    }
  }
}

export function commonOf(session: Session, { status, error, attempts }: ConnectionView = session.connection): Common {
  const { stats, capabilities, self, currentConversation, volatile, guest } = session;
  // Of an error only what can be cloned.
  const connection = { status, attempts, error: error && { code: error.code, message: error.message } };
  return { connection, stats, capabilities, self, currentConversation, volatile, guest: { ...guest } };
}
