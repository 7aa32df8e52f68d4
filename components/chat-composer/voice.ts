import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Recording, RecordingProblem } from '../../src/context/recorder.js';
import { Recorder } from '../../src/context/recorder.js';
import { changeStrings, type Strings } from '../../src/i18n/index.js';
import { audio } from '../../src/i18n/audio.js';
import { files } from '../../src/i18n/files.js';
import { AudioPlayer } from '../audio-player/audio-player.js';
import { timeText } from '../audio-player/time.js';
import { createElement } from '../shared/create-element.js';
import { ALERT, CLOSE, icon, SEND } from '../shared/icons.js';
import { MICROPHONE, TRASH } from '../shared/more-icons.js';
import { whole, type Sending } from '../shared/sending.js';
import { whyNot } from './attachments-problem.js';
import type { ChatComposer } from './chat-composer.js';
import { named, placeOf } from './place.js';
import { voiceStyles } from './voice.styles.js';

type State = 'closed' | 'asking' | 'recording' | 'ready' | 'sending' | 'problem';

/** The time of a recording is said this often. Seconds. */
const SAID_EVERY = 30;
const BARS = 40;
const STOP = 'M7.5 7.5h9v9h-9Z';

/** A voice message on its way: recorded, heard once more, sent. Takes the place of the box meanwhile. */
export class Voice {
  #host: ChatComposer;
  #state: State = 'closed';
  #recorder: Recorder | undefined;
  #recording: Recording | undefined;
  #player: AudioPlayer | undefined;
  #problem = '';
  #abort: AbortController | undefined;
  /** The button that the focus goes to after the next render. */
  #focus: string | undefined;

  constructor(host: ChatComposer) {
    changeStrings({ ...audio, ...files });
    this.#host = host;
    host.adopt(voiceStyles);
    // Stands, empty, before it says anything.
    host.requestUpdate();
  }

  /** Whether it stands where the box was. */
  get isOpen(): boolean {
    return this.#state !== 'closed';
  }

  open = (): void => {
    if (this.#state === 'closed' || this.#state === 'problem') void this.#record();
  };

  /** The box left the page. Moved within it, it goes on. */
  close(): void {
    queueMicrotask(() => this.#host.isConnected || this.#end());
  }

  /** Whatever it was at: the microphone is off, nothing is sent, nothing is kept. */
  #end(): void {
    this.#recorder?.discard();
    this.#abort?.abort();
    this.#player?.clear();
    this.#recorder = this.#recording = this.#abort = this.#player = undefined;
    this.#problem = '';
    this.#to('closed');
  }

  async #record(): Promise<void> {
    const recorder = (this.#recorder = new Recorder(() => {
      // Nobody sees any more that the microphone is on.
      if (this.#host.checkVisibility?.() === false) this.#recorder?.stop();
      this.#host.requestUpdate();
    }));
    const current = () => recorder === this.#recorder;
    this.#problem = '';
    this.#to('asking', 'cancel');
    const problem = await recorder.start();
    if (!current()) return recorder.discard();
    if (problem) return this.#fail(problem);
    this.#to('recording', 'stop');
    const ended = await recorder.ended();
    if (!current()) return;
    if (typeof ended === 'string') return this.#fail(ended);
    this.#recording = ended;
    const player = (this.#player = createElement('audio-player', AudioPlayer));
    player.compact = true;
    player.label = this.#host.strings.yourRecording;
    player.enqueue(ended.file);
    this.#to('ready', 'go');
  }

  #send = async (): Promise<void> => {
    const recording = this.#recording;
    const { session, conversation, strings } = this.#host;
    if (!recording || !session || this.#state !== 'ready') return;
    const { file, duration } = recording;
    const place = placeOf({ session, conversation });
    const { signal } = (this.#abort = new AbortController());
    this.#player?.pause();
    this.#problem = '';
    this.#to('sending', 'cancel');
    try {
      session.engage();
      const part = await session.upload(file, `${strings.voiceMessage}.${file.type.includes('mp4') ? 'm4a' : file.type.split('/')[1]}`, { conversation, signal });
      if (signal.aborted) return;
      const now = placeOf({ session, conversation });
      if (now !== place && !named(place, now)) {
        // Somebody else is here by now, or another conversation: whoever sees it decides.
        this.#problem = strings.recordingNotSent;
        return this.#to('ready', 'go');
      }
      const parts = [{ ...part, duration: Math.round(duration * 10) / 10 }];
      const { about } = this.#host.late;
      const detail: Sending = { text: '', parts, message: { parts, ...about?.answer } };
      if (this.#host.emit('chat-send', detail, { cancelable: true })) session.sendMessage(whole(detail), { conversation });
      if (about?.replyTo !== undefined) about.end();
      this.#leave();
    } catch (error) {
      if (signal.aborted) return;
      this.#problem = `${strings.recordingNotSent} ${whyNot(error, strings)}`;
      this.#to('ready', 'go');
    }
  };

  #fail(problem: RecordingProblem): void {
    this.#recorder = undefined;
    const { strings } = this.#host;
    this.#problem = { denied: strings.microphoneDenied, none: strings.noMicrophone, busy: strings.microphoneBusy, unsupported: strings.cannotRecord, empty: strings.notRecorded }[problem];
    this.#to('problem', 'again');
  }

  #to(state: State, focus?: string): void {
    this.#state = state;
    // What a press began takes the focus along; what follows by itself only where it still is.
    if (state !== 'asking' && !this.#focus && !this.#host.shadowRoot!.activeElement) focus = undefined;
    this.#focus = focus;
    this.#host.requestUpdate();
    if (!focus) return;
    void this.#host.updateComplete.then(() => {
      if (this.#focus !== focus) return;
      this.#focus = undefined;
      this.#host.renderRoot.querySelector<HTMLElement>(`.voice .${focus}`)?.focus();
    });
  }

