import { html, nothing, svg, type PropertyValues, type TemplateResult } from 'lit';
import { Player, type Source } from '../../src/context/audio.js';
import type { ChatSession } from '../../src/context/index.js';
import type { Participant } from '../../src/domain/index.js';
import { changeStrings, type Strings } from '../../src/i18n/index.js';
import { audio } from '../../src/i18n/audio.js';
import { ALERT, icon } from '../shared/icons.js';
import { buttons } from '../shared/tokens.js';
import type { AudioPlayer } from './audio-player.js';
import { styles as own } from './audio-player.styles.js';
import { DOWNLOAD, NEXT, PAUSE, PLAY, SPEAKER } from './icons.js';
import { Incoming, type Take } from './incoming.js';
import { timeText } from './time.js';

export const styles = [buttons, own];

const RATES = [0.75, 1, 1.25, 1.5, 2];
/** How far an arrow key goes, and Page Up and Page Down. Seconds. */
const STEP = 5;
const LEAP = 30;
/** Bars of the waveform. */
const BARS = 56;
const FEW_BARS = 30;

/** Who listens to a connection, the first first: of those that play by themselves one does so with a reply. */
const listening = new WeakMap<ChatSession, Set<Deck>>();
/** Speech that cannot be played, and who says so. */
const told = new WeakMap<object, Deck>();

/** The inside of a player: what it plays, where that comes from, and how it looks. Loaded with the first player on the page. */
export class Deck {
  readonly player: Player;
  #host: AudioPlayer;
  #incoming: Incoming | undefined;
  #session: ChatSession | undefined;
  /** Where the replies in line came from, and which these are. */
  #from: ChatSession | undefined;
  #heard = new Set<string>();
  /** Pieces of the message's speech that are in line. */
  #pieces = 0;
  #skipped = false;
  /** The player in the bubble says what is wrong. */
  #hushed = false;
  #told = '';
  #src: string | undefined;

  constructor(host: AudioPlayer) {
    changeStrings(audio);
    this.#host = host;
    this.player = new Player({
      changed: () => this.#changed(),
      failed: (error, source) => this.#failed(error, source),
    });
  }

  connect(): void {
    this.player.connect();
    this.#listen();
  }

  disconnect(): void {
    this.player.disconnect();
    this.#deafen();
    this.#incoming = this.#session = undefined;
  }

  /** What a page puts in line may be anything; what is no sound is skipped, and told, as broken sound is. */
  add(sound: unknown, options?: { readonly group?: string; readonly label?: string }): void {
    const { data, format } = Object(sound) as { readonly data?: unknown; readonly format?: unknown };
    this.player.add(sound instanceof Blob ? sound : { data: String(data ?? ''), format: String(format ?? '') }, options);
  }

  /** Takes over what was set on the element. Without `changed`: everything, for the first time. */
  update(changed?: PropertyValues<AudioPlayer>): void {
    const { player } = this;
    const { src, autoplay, rate, volume, lazy, isConnected } = this.#host;
    player.autoplay = autoplay;
    player.rate = rate > 0 ? Math.min(4, Math.max(0.25, rate)) : 1;
    player.volume = volume ?? 1;
    const address = src || undefined;
    // Taken over when this was made, it may still be told as a change.
    if (address !== this.#src) {
      this.#src = address;
      if (address) player.load(sourceOf(address), { ...lazy, lazy: !!lazy });
      else player.clear();
    }
    if (isConnected) this.#listen();
    if (changed?.has('conversation')) this.#incoming?.look();
  }

