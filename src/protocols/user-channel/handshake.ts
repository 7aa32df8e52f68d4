import type { Address } from '../../domain/index.js';

/** Backends, by their URL, that said nothing the last time: they may wait to be spoken to. */
const mute = new Set<string | undefined>();

/** Until it is known that somebody listens. */
export class Handshake {
  ready = false;
  asked = false;
  readonly #url: string | undefined;

  constructor({ url }: Address) {
    this.#url = url;
  }

  /** The socket is open. True: not to wait for a greeting. */
  open(): boolean {
    this.asked = mute.has(this.#url);
    mute.add(this.#url);
    return this.asked;
  }

  /** A frame came. `proof`: nobody is told this who was not let in. */
  heard(proof: boolean, greeting: boolean): void {
    if (greeting || !(proof || this.ready)) mute.delete(this.#url);
    this.ready ||= proof;
  }
}
