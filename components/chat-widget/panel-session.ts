import type { ChatSession } from '../../src/context/index.js';
import type { ConversationView, Message, MessageBlock } from '../../src/domain/index.js';

export interface PanelLook {
  /** The first message of a conversation that began here; never stored, never sent. */
  readonly greeting?: string;
  /** Who says it. */
  readonly name?: string;
  readonly avatar?: string;
  /** Messages up to and with this one were cleared from the screen. */
  readonly clearedTo?: string;
}

/**
 * The session as one panel shows it: with the greeting before the first message, and without what was cleared here. Everything else is the session's own.
 * Views are as immutable and shared as those beneath them, so that what did not change is not drawn again.
 */
export class PanelSession {
  readonly session: ChatSession;
  #look: PanelLook = {};
  #greeting: MessageBlock | undefined;
  /** Conversations that were seen empty: there the greeting stays once the talk begins. */
  #fresh = new Set<string>();
  #cuts = new WeakMap<readonly MessageBlock[], readonly MessageBlock[]>();
  #made = new WeakMap<ConversationView, ConversationView>();

  constructor(session: ChatSession) {
    const conversation = (id?: string): ConversationView => this.view(session.conversation(id));
    this.session = new Proxy(session, {
      get(target, key) {
        if (key === 'conversation') return conversation;
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }

  /** True when something looks different from before. */
  set(look: PanelLook): boolean {
    const before = this.#look;
    if (before.greeting === look.greeting && before.name === look.name && before.avatar === look.avatar && before.clearedTo === look.clearedTo) return false;
    this.#look = look;
    this.#greeting = look.greeting ? { key: 'greeting', messages: [greetingOf(String(look.greeting), look)] } : undefined;
    this.#cuts = new WeakMap();
    this.#made = new WeakMap();
    return true;
  }

  view(view: ConversationView): ConversationView {
    let made = this.#made.get(view);
    if (!made) this.#made.set(view, (made = this.#make(view)));
    return made;
  }

  #make(view: ConversationView): ConversationView {
    const { clearedTo } = this.#look;
    const blocks = clearedTo ? this.#cut(view.blocks, clearedTo) : view.blocks;
    // Before the backend has said how much there is, an empty list shows the greeting, but does not promise to keep it.
    if (!clearedTo && view.count === 0 && (view.history === 'end' || view.history === 'none')) this.#fresh.add(view.id);
    const greeting = !clearedTo && (view.count === 0 || this.#fresh.has(view.id)) ? this.#greeting : undefined;
    if (!greeting && blocks === view.blocks) return view;
    return { ...view, blocks: greeting ? [greeting, ...blocks] : blocks, history: clearedTo ? 'end' : view.history };
  }

  #cut(blocks: readonly MessageBlock[], clearedTo: string): readonly MessageBlock[] {
    let cut = this.#cuts.get(blocks);
    if (!cut) this.#cuts.set(blocks, (cut = cutBlocks(blocks, clearedTo)));
    return cut;
  }
}

function greetingOf(text: string, { name, avatar }: PanelLook): Message {
  return { id: 'greeting', conversation: '', author: { id: 'greeting', role: 'agent', name, avatar }, own: false, parts: [{ type: 'text', text }], text, createdAt: new Date(), status: 'read' };
}

/** The blocks after a message; all of them where it is not there. */
function cutBlocks(blocks: readonly MessageBlock[], clearedTo: string): readonly MessageBlock[] {
  for (let i = blocks.length - 1; i >= 0; i--) {
    const { key, messages } = blocks[i]!;
    const at = messages.findLastIndex((message) => (message.clientId ?? message.id) === clearedTo);
    if (at < 0) continue;
    const rest = messages.slice(at + 1);
    return rest.length > 0 ? [{ key, messages: rest }, ...blocks.slice(i + 1)] : blocks.slice(i + 1);
  }
  return blocks;
}
