import { html, nothing, type CSSResult, type TemplateResult } from 'lit';
import type { ChatSession } from '../../src/context/index.js';
import { changeStrings, type Formats, type Strings } from '../../src/i18n/index.js';
import { inspector } from '../../src/i18n/inspector.js';
import { StatusController, TROUBLE } from '../connection-badge/status-controller.js';
import { renderStatus } from '../connection-badge/status-words.js';
import { TONES } from '../connection-badge/tones.js';
import { icon } from '../shared/icons.js';
import { RETRY } from '../shared/more-icons.js';
import { buttons } from '../shared/tokens.js';
import { styles } from './connection-inspector.styles.js';
import { clock } from './clock.js';
import { FramesView } from './frames-view.js';
import { Recorder, type Happening } from './recorder.js';
import { makeReport } from './report.js';
import { renderSide } from './side-view.js';
import { TestView } from './test-view.js';

/** What the view sees of its element. */
export interface InspectorHost extends HTMLElement {
  readonly session: ChatSession | undefined;
  readonly strings: Strings;
  readonly formats: Formats;
  readonly renderRoot: HTMLElement | DocumentFragment;
  readonly updateComplete: Promise<boolean>;
  paused: boolean;
  filter: string;
  adopt(sheet: CSSResult): void;
  requestUpdate(): void;
  addController(controller: StatusController): void;
  removeController(controller: StatusController): void;
  clear(): void;
}

const COPY = 'M9 9h10.5v10.5H9ZM5 15H4.5V4.5H15V5';

/** How long a confirmation stays. Milliseconds. */
const SAID_FOR = 6000;

/** What the inspector shows and does; the element beside it watches the wire. */
export class InspectorView {
  readonly host: InspectorHost;
  readonly recorder = new Recorder();
  readonly frames: FramesView;
  readonly test: TestView;
  #status: StatusController;
  #said = '';
  #saidTimer: ReturnType<typeof setTimeout> | undefined;
  /** The report, where the browser did not let us copy it. */
  #byHand: string | undefined;
  #focusNext: string | undefined;

  constructor(host: InspectorHost) {
    this.host = host;
    // The developer's words come with the developer's view.
    changeStrings(inspector);
    this.#status = new StatusController(host as never, () => host.session?.connection);
    this.frames = new FramesView(this);
    this.test = new TestView(this);
    for (const sheet of [buttons, styles]) host.adopt(sheet);
  }

  get protocol(): string {
    return this.host.session?.settings.address.protocol ?? '';
  }

  get words(): Strings['inspector'] {
    return this.host.strings.inspector;
  }

  take(happenings: readonly Happening[]): void {
    const { session } = this.host;
    this.recorder.take(happenings, this.protocol, (text) => session?.redact(text) ?? text);
  }

  /** Another connection: what was seen of the one before says nothing of it. */
  reset(): void {
    this.recorder.reset();
    this.frames.reset();
  }

  clear(): void {
    this.recorder.clear();
    this.frames.reset();
    this.host.requestUpdate();
  }

  disconnected(): void {
    clearTimeout(this.#saidTimer);
    this.frames.disconnected();
  }

  report(): string {
    return makeReport(this.host.session, this.recorder);
  }

  /** Confirms what was done, for the eye and the ear. */
  say(words: string): void {
    const what = this.host.session?.redact(words) ?? words;
    // The same words again are only heard again when they were gone in between.
    this.#said = this.#said === what ? `${what}\u00A0` : what;
    clearTimeout(this.#saidTimer);
    this.#saidTimer = setTimeout(() => {
      this.#said = '';
      this.host.requestUpdate();
    }, SAID_FOR);
    this.host.requestUpdate();
  }

  render(): TemplateResult {
    const { host, words, frames, test } = this;
    const { session } = host;
    return html`<section part="base" class="base" aria-labelledby="title">
      <header part="header" class="header">
        <h2 id="title" tabindex="-1">${words.title}</h2>
        ${this.#renderStatus(session)}
        <p class="said" role="status">${this.#said}</p>
      </header>
      ${this.#byHand === undefined ? nothing : this.#renderByHand()}
      ${session ? this.#renderTrouble(session) : html`<p class="note">${words.none}</p>`}
      <div class="panes">
        <div class="main">${frames.render()} ${test.render()}</div>
        <div class="side" part="side">${session ? renderSide(this, session) : nothing}</div>
      </div>
    </section>`;
  }