  render(): TemplateResult {
    const { strings } = this.#host;
    return html`<div class="voice-root"><div class="voice" ?hidden=${!this.isOpen} @keydown=${this.#handleKey}>
        ${this.#state === 'closed' ? nothing : this.#state === 'problem' ? this.#renderProblem() : this.#renderBar()}
      </div>
      <div class="sr-only" role="status">${this.#said(strings)}</div></div>`;
  }

  #renderBar(): TemplateResult {
    const { strings } = this.#host;
    const state = this.#state;
    const sending = state === 'sending';
    return html`<div role="alert">${this.#problem ? html`<div class="note refusal" dir="auto">${this.#problem}</div>` : nothing}</div>
      ${state === 'ready' && this.#recording?.full ? html`<div class="note">${strings.recordingFull}</div>` : nothing}
      <div class="bar" role="group" aria-label=${strings.voiceMessage}>
        <button class="icon-button cancel" type="button" aria-label=${strings.cancelRecording} title=${strings.cancelRecording} @click=${this.#leave}>${icon(TRASH)}</button>
        ${state === 'asking' ? html`<span class="fill hint">${strings.askingMicrophone}</span>` : nothing}
        ${state === 'recording'
          ? html`<span class="light" aria-hidden="true"></span>${this.#renderLevel()}<span class="time" role="timer" aria-live="off">${timeText(this.#recorder?.seconds ?? 0, this.#host.formats)}</span>
              <button class="icon-button send stop" type="button" aria-label=${strings.stopRecording} title=${strings.stopRecording} @click=${() => this.#recorder?.stop()}>${icon(STOP)}</button>`
          : nothing}
        ${state === 'ready' || sending
          ? html`<span class="fill">${this.#player}</span>
              <button class="icon-button send go" type="button" aria-label=${strings.sendRecording} title=${strings.sendRecording} aria-disabled=${sending ? 'true' : 'false'} @click=${this.#send}>${icon(SEND)}</button>`
          : nothing}
      </div>`;
  }

  #renderProblem(): TemplateResult {
    const { strings } = this.#host;
    return html`<div class="bar problem">
      <span class="fill" role="alert">${icon(ALERT)}<span>${this.#problem}</span></span>
      <button class="text-button again" type="button" @click=${this.open}>${icon(MICROPHONE)}${strings.recordAgain}</button>
      <button class="icon-button" type="button" aria-label=${strings.cancelRecording} title=${strings.cancelRecording} @click=${this.#leave}>${icon(CLOSE)}</button>
    </div>`;
  }

  #renderLevel(): TemplateResult {
    const levels = this.#recorder?.levels ?? [];
    const bars = [...Array(BARS).keys()].map((i) => levels[levels.length - BARS + i] ?? 0);
    const path = bars.map((level, i) => `M${i * 4 + 2} ${(16 - Math.max(0.6, level * 14)).toFixed(1)}V${(16 + Math.max(0.6, level * 14)).toFixed(1)}`).join('');
    return html`<svg class="level fill" viewBox="0 0 ${BARS * 4} 32" preserveAspectRatio="none" aria-hidden="true">${svg`<path d=${path}></path>`}</svg>`;
  }

  /** What is said of it, seldom: how it stands, and every half minute how long it is. */
  #said(strings: Strings): string {
    if (this.#state === 'asking') return strings.askingMicrophone;
    if (this.#state === 'sending') return strings.sendingRecording;
    if (this.#state === 'ready') return strings.recordingReady(Math.round(this.#recording?.duration ?? 0));
    if (this.#state !== 'recording') return '';
    const half = Math.floor((this.#recorder?.seconds ?? 0) / SAID_EVERY) * SAID_EVERY;
    return half ? strings.recordingFor(half) : strings.recording;
  }

  /** Back to the box; with the focus, if that was here. */
  #leave = (): void => {
    const focused = this.#host.shadowRoot!.activeElement;
    this.#end();
    if (focused) void this.#host.updateComplete.then(() => this.#host.focus());
  };

  /** Escape gives this up, not the whole chat. */
  #handleKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    this.#leave();
  };
}

export const make = (host: ChatComposer): Voice => new Voice(host);
