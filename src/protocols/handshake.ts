import type { CodecContext } from './codec.js';

/** Writers whose last connection said nothing: the backend may wait to be spoken to. */
const mute = new Set<string>();

/** Until it is known that somebody listens. */
export class Handshake {
  ready = false;
  asked = false;
  readonly #writer: string;

  constructor({ writer }: CodecContext) {
    this.#writer = writer.id;
  }

  /** The socket is open. True: not to wait for a greeting. */
  open(): boolean {
    this.asked = mute.has(this.#writer);
    mute.add(this.#writer);
    return this.asked;
  }

  /** A frame came. `proof`: nobody is told this who was not let in. */
  heard(proof: boolean, greeting: boolean): void {
    if (greeting || !(proof || this.ready)) mute.delete(this.#writer);
    this.ready ||= proof;
  }
}