  /** Hears what comes in, where that is wanted. */
  #listen(): void {
    const { session, src, queue, message } = this.#host;
    if (message !== undefined) return this.#speech(message);
    const wanted = queue || !src ? session : undefined;
    if (wanted === this.#session) return;
    this.#deafen();
    if (wanted !== this.#from) this.#leave();
    this.#session = this.#from = wanted;
    if (wanted) listening.set(wanted, (listening.get(wanted) ?? new Set()).add(this));
    const take: Take = (source, from, duration) => {
      const group = from.clientId ?? from.id;
      this.#heard.add(group);
      // More than wait at most: those of long ago are not in line any more.
      if (this.#heard.size > 400) this.#heard.delete(this.#heard.values().next().value!);
      this.player.add(source, { group, label: nameOf(from.author, this.#host.strings), duration, lazy: typeof source === 'string' && !this.#host.autoplay, silent: !this.#speaks() });
    };
    this.#incoming = wanted && new Incoming(wanted, () => this.#host.conversation, take, () => this.#leave());
  }

  #deafen(): void {
    this.#incoming?.end();
    listening.get(this.#session!)?.delete(this);
  }

  /** Whether what comes in now is heard here: on one player of the page, the one that plays already or the first. The others have it in line. */
  #speaks(): boolean {
    const session = this.#session!;
    const place = (deck: Deck) => deck.#host.conversation ?? session.currentConversation;
    const others = [...listening.get(session)!].filter((deck) => deck.#host.autoplay && place(deck) === place(this));
    return !this.#host.autoplay || (others.find(({ player }) => player.isOn) ?? others[0]) === this;
  }

  /** Once per sound, though a reply may be in line and in its bubble: there the words stay, since it is about that message. */
  #failed({ code, message }: { readonly code: string; readonly message: string }, source: Source): void {
    const other = typeof source === 'object' ? told.get(source) : undefined;
    this.#hushed = !!other && this.#host.message === undefined;
    if (!other) this.#host.emit('chat-error', { code, message });
    if (!this.#hushed) {
      this.#skipped = true;
      if (typeof source === 'object') told.set(source, this);
      if (other && other.#host.message === undefined) other.#hush();
    }
    this.#host.requestUpdate();
  }

  #hush(): void {
    this.#hushed = true;
    this.#skipped = false;
    this.#host.requestUpdate();
  }

  /** Nothing that came over a connection is heard beyond its conversation. */
  #leave(): void {
    this.player.forget(this.#heard);
    this.#heard = new Set();
  }

  /** What came for one message. */
  #speech(message: string): void {
    const { session, conversation } = this.#host;
    const clips = session?.speech(message, conversation) ?? [];
    for (const clip of clips.slice(this.#pieces)) this.player.add(clip, { group: 'speech' });
    this.#pieces = Math.max(this.#pieces, clips.length);
  }

  #changed(): void {
    const { state, label, queue } = this.player;
    if (state === 'playing') this.#skipped = this.#hushed = false;
    // The next in line is news as well.
    const told = `${state} ${queue.head?.key ?? ''}`;
    if (told !== this.#told && (this.#told || state !== 'empty')) this.#host.emit('chat-audio', { state, label: this.#host.label ?? label });
    this.#told = told;
    this.#host.requestUpdate();
  }

  render(): TemplateResult {
    const { strings, compact, label: given = this.player.label } = this.#host;
    const label = given && plain(`${given}`);
    const { player } = this;
    const { state, isOn } = player;
    const none = state === 'empty' || state === 'bad';
    const { head, waiting: { length: waiting } } = player.queue;
    // A server may have it another time.
    const off = none && !waiting && typeof head?.clips[0]!.source !== 'string';
    const name = label ? (isOn ? strings.pauseOf(label) : strings.playOf(label)) : isOn ? strings.pauseSound : strings.playSound;
    return html`<div class="base ${compact ? 'compact' : ''} ${state}" part="base" role="group" aria-label=${label ?? strings.media.audio}>
      <div class="row">
        <button class="play" part="play" type="button" aria-label=${name} aria-disabled=${off} aria-busy=${state === 'loading'} @click=${this.#handlePlay}>
          ${icon(isOn ? PAUSE : PLAY)}${state === 'loading' ? html`<span class="ring"></span>` : nothing}
        </button>
        <div class="track">
          ${compact || !(label || waiting || state === 'empty') ? nothing : html`<div class="label"><bdi>${label ?? (state === 'empty' ? strings.noSound : strings.media.audio)}</bdi>${waiting ? html`<small>${strings.waiting(waiting)}</small>` : nothing}</div>`}
          ${this.#renderSeek(none)}
        </div>
        ${this.#renderTime()}
      </div>
      ${compact ? nothing : this.#renderControls(waiting, none)}
      <div role="status">${this.#renderNotice(state)}</div>
    </div>`;
  }

  #renderSeek(none: boolean): TemplateResult {
    const { strings, formats, compact } = this.#host;
    const { position, duration = 0 } = this.player;
    const at = Math.min(position, duration || position);
    const bars = compact ? FEW_BARS : BARS;
    const part = duration ? Math.min(1, at / duration) : 0;
    // Time runs from left to right in every language, as on every player; the arrow keys follow it.
    return html`<div
      class="seek"
      part="seek"
      dir="ltr"
      role="slider"
      tabindex=${none ? nothing : '0'}
      aria-disabled=${none}
      aria-label=${strings.seek}
      aria-valuemin="0"
      aria-valuemax=${Math.round(duration || at)}
      aria-valuenow=${Math.round(at)}
      aria-valuetext=${duration ? strings.timeOf(timeText(at, formats), timeText(duration, formats)) : timeText(at, formats)}
      @keydown=${this.#handleKey}
      @pointerdown=${this.#handlePointer}
    >
      <svg class="waveform" part="waveform" viewBox="0 0 ${bars * 4} 32" preserveAspectRatio="none" aria-hidden="true">
        <path class="rest" d=${wave(this.player.peaks(bars), bars, part, 1)}></path>
        <path class="done" d=${wave(this.player.peaks(bars), bars, 0, part)}></path>
      </svg>
      <svg class="knob" aria-hidden="true">${svg`<rect x="${part * 100}%" y="10%" width="2" height="80%" rx="1"></rect>`}</svg>
    </div>`;
  }

  #renderTime(): TemplateResult {
    const { formats, compact } = this.#host;
    const { position, duration } = this.player;
    const length = duration === undefined ? '–:––' : timeText(duration, formats);
    const started = position > 0 || this.player.isOn;
    // Spaces at the edges of a template are lost where it is made small. In a bubble: the length, until it plays. The slider says it all to ears.
    return html`<span class="time" part="time" dir="ltr" aria-hidden="true">${compact && !started ? length : html`${timeText(position, formats)}${compact ? nothing : html`<span class="of">${` / ${length}`}</span>`}`}</span>`;
  }

  #renderControls(waiting: number, none: boolean): TemplateResult {
    const { strings, formats } = this.#host;
    const { rate, volume } = this.player;
    const rates = RATES.includes(rate) ? RATES : [...RATES, rate].sort((a, b) => a - b);
    const file = none ? undefined : this.player.file();
    return html`<div class="row controls">
      <label class="volume-box">${icon(SPEAKER)}<input part="volume" type="range" min="0" max="1" step="0.05" aria-label=${strings.volume} .value=${String(volume)} @input=${this.#handleVolume} /></label>
      <span class="space"></span>
      <select class="rate" part="rate" aria-label=${strings.speed} @change=${this.#handleRate}>
        ${rates.map((one) => html`<option value=${one} .selected=${one === rate}>${formats.number(one)}×</option>`)}
      </select>
      ${waiting ? html`<button class="icon-button" part="next" type="button" aria-label=${strings.nextSound} title=${strings.nextSound} @click=${this.#handleNext}>${icon(NEXT)}</button>` : nothing}
      ${file ? this.#renderDownload(file) : nothing}
    </div>`;
  }

  #renderDownload({ url, name }: { readonly url?: string; readonly name: string }): TemplateResult {
    const { strings } = this.#host;
    return url
      ? html`<a class="icon-button" part="download" href=${url} download=${name} target="_blank" rel="noopener noreferrer nofollow" aria-label=${strings.download} title=${strings.download}>${icon(DOWNLOAD)}</a>`
      : html`<button class="icon-button" part="download" type="button" aria-label=${strings.download} title=${strings.download} @click=${this.#handleDownload}>${icon(DOWNLOAD)}</button>`;
  }

  #renderNotice(state: Player['state']): TemplateResult | typeof nothing {
    const { strings } = this.#host;
    if (state === 'blocked') return html`<div class="notice" part="notice"><span>${strings.soundBlocked}</span><button class="text-button" type="button" @click=${this.#handleAllow}>${strings.allowSound}</button></div>`;
    const why = state === 'bad' && !this.#hushed ? strings.badSound : this.#skipped && strings.skippedSound;
    return why ? html`<div class="notice bad" part="notice">${icon(ALERT)}<span>${why}</span></div>` : nothing;
  }

  #handlePlay = (): void => {
    if (this.player.isOn) this.player.pause();
    else this.player.play();
  };

  #handleAllow = (): void => {
    this.player.play();
    // The button goes away with the notice; whoever pressed it stays in the player.
    this.#host.focus();
  };

  #handleNext = (): void => {
    this.player.next();
    this.#host.focus();
  };

  #handleRate = (event: Event): void => {
    this.#host.rate = Number((event.target as HTMLSelectElement).value);
  };

