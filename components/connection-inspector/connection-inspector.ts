import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { SessionController, type ChatSession } from '../../src/context/index.js';
import { bool, ChatElement } from '../shared/base-element.js';
import { reportLoad } from '../shared/report-load.js';
import type { Happening } from './recorder.js';
import type { InspectorView } from './view.js';

/** How often figures are read again. Milliseconds. */
const TICK = 1000;
/** So much is taken in at once, painted or not: a page in the background must not pile up what comes. */
const BATCH = 200;

/**
 * What a developer opens to see what is wrong: the state of a connection and what led to it, every frame in and out, figures, and a report to copy. It sees frames
 * without `debug` being set, and credentials never reach it. What it shows is loaded when it is on a page.
 *
 * @tag connection-inspector
 * @summary What goes over a connection, for developers: frames, status, figures, a report.
 * @attr {string} for - Id of a connection that is not an ancestor.
 * @cssprop --chat-inspector-height - Height of the list of frames. Default 26rem.
 * @csspart base - The box around everything.
 * @csspart header - Its top: name, status, buttons.
 * @csspart error - The last error.
 * @csspart frames - The pane with the frames.
 * @csspart toolbar - Filter, pause and clear, above the frames.
 * @csspart frame - One frame in the list; also `frame-in`, `frame-out`, `frame-dropped`.
 * @csspart frame-in - A frame that came.
 * @csspart frame-out - A frame that went.
 * @csspart frame-dropped - A frame that could not be understood.
 * @csspart frame-text - The text of an unfolded frame.
 * @csspart test - The pane that sends a test frame.
 * @csspart side - The panes beside: conversations, figures, history, capabilities.
 */
export class ConnectionInspector extends ChatElement {
  static override properties: PropertyDeclarations = { paused: { converter: bool, reflect: true }, filter: { attribute: false } };

  /** The list stands still; frames are still taken in. */
  paused = false;
  /** Only frames with this text are listed. */
  filter = '';

  #view: InspectorView | undefined;

  #connection = new SessionController(this, {
    slices: ['connection', 'settings', 'conversation', 'inbox'],
    onSession: (session) => this.#watch(session),
  });
  #loading: Promise<void> | undefined;
  #tick: ReturnType<typeof setInterval> | undefined;
  /** What happened since the last rendering, in order. */
  #queue: Happening[] = [];
  #frame = 0;
  #watched: ChatSession | undefined;
  #ends: readonly (() => void)[] = [];

  constructor() {
    super();
    this.keepInside();
  }

  /** @internal */
  get session(): ChatSession | undefined {
    return this.#connection.session;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#watch(this.session);
    this.#tick = setInterval(() => document.visibilityState === 'visible' && this.requestUpdate(), TICK);
    this.#load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#tick);
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#unwatch();
    this.#view?.disconnected();
  }

  /** A report to paste into an issue, as JSON: version, settings without token, status history, figures, the last frames. Empty until the inspector is loaded. */
  report(): string {
    this.#drain();
    return this.#view?.report() ?? '';
  }

  /** Forgets the frames. */
  clear(): void {
    this.#drain();
    this.#view?.clear();
  }

  protected override willUpdate(_changed: PropertyValues<this>): void {
    // A page may set null, or a number.
    this.filter = `${this.filter ?? ''}`;
    this.#drain();
  }

  protected override updated(changed: PropertyValues<this>): void {
    // What a filter found is news, that there is none at first is not.
    this.#view?.updated(changed.get('filter') !== undefined);
  }

  /** Also waits for what is loaded on demand. */
  protected override async getUpdateComplete(): Promise<boolean> {
    await super.getUpdateComplete();
    await this.#loading;
    return super.getUpdateComplete();
  }

  protected override render(): TemplateResult {
    return html`<div class="root" dir=${this.direction} lang=${this.localeTag || nothing}>${this.#view?.render()}</div>`;
  }

  #load(): void {
    if (this.#view || this.#loading) return;
    this.#loading = import('./view.js')
      .then(({ InspectorView }) => {
        this.#view = new InspectorView(this);
        this.requestUpdate();
      })
      .catch((cause: unknown) => reportLoad(this, cause, () => this.#load()))
      .finally(() => (this.#loading = undefined));
  }

  #watch(session: ChatSession | undefined): void {
    if (!this.isConnected || (this.#ends.length && session === this.#watched)) return;
    this.#unwatch();
    if (session !== this.#watched) {
      this.#queue = [];
      this.#view?.reset();
    }
    this.#watched = session;
    if (!session) return;
    this.#ends = [
      session.watchFrames((frame) => this.#take({ frame })),
      session.onEvent((name, detail) => {
        if (name === 'chat-status' || name === 'chat-error') this.#take({ time: Date.now(), name, detail });
      }),
    ];
  }

  #unwatch(): void {
    for (const end of this.#ends) end();
    this.#ends = [];
  }

  /** Once per painted frame, however much comes; what one of them costs does not grow with the traffic. */
  #take(happening: Happening): void {
    this.#queue.push(happening);
    if (this.#queue.length >= BATCH) this.#drain();
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.requestUpdate();
    });
  }

  #drain(): void {
    if (!this.#view) this.#queue = this.#queue.slice(-BATCH);
    else if (this.#queue.length) this.#view.take(this.#queue.splice(0));
  }
}
