import { html, nothing, type TemplateResult } from 'lit';
import type { ChatComposer } from './chat-composer.js';
import { recall, remember } from './emoji-memory.js';

export { emojiStyles as styles } from './emoji.styles.js';

interface Entry {
  readonly emoji: string;
  readonly name: string;
  /** What a search looks at: the name, and words that are not in it. */
  readonly found: string;
  readonly tags: string;
  readonly toned: boolean;
}

/** Emoji in a row: as the styles have it. */
const COLUMNS = 8;
/** A search shows no more than this: who sees so many types another letter. */
const MOST = 96;
const TONES = ['', '🏻', '🏼', '🏽', '🏾', '🏿'];
/** What stands for a group, in Unicode's order. */
const FACES = ['😀', '👋', '🐻', '🍓', '🚀', '🏀', '💡', '❤️', '🏁'];
const RECENT = -1;

/** An emoji with its skin tone: that follows the first character (scripts/emoji.mjs keeps those where it does). */
function toned({ emoji, toned: takes }: Entry, tone: number): string {
  if (!tone || !takes) return emoji;
  const [first, ...rest] = emoji;
  return `${first}${TONES[tone]}${rest.join('').replace(/^\ufe0f/, '')}`;
}

/** A dialog above the box: search, groups, a grid that the arrow keys go through. Drawn by the browser's own font. */
export class EmojiPicker {
  #host: ChatComposer;
  #lang: string | undefined;
  #close: (chosen?: string, stays?: boolean) => void;
  #groups: readonly (readonly Entry[])[];
  #known: ReadonlyMap<string, Entry>;
  #group = 0;
  #query = '';
  /** The one cell that Tab leads to. */
  #at = 0;

  /** `lang`: that of the names, where it is not that of all around. */
  constructor(host: ChatComposer, data: string, close: (chosen?: string, stays?: boolean) => void, lang?: string) {
    this.#host = host;
    this.#lang = lang;
    this.#close = close;
    this.#groups = data.split('\n').map((line) => line.split('|').map(entryOf));
    this.#known = new Map(this.#groups.flat().map((entry) => [entry.emoji, entry]));
  }

  /** As it is opened: with what was used lately, if anything was. */
  start(): void {
    this.#query = '';
    this.#at = 0;
    this.#group = recall().recent.length ? RECENT : 0;
  }