  #handleVolume = (event: Event): void => {
    this.#host.volume = Number((event.target as HTMLInputElement).value);
  };

  #handleKey = (event: KeyboardEvent): void => {
    const { position, duration } = this.player;
    // With another key they are the browser's: back and forward, for one.
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const to = { ArrowRight: position + STEP, ArrowUp: position + STEP, ArrowLeft: position - STEP, ArrowDown: position - STEP, PageUp: position + LEAP, PageDown: position - LEAP, Home: 0, End: duration }[event.key];
    if (event.key === ' ' || event.key === 'Enter') this.#handlePlay();
    else if (to === undefined) return;
    else this.player.seek(to);
    event.preventDefault();
  };

  #handlePointer = (event: PointerEvent): void => {
    const { duration } = this.player;
    if (event.button !== 0 || !duration) return;
    const slider = event.currentTarget as HTMLElement;
    const go = ({ clientX }: PointerEvent) => {
      const { left, width } = slider.getBoundingClientRect();
      this.player.seek(((clientX - left) / width) * duration);
    };
    try {
      slider.setPointerCapture(event.pointerId);
    } catch {
      // A pointer that is gone already, or was never there: it goes to the place all the same.
    }
    const end = new AbortController();
    const { signal } = end;
    slider.addEventListener('pointermove', go, { signal });
    for (const type of ['pointerup', 'pointercancel', 'lostpointercapture']) slider.addEventListener(type, () => end.abort(), { signal });
    go(event);
  };

  #handleDownload = (): void => {
    const file = this.player.file();
    if (!file?.blob) return;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(file.blob);
    link.download = file.name;
    link.click();
    // The browser has taken hold of the file by the next turn; a minute is safe for all of them.
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  };
}

