import type { ChatEvent, Command } from '../../domain/index.js';
import type { CodecContext, Decoded, Encoded, Frame } from '../codec.js';

/** Who refuses a connection does so within this time. Milliseconds. */
const SOON = 5000;
/** On so many connections the same is said: what comes to nothing on the last of them may be what the backend breaks over. */
const MOST = 10;

interface Said {
  readonly id: string;
  readonly frames: readonly Frame[];
  readonly times: number;
}

/** By address and person: what was said as the last connection began, as long as nothing is heard over that. */
const all = new Map<string, readonly Said[]>();

/**
 * A socket is open before it is known whether one is let in: a backend that refuses the token, or is about to end, takes what is said and closes. Where nothing but an error was heard,
 * it is said again over the next connection.
 */
export class Unheard {
  readonly #context: CodecContext;
  #key = '';
  #until = -Infinity;

  constructor(context: CodecContext) {
    this.#context = context;
  }

  get #said(): readonly Said[] {
    return all.get(this.#key) ?? [];
  }

  open(): Decoded {
    const { url, conversation = '', userId } = this.#context.address;
    this.#key = JSON.stringify([url, conversation, userId]);
    // What a closing socket did not take at all is still in line.
    const shown = this.#context.messages?.(conversation) ?? [];
    const said = this.#said.filter(({ id }) => !shown.some((message) => message.clientId === id && message.status === 'pending'));
    const again = said.filter(({ times }) => times < MOST);
    const given = said.filter(({ times }) => times >= MOST);
    this.#until = this.#context.now().getTime() + SOON;
    all.set(this.#key, again.map((one) => ({ ...one, times: one.times + 1 })));
    // The sentence of `session/sending.ts`, which languages know.
    const failed = given.map(({ id }): ChatEvent => ({ type: 'patch', conversation, id, patch: { status: 'failed', statusReason: 'The backend could not take it.' } }));
    return { events: [{ type: 'ready' }, ...failed], replies: again.flatMap(({ frames }) => frames) };
  }

  heard(decoded: Decoded): Decoded {
    if (!decoded.events.some(({ type }) => type === 'error')) {
      all.delete(this.#key);
      this.#until = -Infinity;
    }
    return decoded;
  }

  says(command: Command, encoded: Encoded | undefined): Encoded | undefined {
    if (command.type === 'send-message' && encoded && 'frames' in encoded && this.#context.now().getTime() < this.#until) all.set(this.#key, [...this.#said, { id: command.id, frames: encoded.frames, times: 1 }]);
    return encoded;
  }
}
