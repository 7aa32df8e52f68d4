import type { LitElement } from 'lit';
import type { FedSession } from '../../src/context/index.js';
import type { MessageInput, Participant } from '../../src/domain/index.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a mixin takes whatever its base takes
type Constructor<T> = abstract new (...args: any[]) => T;

/** What a page that has no connection calls instead. */
export interface Feeding {
  setMessages(list: readonly MessageInput[]): void;
  addMessage(message: MessageInput): void;
  updateMessage(id: string, patch: Partial<MessageInput>): void;
  appendText(id: string, chunk: string): void;
  setTyping(participant: Partial<Participant>, typing: boolean, text?: string): void;
}

/** Lets a page bring the messages itself. */
export function WithFeeding<B extends Constructor<LitElement>>(Base: B): B & Constructor<Feeding> {
  abstract class Fed extends Base implements Feeding {
    /** Runs on the session that the page feeds, as soon as there is one. @internal */
    protected abstract feed(fn: (session: FedSession) => void): void;

    /** Fed by its page: replaces all messages. */
    setMessages(list: readonly MessageInput[]): void {
      this.feed((session) => session.setMessages(list));
    }

    /** Fed by its page: adds a message. */
    addMessage(message: MessageInput): void {
      this.feed((session) => session.addMessage(message));
    }

    /** Fed by its page: changes a message. */
    updateMessage(id: string, patch: Partial<MessageInput>): void {
      this.feed((session) => session.updateMessage(id, patch));
    }

    /** Fed by its page: adds to the text of a message, such as an answer that is streamed. */
    appendText(id: string, chunk: string): void {
      this.feed((session) => session.appendText(id, chunk));
    }

    /** Fed by its page: somebody is writing, or stopped. */
    setTyping(participant: Partial<Participant>, typing: boolean, text?: string): void {
      this.feed((session) => session.setParticipantTyping(participant, typing, text));
    }
  }
  return Fed as unknown as B & Constructor<Feeding>;
}