/** The name that people know an author by. Names come without marks that turn what stands around them. */
const nameOf = ({ name = '', role }: Participant, { roles }: Strings): string => plain(name) || roles[role];
const plain = (name: string): string => name.replace(/[\u202a-\u202e\u2066-\u2069]/g, '').trim();

/** What may be played: what is at an address of the web or of something that is here. What the address itself holds is read, since a page's policy seldom lets media have it. */
function sourceOf(src: string): Source {
  const data = /^data:(audio\/[^,]*),/i.exec(src)?.[1];
  if (data && /;\s*base64$/i.test(data)) return { data: src, format: data.split(';')[0]!.toLowerCase() };
  try {
    const url = new URL(src, document.baseURI);
    if (data || /^(https?|blob):$/.test(url.protocol)) return url.href;
  } catch {
    // As below.
  }
  // Cannot be played, and says so.
  return { data: '', format: '' };
}

/** Bars from one part of the whole to another, each as tall as its peak; a line of dots while the shape is not known. */
function wave(peaks: readonly number[] | undefined, bars: number, from: number, to: number): string {
  let path = '';
  for (let i = Math.round(from * bars); i < Math.round(to * bars); i++) {
    const half = Math.max(0.6, (peaks?.[i] ?? 0) * 14);
    path += `M${i * 4 + 2} ${(16 - half).toFixed(1)}V${(16 + half).toFixed(1)}`;
  }
  return path;
}
