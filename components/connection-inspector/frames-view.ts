import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { formatSize } from '../../src/i18n/size.js';
import { icon, SEARCH } from '../shared/icons.js';
import { TRASH } from '../shared/more-icons.js';
import { clock } from './clock.js';
import { pretty } from './frame-text.js';
import { KEEP_TEXT, type FrameRecord } from './recorder.js';
import type { InspectorView } from './view.js';

const IN = 'M12 5v14m-5-5 5 5 5-5';
const OUT = 'M12 19V5m-5 5 5-5 5 5';
const PAUSE = 'M8.5 6v12m7-12v12';
const PLAY = 'M8 5.5v13l10.5-6.5Z';

/** Characters of a frame that stand in its line. */
const PREVIEW = 200;
/** How near its end the list counts as being at its end. Pixels. */
const NEAR = 24;
/** How long a search rests before it says what it found. Milliseconds. */
const REST = 700;

type Direction = 'both' | 'in' | 'out';

/** The frames: filter, list, and the text of those that are unfolded. */
export class FramesView {
  readonly view: InspectorView;
  direction: Direction = 'both';
  type = '';
  /** What is listed while the list stands still. */
  #still: readonly FrameRecord[] | undefined;
  #open = new Set<number>();
  /** The row that Tab leads to. */
  #active: number | undefined;
  #follow = true;
  #made = new WeakMap<FrameRecord, { readonly words: unknown; readonly key: readonly unknown[]; readonly row: TemplateResult }>();
  /** The focus was on a frame before the rendering. */
  #held = false;
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor(view: InspectorView) {
    this.view = view;
  }

  reset(): void {
    this.#still = this.view.host.paused ? [] : undefined;
    this.#open.clear();
    this.#active = undefined;
    this.#follow = true;
  }