  get #entries(): readonly Entry[] {
    const query = fold(this.#query.trim());
    if (query) return this.#search(query.split(/\s+/));
    if (this.#group !== RECENT) return this.#groups[this.#group] ?? [];
    return recall().recent.flatMap((emoji) => this.#known.get(emoji) ?? []);
  }

  /** Every word of the query begins one of the name (first) or one to find it by. */
  #search(words: readonly string[]): readonly Entry[] {
    const begins = (text: string, word: string) => text.startsWith(word) || text.includes(SPACELESS.test(word) ? word : ` ${word}`);
    const all = this.#groups.flat();
    const named = all.filter(({ found, emoji }) => words.every((word) => begins(found, word) || emoji === word));
    const others = all.filter((entry) => !named.includes(entry) && words.every((word) => begins(`${entry.found} ${entry.tags}`, word)));
    return [...named, ...others].slice(0, MOST);
  }

  render(): TemplateResult {
    const { strings, direction } = this.#host;
    const entries = this.#entries;
    const { tone, recent } = recall();
    const searching = this.#query.trim() !== '';
    const groups = [...(recent.length ? [RECENT] : []), ...this.#groups.keys()];
    const nameOf = (group: number): string => (group === RECENT ? strings.recentEmoji : (strings.emojiGroup[group] ?? ''));
    const rows = [...Array(Math.ceil(entries.length / COLUMNS)).keys()].map((i) => entries.slice(i * COLUMNS, (i + 1) * COLUMNS));
    return html`<div class="emoji" role="dialog" aria-label=${strings.emojiPicker} dir=${direction} @keydown=${this.#handleKey} @mousedown=${this.#handlePress} @focusout=${this.#handleLeave}>
      <div class="emoji-top">
        <input class="emoji-search" type="search" role="searchbox" aria-label=${strings.searchEmoji} placeholder=${strings.searchEmoji} autocomplete="off" spellcheck="false" enterkeyhint="search" .value=${this.#query} @input=${this.#handleSearch} @keydown=${this.#handleSearchKey} />
        <select class="emoji-tone" tabindex="0" aria-label=${strings.skinTone} title=${strings.skinTone} @change=${this.#handleTone}>${TONES.map((mark, i) => html`<option value=${i} ?selected=${i === tone} aria-label=${strings.skinTones[i] ?? ''}>✋${mark}</option>`)}</select>
      </div>
      <div class="emoji-groups" role="tablist" aria-label=${strings.emojiGroups} @keydown=${this.#handleTabKey}>${groups.map((group) => html`<button type="button" role="tab" id="emoji-tab-${group}" aria-controls="emoji-grid" aria-selected=${!searching && group === this.#group} tabindex=${group === this.#group ? 0 : -1} aria-label=${nameOf(group)} title=${nameOf(group)} data-group=${group} @click=${this.#handleGroup}>${group === RECENT ? '🕘' : FACES[group]}</button>`)}</div>
      <div class="emoji-grid" id="emoji-grid" role="grid" tabindex="-1" aria-label=${searching ? strings.emojiFound(entries.length) : nameOf(this.#group)} @click=${this.#handleChoice}>${rows.map((row, r) => html`<div role="row" lang=${this.#lang ?? nothing}>${row.map((entry, c) => html`<span role="gridcell"><button type="button" tabindex=${r * COLUMNS + c === this.#at ? 0 : -1} aria-label=${entry.name} title=${entry.name} data-at=${r * COLUMNS + c}>${toned(entry, tone)}</button></span>`)}</div>`)}</div>
      ${searching && entries.length === 0 ? html`<p class="emoji-none">${strings.emojiFound(0)}</p>` : nothing}
      <div class="sr-only" role="status">${searching ? strings.emojiFound(entries.length) : ''}</div>
    </div>`;
  }

  #find = (selector: string): HTMLElement | null => this.#host.renderRoot.querySelector(selector);

  /** Draws anew, from the top of the grid. */
  #show(change: { readonly group?: number; readonly query?: string }): void {
    this.#group = change.group ?? this.#group;
    this.#query = change.query ?? '';
    this.#at = 0;
    this.#host.requestUpdate();
    this.#find('.emoji-grid')?.scrollTo?.(0, 0);
  }

  #choose(at: number): void {
    const entry = this.#entries[at];
    if (!entry) return;
    const chosen = toned(entry, recall().tone);
    remember({ used: entry.emoji });
    this.#close(chosen);
  }

  #goTo(at: number): void {
    this.#at = Math.max(0, Math.min(at, this.#entries.length - 1));
    this.#host.requestUpdate();
    void this.#host.updateComplete.then(() => this.#find(`[data-at="${this.#at}"]`)?.focus());
  }

  #handleSearch = (event: Event): void => this.#show({ query: (event.target as HTMLInputElement).value });

  /** Enter takes the first one found, the arrow goes to them. */
  #handleSearchKey = (event: KeyboardEvent): void => {
    // 229 is what an input method says where `isComposing` comes late (Safari): its Enter takes a word, not an emoji.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'ArrowDown') this.#goTo(0);
    else if (event.key === 'Enter') this.#choose(0);
    else return;
    event.preventDefault();
  };

  #handleTone = (event: Event): void => {
    remember({ tone: Number((event.target as HTMLSelectElement).value) });
    this.#host.requestUpdate();
  };

  #handleGroup = (event: Event): void => this.#show({ group: Number((event.currentTarget as HTMLElement).dataset.group) });

  #handleTabKey = (event: KeyboardEvent): void => {
    const tabs = [...this.#host.renderRoot.querySelectorAll<HTMLElement>('.emoji-groups [role=tab]')];
    const to = next(event, tabs.findIndex((tab) => tab.tabIndex === 0), tabs.length, tabs.length, this.#host.direction);
    const tab = tabs[to ?? -1];
    if (event.key === 'ArrowDown') this.#goTo(0);
    else if (!tab || event.key === 'ArrowUp') return;
    else {
      this.#show({ group: Number(tab.dataset.group) });
      tab.focus();
    }
    event.preventDefault();
  };

  #handleChoice = (event: Event): void => {
    const at = (event.target as Element).closest<HTMLElement>('[data-at]')?.dataset.at;
    if (at !== undefined) this.#choose(Number(at));
  };

  #handleKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      // One Escape closes one thing: not the chat as well.
      event.preventDefault();
      event.stopPropagation();
      return this.#close();
    }
    const cell = (event.target as Element).closest<HTMLElement>('[data-at]');
    if (!cell) return;
    const at = Number(cell.dataset.at);
    if (event.key === 'ArrowUp' && at < COLUMNS) {
      event.preventDefault();
      return this.#find('.emoji-search')?.focus();
    }
    const to = next(event, at, this.#entries.length, COLUMNS, this.#host.direction);
    if (to === undefined) return;
    event.preventDefault();
    this.#goTo(to);
  };

  /** A press beside what takes the focus would give it to what is around the picker, which closes it. (Safari counts only a select with a tabindex among what takes it.) */
  #handlePress = (event: Event): void => {
    if (!(event.target as Element).closest('input, [tabindex]')) event.preventDefault();
  };

  /** The focus went elsewhere by itself: nothing is left standing open. */
  #handleLeave = (event: FocusEvent): void => {
    const to = event.relatedTarget as Node | null;
    const inside = (event.currentTarget as HTMLElement).contains(to);
    if (to && !inside && !(to as Element).matches('.smile')) this.#close(undefined, true);
  };
}

/** Scripts that put no spaces between words. */
const SPACELESS = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u;

/** Without case and accents, so that "etoile" finds étoile. Marks of other scripts are letters. */
const fold = (text: string): string => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase();

function entryOf(line: string): Entry {
  const [first = '', name = '', tags = ''] = line.split(';');
  const takes = first.endsWith('+');
  return { emoji: takes ? first.slice(0, -1) : first, name, found: fold(name), tags: fold(tags), toned: takes };
}

/** Where a key leads from here, as the text runs; undefined where it leads nowhere. */
function next({ key, ctrlKey }: KeyboardEvent, at: number, length: number, columns: number, direction: 'ltr' | 'rtl'): number | undefined {
  const forward = direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
  const back = direction === 'rtl' ? 'ArrowRight' : 'ArrowLeft';
  const start = at - (at % columns);
  switch (key) {
    case forward: return Math.min(at + 1, length - 1);
    case back: return Math.max(at - 1, 0);
    case 'ArrowDown': return at + columns < length ? at + columns : start + columns < length ? length - 1 : at;
    case 'ArrowUp': return at >= columns ? at - columns : at;
    case 'Home': return ctrlKey ? 0 : start;
    case 'End': return ctrlKey ? length - 1 : Math.min(start + columns, length) - 1;
    case 'PageDown': return Math.min(at + 4 * columns, length - 1);
    case 'PageUp': return Math.max(at - 4 * columns, at % columns);
  }
  return undefined;
}
