import { Connection } from '../connection/connection.js';
import type { ConnectionHandlers } from '../connection/types.js';
import type { Address, Command } from '../domain/index.js';
import { debugLog, redact, TOKENS } from '../errors/index.js';
import type { CodecSession, Decoded, Encoded, Frame, Target } from '../protocols/codec.js';
import type { Core } from './core.js';
import type { Poller } from './poller.js';

/** Less than this is left of a token, or less than half of its time. Seconds. */
const SOON = 30;

/** Whether a token says so. Only JSON Web Tokens say when they end; a clock that is wrong costs a look-up. */
function ends(token = '', now: Date): boolean {
  try {
    const { exp, iat } = JSON.parse(atob(token.split('.')[1]!.replace(/-/g, '+').replace(/_/g, '/'))) as { exp: number; iat: number };
    return exp - now.getTime() / 1000 < Math.min(SOON, (exp - iat) / 2 || SOON);
  } catch {
    return false;
  }
}

/** The latest tokens of this page as patterns, newest first. */
let known: readonly string[] = [];

/** From now on this token is shown nowhere, also with the backslashes of JSON. One of a few letters would take half the text along. */
function hide(token: string | undefined): string | undefined {
  if (token && token.length > 5) {
    known = [...new Set([...[token, encodeURIComponent(token)].map((one) => one.replace(/\W/g, '\\\\*\\$&')), ...known])].slice(0, 20);
    TOKENS.compile(known.join('|'), 'gi');
  }
  return token;
}

/** The connection and the codec of its present life: frames become events here, commands become frames. */
export class Line {
  readonly connection: Connection;
  /** The codec's session of the present socket (or of polling); undefined while there is none. */
  wire: CodecSession | undefined;
  /** The error that the backend's last frame told of: some say why they close in a frame before it, not in the close. */
  said: string | undefined;
  #core: Core;
  #lost: (code?: number) => void;
  #poller: () => Poller | undefined;
  #token: string | undefined;

  constructor(core: Core, status: ConnectionHandlers['status'], lost: (code?: number) => void, poller: () => Poller | undefined) {
    this.#core = core;
    this.#lost = lost;
    this.#poller = poller;
    this.connection = new Connection(
      {
        ...core.deps,
        dial: ({ fresh, generation }) => this.#dial(fresh, generation),
        tuning: () => core.tuning,
        liveness: () => core.codec?.liveness ?? { ping: 'none', answers: false },
        ping: () => {
          const encoded = this.wire?.encode({ type: 'ping' });
          return encoded && 'frames' in encoded ? encoded.frames[0] : undefined;
        },
        said: () => this.said,
        closeMeans: (code, reason) => core.codec?.closeMeans?.(code, reason),
        statusUrl: () => core.codec?.statusUrl?.(this.address),
        canPoll: () => poller()?.works ?? false,
      },
      {
        open: () => {
          this.wire = this.said = undefined;
          this.begin();
          this.#decoded(this.wire!.open());
        },
        frame: (data) => {
          if (!this.wire) return;
          this.seen('in', data);
          this.said = undefined;
          this.#decoded(this.wire.decode(data));
        },
        lost: ({ code }) => this.drop(code),
        missed: () => poller()?.start(),
        status,
      },
    );
  }

  /** The settings' address, with the conversation that was made up or remembered where they name none. */
  get address(): Address {
    return { ...this.#core.settings.address, conversation: this.#core.currentConversation };
  }

  /** Asked anew before every connect; and once more where what comes has hardly any time left, since pages keep tokens (case 18). */
  async token(): Promise<string | undefined> {
    const { settings: { token }, guest, deps } = this.#core;
    const ask = typeof token === 'function' ? token : () => token;
    let given = await ask();
    if (ends(given, deps.now())) given = await ask();
    // The whole answer of a token server, most often.
    if (Object(given) === given) throw new TypeError();
    return hide((this.#token = given || guest.token));
  }

  /** Begins a life of the codec: with a socket, or to poll without one. */
  begin(): void {
    const core = this.#core;
    this.wire ??= core.codec!.start({
      address: this.address,
      self: core.self,
      token: this.#token,
      writer: { id: core.writer, generation: this.connection.generation },
      newId: core.deps.newId,
      now: core.deps.now,
      subscriptions: () => [...core.subscriptions].map((conversation) => {
        const { epoch, cursor } = core.of(conversation);
        return { conversation, epoch, cursor };
      }),
      messages: (conversation) => core.of(conversation).view.blocks.flatMap(({ messages }) => messages),
      lastId: (conversation) => this.#poller()?.since(conversation),
      seqOf: (conversation, id) => core.of(conversation).find(id)?.seq,
    });
  }

  /** Puts a command on the wire; an exchange over HTTP is the caller's to run. Undefined: nobody to send it to, or no way to say it. */
  pass(command: Command): Encoded | undefined {
    const encoded = this.wire?.encode(command);
    return encoded && 'frames' in encoded && !encoded.frames.every((frame) => this.out(frame)) ? undefined : encoded;
  }

  out(frame: Frame): boolean {
    this.seen('out', frame);
    return this.connection.send(frame);
  }

  /** Ends on purpose, with the protocol's last words. */
  end(how: 'disconnect' | 'dispose'): void {
    for (const frame of this.wire?.bye?.() ?? []) this.out(frame);
    this.connection[how]();
    this.drop();
  }

  /** The socket is gone: nothing is on the wire until the next one. */
  drop(code?: number): void {
    this.wire = undefined;
    this.#lost(code);
  }

  async #dial(fresh: boolean, generation: number): Promise<Target> {
    const { guest, codec } = this.#core;
    // A guest's token that was refused is worth nothing any more: a new guest it is.
    if (fresh && !this.#core.settings.token) guest.token = undefined;
    const token = await this.token();
    // Signed out meanwhile, which is no fault.
    if (generation === this.connection.generation && codec!.signedOut?.(this.address, token)) this.connection.disconnect();
    return codec!.target(this.address, token);
  }

  #decoded({ events, replies }: Decoded): void {
    for (const frame of replies ?? []) this.out(frame);
    this.#core.take(events);
  }

  /** Whatever goes over the wire, for those who look. Exchanges over HTTP as well. */
  seen(direction: 'in' | 'out', frame: Frame): void {
    const { settings: { debug }, feed } = this.#core;
    if (!debug && !feed.watchers.size) return;
    const detail = { direction, frame: redact(typeof frame === 'string' ? frame : `${frame.byteLength} bytes`), time: Date.now() };
    for (const watch of feed.watchers) watch(detail);
    if (!debug) return;
    debugLog(direction === 'in' ? '←' : '→', detail.frame);
    feed.emit('chat-frame', detail);
  }
}