  updated(filtered: boolean): void {
    this.frames.updated(filtered);
    const next = this.#focusNext;
    this.#focusNext = undefined;
    if (next) this.find(next)?.focus();
  }

  find<T extends HTMLElement>(selector: string): T | null {
    return this.host.renderRoot.querySelector<T>(selector);
  }

  #renderStatus(session: ChatSession | undefined): TemplateResult {
    const { words, host } = this;
    const { error, ...known } = this.#status.state;
    const { status } = known;
    const state = { ...known, error: error && { ...error, message: session?.redact(error.message) ?? error.message } };
    const address = session?.settings.address;
    const isOff = ['idle', 'closed', 'failed'].includes(status);
    const canRetry = TROUBLE.includes(status);
    const where = address?.url ?? address?.host;
    return html`<div class="status">
        <span class="pill ${TONES[status]} ${status}"><span class="dot"></span><span role="status" aria-label=${words.status} aria-atomic="false">${renderStatus(state, host.strings)}</span></span>
        ${address ? html`<span class="where"><b>${address.protocol}</b>${where ? html` <bdi dir="ltr">${session!.redact(where)}</bdi>` : nothing}</span>` : nothing}
      </div>
      <div class="actions">
        <button class="button" aria-disabled=${!session || !isOff} @click=${this.#handleConnect}>${words.connect}</button>
        <button class="button" aria-disabled=${!session || isOff} @click=${this.#handleDisconnect}>${words.disconnect}</button>
        <button class="button" aria-disabled=${!canRetry} @click=${this.#handleRetry}>${icon(RETRY)}${words.retry}</button>
        <button class="button" @click=${this.#handleCopy}>${icon(COPY)}${words.copyReport}</button>
      </div>`;
  }

  /** The error that the connection has now, or the last one that it had: with its code, which the documents explain. */
  #renderTrouble(session: ChatSession): TemplateResult | typeof nothing {
    const { error, status, attempts } = session.connection;
    const { lastError, lastErrorTime } = session.stats;
    const { words, host } = this;
    const message = error?.message ?? lastError;
    if (!message) return nothing;
    const now = Boolean(error) && status !== 'connected';
    return html`<p part="error" class="error ${now ? 'now' : ''}">
      <b>${words.lastError}</b>
      ${lastErrorTime ? html`<time datetime=${new Date(lastErrorTime).toISOString()}>${clock(lastErrorTime, host.formats.locale)}</time>` : nothing}
      ${error ? html`<code>${error.code}</code>` : nothing} <span dir="auto">${session.redact(message)}</span>
      ${now && attempts ? html`<span class="attempts">(${words.attempts(attempts)})</span>` : nothing}
    </p>`;
  }

  #renderByHand(): TemplateResult {
    const { words } = this;
    return html`<div class="by-hand">
      <label for="report">${words.reportByHand}</label>
      <textarea id="report" readonly dir="ltr" rows="8" .value=${this.#byHand ?? ''}></textarea>
      <button class="button" @click=${this.#handleClose}>${words.close}</button>
    </div>`;
  }

  #handleConnect = (event: Event): void => {
    if (!enabled(event)) return;
    // What goes wrong is shown where everything that goes wrong is shown.
    this.host.session?.connect().catch(() => undefined);
  };

  #handleDisconnect = (event: Event): void => {
    if (enabled(event)) this.host.session?.disconnect();
  };

  #handleRetry = (event: Event): void => {
    if (enabled(event)) this.host.session?.retry();
  };

  #handleCopy = async (): Promise<void> => {
    const report = this.report();
    try {
      await navigator.clipboard.writeText(report);
      this.#byHand = undefined;
      this.say(this.words.reportCopied);
    } catch {
      this.#byHand = report;
      this.#focusNext = '#report';
      this.host.requestUpdate();
    }
  };

  #handleClose = (): void => {
    this.#byHand = undefined;
    this.#focusNext = '#title';
    this.host.requestUpdate();
  };
}

/** These stay where they are while they cannot be used, so that the focus does. */
const enabled = (event: Event): boolean => (event.currentTarget as HTMLElement).getAttribute('aria-disabled') !== 'true';
