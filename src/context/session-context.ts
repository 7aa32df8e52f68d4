import type { ChatSession } from '../session/types.js';

/** Takes the session, now and whenever it changes; `end` ends that. */
type Take = (session: ChatSession | undefined, end?: () => void) => void;

/**
 * The session that elements share, by the community protocol for context: other libraries' providers and consumers work with it (`@lit/context` in the tests), its
 * code stays out. The key is global, so that two copies of the script on one page understand each other.
 */
export const sessionContext = Symbol.for('chat-elements:session') as symbol & { readonly __context__: ChatSession | undefined };

/** Asks the ancestors for the session. */
export class SessionRequest extends Event {
  readonly context = sessionContext;
  readonly contextTarget: Element;
  readonly callback: Take;
  readonly subscribe = true;

  /** Where one is named, that one alone is asked, and nobody around it. */
  constructor(from: Element & { readonly for?: string }, callback: Take) {
    super('context-request', { bubbles: !from.for, composed: true });
    this.contextTarget = from;
    this.callback = callback;
  }
}

/** Answers everything inside a node that asks for the session. Returns what changes the answer. */
export function answerWith(node: HTMLElement, session?: ChatSession): (session: ChatSession | undefined) => void {
  const ends = new Map<Take, () => void>();
  node.addEventListener('context-request', (event) => {
    const { context, contextTarget, callback, subscribe } = event as SessionRequest;
    if (context !== sessionContext || (contextTarget ?? event.composedPath()[0]) === node) return;
    event.stopImmediatePropagation();
    const end = () => ends.delete(callback);
    if (subscribe) ends.set(callback, end);
    callback(session, subscribe ? end : undefined);
  });
  return (next) => {
    if (next === session) return;
    session = next;
    for (const [take, end] of ends) take(next, end);
  };
}
