import type { ReactiveController } from 'lit';
import type { ChatSession } from '../../src/context/index.js';
import type { Message } from '../../src/domain/index.js';
import type { WidgetHost } from './host.js';

/** Tabs that show the chat have this long to say so, before one that does not makes a sound. Milliseconds. */
const YIELD = 150;
/** How long a message stays claimed: a hidden tab may hear of it late. Milliseconds. */
const HOLD = 10_000;
/** After a gap many messages come at once. Milliseconds. */
const CALM = 1500;

let last = -Infinity;

/**
 * One short sound per arrival while the chat is not seen, once per browser: whichever tab first holds the lock of that message's name. Nothing is heard, and nothing
 * claimed, in a tab that the person has not used yet. Made by the browser's synthesizer, so there is no file. Loaded with `sounds`.
 */
export class Sound implements ReactiveController {
  #host: WidgetHost;
  #of: ChatSession | undefined;
  #unlisten: (() => void) | undefined;

  constructor(host: WidgetHost) {
    this.#host = host;
    host.addController(this);
  }

  hostUpdated(): void {
    const session = this.#host.sounds && this.#host.isConnected ? this.#host.session : undefined;
    if (session === this.#of) return;
    this.hostDisconnected();
    this.#of = session;
    this.#unlisten = session?.onEvent((name, detail) => {
      if (name === 'chat-message') void this.#hear((detail as { readonly message: Message }).message);
    });
  }

  hostDisconnected(): void {
    this.#unlisten?.();
    this.#unlisten = this.#of = undefined;
  }

  get #seen(): boolean {
    return this.#host.shown && this.#host.ownerDocument.visibilityState === 'visible';
  }

  async #hear(message: Message): Promise<void> {
    if (message.own || message.author.role === 'system' || navigator.userActivation?.hasBeenActive === false) return;
    const seen = this.#seen;
    if (!seen) await pause(YIELD);
    if (!(await claim(`chat-elements:sound:${message.id}`)) || seen || this.#seen || !this.#of) return;
    const now = performance.now();
    if (now - last < CALM) return;
    last = now;
    await ring().catch(() => undefined);
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** True in one tab only. Without locks (a page without TLS, a sandboxed frame) every tab is on its own. */
async function claim(name: string): Promise<boolean> {
  try {
    return await new Promise<boolean>((resolve, reject) => {
      navigator.locks
        .request(name, { ifAvailable: true }, (lock) => {
          resolve(!!lock);
          return lock ? pause(HOLD) : undefined;
        })
        .catch(reject);
    });
  } catch {
    return true;
  }
}

/** Two soft notes, a third of a second in all. */
async function ring(): Promise<void> {
  const context = new AudioContext();
  try {
    await Promise.race([context.resume(), pause(500)]);
    if (context.state !== 'running') return;
    const start = context.currentTime;
    for (const [pitch, at] of [[660, 0], [880, 0.1]] as const) {
      const tone = context.createOscillator();
      const volume = context.createGain();
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0, start + at);
      volume.gain.linearRampToValueAtTime(0.12, start + at + 0.015);
      volume.gain.exponentialRampToValueAtTime(0.001, start + at + 0.22);
      tone.connect(volume).connect(context.destination);
      tone.start(start + at);
      tone.stop(start + at + 0.24);
    }
    await pause(400);
  } finally {
    await context.close();
  }
}

export const make = (host: WidgetHost): Sound => new Sound(host);