  disconnected(): void {
    clearTimeout(this.#rest);
  }

  render(): TemplateResult {
    const { words, host, recorder } = this.view;
    this.#held = !!(host.renderRoot as ShadowRoot).activeElement?.closest('.scroller');
    // Set from outside as well as by the button.
    this.#still = host.paused ? (this.#still ?? recorder.frames) : undefined;
    const all = this.#still ?? recorder.frames;
    const types = [...new Set(all.map(({ name }) => name))].sort();
    if (this.type && !types.includes(this.type)) types.push(this.type);
    const shown = this.#shown(all);
    const active = shown.some(({ n }) => n === this.#active) ? this.#active : shown.at(-1)?.n;
    const news = this.#still ? recorder.frames.filter(({ n }) => n > (this.#still!.at(-1)?.n ?? 0)).length : 0;
    return html`<section part="frames" class="pane frames" aria-labelledby="frames-title">
      <div class="pane-head">
        <h3 id="frames-title">${words.frames}</h3>
        <p class="count"><bdi>
          ${words.shown(shown.length, all.length)}${recorder.forgotten ? html`, ${words.forgotten(recorder.forgotten)}` : nothing}${this.#still
            ? html`${' · '}<b>${words.paused}</b>${news ? html`, ${words.waiting(news)}` : nothing}`
            : nothing}</bdi></p>
        <button class="button quiet" @click=${this.#handlePause}>${icon(host.paused ? PLAY : PAUSE)}${host.paused ? words.resume : words.pause}</button>
        <button class="button quiet" @click=${this.#handleClear}>${icon(TRASH)}${words.clear}</button>
      </div>
      <div class="toolbar" part="toolbar" role="group" aria-label=${words.filter}>
        <span class="search">${icon(SEARCH)}<input type="search" aria-label=${words.filter} placeholder=${words.filterHint} autocomplete="off" spellcheck="false" .value=${host.filter} @input=${this.#handleFilter} /></span>
        <select aria-label=${words.direction} @change=${this.#handleDirection}>
          ${(['both', 'in', 'out'] as const).map((value) => html`<option value=${value} .selected=${value === this.direction}>${words[value]}</option>`)}
        </select>
        <select aria-label=${words.type} @change=${this.#handleType}>
          <option value="" .selected=${!this.type}>${words.allTypes}</option>
          ${types.map((value) => html`<option value=${value} .selected=${value === this.type}>${value}</option>`)}
        </select>
      </div>
      <div class="scroller" @scroll=${this.#handleScroll} @keydown=${this.#handleKey} @focusin=${this.#handleFocus}>
        ${shown.length
          ? html`<ol role="list" aria-label=${words.frames}>
              ${repeat(shown, ({ n }) => n, (frame) => html`<li>${this.#row(frame, frame.n === active)}</li>`)}
            </ol>`
          : html`<p class="none">${all.length ? words.noMatch : words.noFrames}</p>`}
      </div>
    </section>`;
  }

  updated(filtered: boolean): void {
    const scroller = this.view.find('.scroller');
    if (scroller && this.#follow && !this.#still) scroller.scrollTop = scroller.scrollHeight;
    // It is forgotten by now.
    if (this.#held && !(this.view.host.renderRoot as ShadowRoot).activeElement) (this.view.find('.frame') ?? this.view.find('[type=search]'))?.focus();
    if (filtered) this.#tellSoon();
  }

  #shown(all: readonly FrameRecord[]): readonly FrameRecord[] {
    const wanted = this.view.host.filter.trim().toLowerCase();
    const { direction, type } = this;
    if (!wanted && direction === 'both' && !type) return all;
    return all.filter(
      (frame) => (direction === 'both' || frame.direction === direction) && (!type || frame.name === type) && (!wanted || frame.text.toLowerCase().includes(wanted) || frame.name.toLowerCase().includes(wanted)),
    );
  }

  /** Hundreds of rows stay as they are while one comes: theirs are not made again. */
  #row(frame: FrameRecord, reachable: boolean): TemplateResult {
    const { words, host } = this.view;
    const key = [this.#open.has(frame.n), reachable, host.formats.locale] as const;
    const made = this.#made.get(frame);
    if (made && made.words === words && made.key.every((part, i) => part === key[i])) return made.row;
    const row = this.#renderFrame(frame, reachable);
    this.#made.set(frame, { words, key, row });
    return row;
  }

  #renderFrame(frame: FrameRecord, reachable: boolean): TemplateResult {
    const { words, host, protocol } = this.view;
    const { n, direction, time, name, size, text, cut, problem } = frame;
    const open = this.#open.has(n);
    const { locale } = host.formats;
    return html`<button part="frame frame-${direction} ${problem ? 'frame-dropped' : ''}" class="frame ${direction} ${problem ? 'bad' : ''}" data-n=${n} aria-expanded=${open} aria-controls=${open ? `text-${n}` : nothing} tabindex=${reachable ? 0 : -1} @click=${this.#handleFrame}>
        <span class="arrow">${icon(direction === 'in' ? IN : OUT)}<span class="sr-only">${words[direction]}</span></span>
        <time class="when" datetime=${new Date(time).toISOString()}>${clock(time, locale)}</time>
        <bdi class="name">${name}</bdi>
        ${problem ? html`<span class="flag">${words.dropped}</span>` : nothing}
        <span class="preview" dir="ltr" aria-hidden="true">${text.slice(0, PREVIEW).replace(/\s+/g, ' ')}</span>
        <bdi class="size">${formatSize(size, locale)}</bdi>
      </button>
      ${open
        ? html`<div class="text" id="text-${n}">
            ${problem ? html`<p class="problem">${problem}</p>` : nothing}
            <pre part="frame-text" dir="ltr" tabindex="0" role="group" aria-label=${words.frameText}>${cut ? text : pretty(text, protocol)}</pre>
            ${cut ? html`<p class="cut">${words.cut(formatSize(KEEP_TEXT, locale), formatSize(size, locale))}</p>` : nothing}
          </div>`
        : nothing}`;
  }

  #handleFrame = (event: Event): void => {
    const n = Number((event.currentTarget as HTMLElement).dataset['n']);
    if (!this.#open.delete(n)) this.#open.add(n);
    this.#active = n;
    // Whoever unfolds a frame wants to read it.
    this.#follow = false;
    this.view.host.requestUpdate();
  };

  #handlePause = (): void => {
    const { host } = this.view;
    host.paused = !host.paused;
    if (!host.paused) this.#follow = true;
  };

  #handleClear = (): void => {
    this.view.host.clear();
    this.view.say(this.view.words.cleared);
  };

  #handleFilter = (event: Event): void => {
    this.view.host.filter = (event.target as HTMLInputElement).value;
  };

  #handleDirection = (event: Event): void => {
    this.direction = (event.target as HTMLSelectElement).value as Direction;
    this.#changed();
  };

  #handleType = (event: Event): void => {
    this.type = (event.target as HTMLSelectElement).value;
    this.#changed();
  };

  #changed(): void {
    this.view.host.requestUpdate();
    this.#tellSoon();
  }

  /** What a filter found is said once the typing rests; frames that come are not said at all. */
  #tellSoon(): void {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => {
      const all = this.#still ?? this.view.recorder.frames;
      this.view.say(this.view.words.shown(this.#shown(all).length, all.length));
    }, REST);
  }

  #handleScroll = (event: Event): void => {
    const { scrollTop, scrollHeight, clientHeight } = event.currentTarget as HTMLElement;
    this.#follow = scrollHeight - scrollTop - clientHeight < NEAR;
  };

  #handleFocus = (event: Event): void => {
    const row = (event.target as Element).closest<HTMLElement>('.frame');
    if (!row) return;
    const n = Number(row.dataset['n']);
    if (n === this.#active) return;
    this.#active = n;
    this.view.host.requestUpdate();
  };

  /** Arrows, Home and End go from row to row; Tab leaves the list, or goes into the text of a frame. */
  #handleKey = (event: KeyboardEvent): void => {
    const from = (event.target as Element).closest('.frame');
    if (!from) return;
    const rows = [...this.view.host.renderRoot.querySelectorAll<HTMLElement>('.frame')];
    const at = rows.indexOf(from as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    rows[Math.min(Math.max(to, 0), rows.length - 1)]?.focus();
  };
}
