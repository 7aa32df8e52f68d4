import { css, html, LitElement, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { announceProvider, answerWith, type ChatSession, type Handlers, type SessionProvider } from '../../src/context/index.js';
import { createSession, type OwnedSession } from '../../src/context/create.js';
import { NUMBERS } from '../../src/context/settings-of.js';
import { DEFAULT_TUNING, type Capabilities, type ConnectionStats, type ConnectionStatus, type Draft, type Message, type Settings, type Tuning } from '../../src/domain/index.js';
import { ChatError, type ChatErrorDetail } from '../../src/errors/index.js';
import { ChatElement, declared } from '../shared/base-element.js';
import { NUMBER, WithConnectionSettings } from './connection-settings.js';

/** Pages have numbers for ids, what comes from a backend has text. */
const idOf = (given: unknown): string => `${(given as string | undefined) ?? ''}`;

/** What was set is wanted, and not what holds in its place. */
let raw = false;

/**
 * The provider: one connection, shared by every element inside it (and by those that name its id in `for`). Renders nothing but its slot.
 *
 * @tag chat-connection
 * @summary One connection to a chat backend, shared by the elements inside.
 * @slot - Whatever the page puts inside.
 * @fires chat-status - `{status, previous, error}`: the connection changed its state.
 * @fires chat-message - `{message}`: a message of somebody else arrived.
 * @fires chat-receipt - `{conversation, ids, status, by}`: somebody received or read messages.
 * @fires chat-typing - `{conversation, participant, typing, text}`: somebody began or stopped writing.
 * @fires chat-presence - `{conversation, participant, online}`: somebody came or went.
 * @fires chat-conversation - `{conversation, status, assignee, context}`: the conversation itself changed.
 * @fires chat-error - `{code, message, cause}`: something went wrong; the message says what to do.
 * @fires chat-frame - `{direction, frame, time}`: a frame, with credentials replaced; only with `debug`.
 */
export class ChatConnection extends WithConnectionSettings(LitElement) implements SessionProvider {
  static override styles = css`
    :host {
      display: contents;
    }
    :host([hidden]) {
      display: none !important;
    }
  `;

  static override properties: PropertyDeclarations = declared(NUMBERS.join(' '), { ...NUMBER, noAccessor: true });

  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, 'id'];
  }

  /** The numbers that were set. Not there from the start: those that all elements have are set before this class has its fields. */
  declare private _numbers?: Partial<Tuning>;

  static {
    for (const name of NUMBERS as (keyof Tuning)[])
      Object.defineProperty(this.prototype, name, {
        /** What was not set reads as what holds: the protocol's number, else the common default. */
        get(this: ChatConnection): number | undefined {
          return this._numbers?.[name] ?? (raw ? undefined : ((this.#session as { readonly tuning?: Tuning } | undefined)?.tuning ?? DEFAULT_TUNING)[name]);
        },
        set(this: ChatConnection, value: number) {
          this._numbers = { ...this._numbers, [name]: value };
          this.requestUpdate();
        },
        configurable: true,
      });
  }

  #session: OwnedSession | undefined;
  #provide = answerWith(this);
  #unlisten: (() => void) | undefined;
  #teardown: ReturnType<typeof setTimeout> | undefined;
  #started = false;
  /** It was ended since somebody asked for it. */
  #ended = false;
  /** Those of the page, and how to take each out of the session at hand. */
  #handlers = new Map<Handlers, (() => void) | undefined>();

  /** @internal */
  override get connectionSettings(): Settings {
    raw = true;
    const settings = super.connectionSettings;
    raw = false;
    return settings;
  }

  /** @internal The session behind this element, for elements that name it in `for`. */
  get session(): ChatSession | undefined {
    return this.#session;
  }

  /** `idle`, `connecting`, `connected`, `reconnecting`, `polling`, `offline`, `failed` or `closed`. */
  get status(): ConnectionStatus {
    return this.#session?.connection.status ?? 'idle';
  }

  get connected(): boolean {
    return this.status === 'connected';
  }

  /** What went wrong last, as `{code, message}`; null while all is well. */
  get error(): ChatErrorDetail | null {
    return this.#session?.connection.error ?? null;
  }

  /** Attempts since the connection was last up. */
  get attempts(): number {
    return this.#session?.connection.attempts ?? 0;
  }

  /** Figures of this connection; times in epoch milliseconds. Undefined while the element is not on a page. */
  get stats(): ConnectionStats | undefined {
    return this.#session?.stats;
  }

  /** What the backend can carry; everything off until its protocol is loaded. */
  get capabilities(): Capabilities | undefined {
    return this.#session?.capabilities;
  }

  /** The browser does not keep what was not sent yet (no storage, or it failed): it lives as long as this page. */
  get volatile(): boolean {
    return this.#session?.volatile ?? false;
  }

  override connectedCallback(): void {
    clearTimeout(this.#teardown);
    this.#need();
    super.connectedCallback();
    announceProvider();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    announceProvider();
    // An element that is only being moved is back before this runs, and keeps its connection and its messages.
    this.#teardown = setTimeout(() => this.#release());
  }

  /** As the others, which share a base. @internal */
  adoptedCallback(): void {
    ChatElement.prototype.adoptedCallback.call(this as never);
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    super.attributeChangedCallback(name, old, value);
    if (name === 'id' && this.isConnected) announceProvider();
  }

  protected override willUpdate(_changed: PropertyValues): void {
    // Off its page nothing begins by what is set on it.
    const session = this.isConnected ? this.#need() : this.#session;
    session?.configure(this.connectionSettings);
    if (!session || this.#started || this.noAutoconnect) return;
    this.#started = true;
    session.start();
  }

  protected override render(): TemplateResult {
    return html`<slot></slot>`;
  }

  /** Connects, if it is not connected yet. Rejects with an error whose message says what to set or do. */
  async connect(): Promise<void> {
    this.#ended = false;
    await this.updateComplete;
    if (this.#ended) throw new ChatError('not-connected');
    this.#started = true;
    return this.#need().connect();
  }

  disconnect(): void {
    // What was about to begin does not.
    this.#ended = true;
    this.#started ||= !this.noAutoconnect;
    this.#session?.disconnect();
  }

  /** Tries again now, from `failed` or while waiting for the next attempt. */
  retry(): void {
    this.#started = true;
    this.#need().retry();
  }

  /** Sends a frame of the protocol's own: an object or a string; on `socket-io` `{event, data}`. Throws while not connected. */
  send(frame: unknown): void {
    if (!this.#session) throw new ChatError('not-connected');
    this.#session.send(frame);
  }

  /**
   * Sends a message: shown at once as `pending`, delivered as soon as it can be. Throws where it cannot be taken (empty, too long, queue full).
   * `conversation`: another one, which is subscribed to from then on. Where the backend does not let this person into it, the message becomes `failed` and says so.
   */
  sendMessage(content: string | Draft, options?: { readonly conversation?: string }): Message {
    this.#sync();
    return this.#need().sendMessage(content, { conversation: idOf(options?.conversation) || undefined });
  }

  subscribe(conversation: string): void {
    this.#sync();
    this.#need().subscribe(idOf(conversation));
  }

  unsubscribe(conversation: string): void {
    this.#session?.unsubscribe(idOf(conversation));
  }

  /** Functions for frames that the protocol does not know, by their type. Several sets stand side by side. Returns a function that takes these out again. */
  registerHandlers(handlers: Handlers): () => void {
    // The same set twice is two, each with an end of its own.
    const one = new Proxy<Handlers>(Object(handlers), {});
    this.#handlers.set(one, this.#session?.registerHandlers(one));
    return () => {
      this.#handlers.get(one)?.();
      this.#handlers.delete(one);
    };
  }

  /** Asks the backend for what waited while away, where it has such a thing. */
  requestPending(): void {
    this.#session?.requestPending();
  }

  /** Tells the other side that somebody is writing; `text` is what they see of it, where the backend carries that. */
  setTyping(typing: boolean, text?: string): void {
    this.#session?.setTyping(typing, text);
  }

  /** Everything, or the messages with these ids, was seen. */
  markRead(ids?: readonly string[]): void {
    this.#session?.markRead(ids && [ids].flat());
  }

  #need(): OwnedSession {
    if (this.#session) return this.#session;
    const session = createSession(this.connectionSettings);
    this.#session = session;
    this.#started = false;
    this.#unlisten = session.onEvent((name, detail) => {
      this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
    });
    // As its listeners, they are the element's, which may be away for a while.
    for (const one of this.#handlers.keys()) this.#handlers.set(one, session.registerHandlers(one));
    this.#provide(session);
    if (this.isConnected) announceProvider();
    if (this.hasUpdated) this.requestUpdate();
    return session;
  }

  /** What was set on the element a moment ago counts for a call made now. */
  #sync(): void {
    if (this.isUpdatePending) this.#session?.configure(this.connectionSettings);
  }

  #release(): void {
    this.#unlisten?.();
    this.#session?.dispose();
    this.#session = undefined;
    this.#provide(undefined);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-connection': ChatConnection;
  }
}
