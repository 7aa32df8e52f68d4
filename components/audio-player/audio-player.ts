import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { SessionController, type ChatSession } from '../../src/context/index.js';
import { bool, ChatElement } from '../shared/base-element.js';
import { reportLoad } from '../shared/report-load.js';
import type { Deck } from './deck.js';

/**
 * Plays a sound of its own (`src`), what a page puts in line (`enqueue()`), or the sounds that come in over the connection around it (or of `for`): in order, one at a time
 * on the whole page, the pieces of one reply without a gap. What it is made of is loaded when it is on a page. See audio-player.md.
 *
 * @tag audio-player
 * @summary Speech and sounds, in order and one at a time: play, seek, speed, waveform.
 * @attr {string} for - Id of a connection that is not an ancestor.
 * @fires chat-error - `{code, message}`: a sound could not be played and was skipped (`bad-audio`).
 * @fires chat-audio - `{state, label}`: it plays, pauses, ends, or waits for a press (`blocked`).
 * @csspart base - Everything.
 * @csspart play - The play and pause button.
 * @csspart seek - The slider: where in the sound it is.
 * @csspart waveform - The shape of the sound in it.
 * @csspart time - Position and length.
 * @csspart rate - The choice of speed.
 * @csspart volume - The volume.
 * @csspart download - The button that saves the sound.
 * @csspart next - The button that goes on to the next sound in line.
 * @csspart notice - What is in the way: the browser holds sound back, or a sound is broken.
 */
export class AudioPlayer extends ChatElement {
  static override properties: PropertyDeclarations = {
    src: {},
    label: {},
    autoplay: { converter: bool },
    queue: { converter: bool },
    rate: { type: Number },
    volume: { type: Number },
    conversation: {},
    compact: { converter: bool, reflect: true },
    message: { attribute: false },
  };

  /** Address of a sound to play. */
  declare src?: string;
  /** What it is, for people: in the name of the button and above the waveform. */
  declare label?: string;
  /** Plays by itself what comes in, once the browser lets it. */
  declare autoplay: boolean;
  /** Plays what comes in over the connection, also where there is a `src`. Without one it does so anyway. */
  declare queue: boolean;
  /** Speed; 1 is normal. The pitch stays. */
  declare rate: number;
  /** 0 to 1. */
  declare volume: number;
  /** The conversation to listen to. Default: the connection's. */
  declare conversation?: string;
  /** Only button, waveform and time. */
  declare compact: boolean;
  /** Plays the speech of this message alone. @internal */
  declare message?: string;

  /** Its `src` is not looked at before it is played; this is what is known of it. @internal */
  lazy?: { readonly duration?: number };

  #from: ChatSession | undefined;

  readonly #connection = new SessionController(this, {
    slices: ['conversation'],
    conversation: () => this.conversation,
    own: () => this.#from,
    // Most stand alone.
    warn: () => (this.queue || !!this.for) && !this.src,
  });
  #deck: Deck | undefined;
  #loading: Promise<void> | undefined;
  #asked: ((deck: Deck) => void)[] = [];

  constructor() {
    super();
    this.autoplay = this.queue = this.compact = false;
    this.rate = this.volume = 1;
    this.keepInside();
  }

  /** @internal */
  get session(): ChatSession | undefined {
    return this.#connection.session;
  }

  /** In place of the connection around it. @internal */
  get from(): ChatSession | undefined {
    return this.#from;
  }
  set from(session: ChatSession | undefined) {
    if (session === this.#from) return;
    this.#from = session;
    this.#connection.refresh();
  }

  /** Whether it is silent. */
  get paused(): boolean {
    return !this.isConnected || !this.#deck?.player.isOn;
  }

  /** Where it is, in seconds. */
  get currentTime(): number {
    return this.#deck?.player.position ?? 0;
  }

  /** Length in seconds; NaN while it is not known. */
  get duration(): number {
    return this.#deck?.player.duration ?? NaN;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#deck?.connect();
    this.#load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // Moved within the page it plays on.
    queueMicrotask(() => this.isConnected || this.#deck?.disconnect());
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#deck?.update(changed);
  }

  protected override render(): TemplateResult {
    return html`<div class="root" dir=${this.direction} lang=${this.localeTag || nothing}>${this.#deck?.render()}</div>`;
  }

  /** Also waits for what is loaded on demand. */
  protected override async getUpdateComplete(): Promise<boolean> {
    await super.getUpdateComplete();
    await this.#loading;
    return super.getUpdateComplete();
  }

  /** Plays, or goes on. */
  play(): void {
    this.#ask((deck) => deck.player.play());
  }

  /** Stops where it is. */
  pause(): void {
    this.#ask((deck) => deck.player.pause());
  }

  /** Goes to a second. */
  seek(seconds: number): void {
    this.#ask((deck) => deck.player.seek(seconds));
  }

  /** Puts a sound in line: a file, or `{data, format}` in base64. Those of one `group` are one reply, played without a gap. */
  enqueue(sound: Blob | { readonly data: string; readonly format: string }, options: { readonly group?: string; readonly label?: string } = {}): void {
    this.#ask((deck) => deck.add(sound, options ?? {}));
  }

  /** Leaves this sound for the next one in line. */
  next(): void {
    this.#ask((deck) => deck.player.next());
  }

  /** Forgets the sound and all that wait. */
  clear(): void {
    this.#ask((deck) => deck.player.clear());
  }

  /** Moves the focus to the button. */
  override focus(options?: FocusOptions): void {
    this.renderRoot?.querySelector('button')?.focus(options);
  }

  /** Now, or as soon as its code is there; in order. */
  #ask(what: (deck: Deck) => void): void {
    if (this.#deck) what(this.#deck);
    else this.#asked.push(what);
  }

  #load(): void {
    if (this.#deck || this.#loading) return;
    this.#loading = import('./deck.js')
      .then((module) => {
        const deck = (this.#deck = new module.Deck(this));
        for (const sheet of module.styles) this.adopt(sheet);
        if (this.isConnected) deck.connect();
        deck.update();
        for (const what of this.#asked.splice(0)) what(deck);
        this.requestUpdate();
      })
      .catch((cause: unknown) => reportLoad(this, cause, () => this.#load()))
      .finally(() => (this.#loading = undefined));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'audio-player': AudioPlayer;
  }
}
