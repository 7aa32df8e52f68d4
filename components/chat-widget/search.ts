/** Search in the conversation: a field under the header, hits counted and shown one by one. Loaded with the first press on its button. */
import { css, html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import { search as hitsOf } from '../../src/context/find.js';
import type { Message, MessageBlock } from '../../src/domain/index.js';
import { find as words } from '../../src/i18n/find.js';
import { changeStrings } from '../../src/i18n/index.js';
import type { MessageList } from '../message-list/message-list.js';
import { CHEVRON_DOWN, CLOSE, icon } from '../shared/icons.js';
import type { WidgetHost } from './host.js';

/** How long typing rests before it is searched. Milliseconds. */
const REST = 150;

interface Host extends WidgetHost {
  readonly list: MessageList | undefined;
  readonly messages: readonly Message[];
}

export class Search implements ReactiveController {
  #host: Host;
  #open = false;
  #query = '';
  #hits: readonly Message[] = [];
  /** The hit that is shown, counted from the newest. */
  #at = 0;
  #busy = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #blocks: readonly MessageBlock[] | undefined;

  constructor(host: Host) {
    changeStrings(words);
    this.#host = host;
    host.adopt(styles);
    host.addController(this);
  }

  get isOpen(): boolean {
    return this.#open;
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#mark('');
    this.#open = false;
  }

  /** Messages came, went or changed: the hits follow, the one that is looked at stays. */
  hostUpdate(): void {
    const blocks = this.#host.view?.blocks;
    if (!this.#open || blocks === this.#blocks) return;
    this.#blocks = blocks;
    const { id } = this.#hits[this.#at] ?? {};
    this.#hits = this.#find();
    this.#at = Math.max(0, this.#hits.findIndex((hit) => hit.id === id));
  }

  hostUpdated(): void {
    if (!this.#open) return;
    if (!this.#host.shown) return this.#end();
    this.#mark();
  }

  toggle(): void {
    // Some presses may have waited for its code, and all mean to open it.
    if (this.#open) return this.#field ? this.close() : undefined;
    this.#open = true;
    this.#blocks = this.#host.view?.blocks;
    this.#hits = this.#find();
    this.#at = 0;
    this.#host.requestUpdate();
    void this.#host.updateComplete.then(() => {
      this.#field?.focus();
      this.#field?.select();
    });
  }

  close = (): void => {
    this.#end();
    this.#host.renderRoot.querySelector<HTMLElement>('.find')?.focus();
  };

  #end(): void {
    clearTimeout(this.#timer);
    this.#open = false;
    this.#mark('');
    this.#host.requestUpdate();
  }

  render(): TemplateResult | typeof nothing {
    if (!this.#open) return nothing;
    const { strings, view } = this.#host;
    const count = this.#hits.length;
    const older = view?.history === 'more' || view?.history === 'error' || view?.history === 'loading';
    const step = (path: string, name: string, by: number, className: string) =>
      html`<button class="icon-button ${className}" type="button" aria-label=${name} title=${name} ?disabled=${count < 2} @click=${() => this.#step(by)}>${icon(path)}</button>`;
    return html`<div class="finder" part="search" role="search" aria-label=${strings.searchMessages} @keydown=${this.#handleKey}>
      <div class="finder-row">
        <input type="search" aria-label=${strings.searchMessages} placeholder=${strings.searchMessages} autocomplete="off" spellcheck="false" enterkeyhint="search" dir="auto" .value=${this.#query} @input=${this.#handleInput} />
        ${step(CHEVRON_DOWN, strings.nextHit, 1, 'up')}${step(CHEVRON_DOWN, strings.previousHit, -1, '')}
        <button class="icon-button" type="button" aria-label=${strings.closeSearch} title=${strings.closeSearch} @click=${this.close}>${icon(CLOSE)}</button>
      </div>
      <div class="finder-row said">
        <span role="status">${this.#busy ? strings.searchingOlder : !this.#query.trim() ? '' : count > 0 ? strings.hits(this.#at + 1, count) : strings.noHits}</span>
        ${older && this.#query.trim() ? html`<button class="text-button" type="button" aria-disabled=${this.#busy} @click=${this.#older}>${strings.searchOlder}</button>` : nothing}
      </div>
    </div>`;
  }

  get #field(): HTMLInputElement | null {
    return this.#host.renderRoot.querySelector('.finder input');
  }

  /** Newest first: what is looked for was mostly said lately. */
  #find(): readonly Message[] {
    const { view, clearedTo } = this.#host;
    if (!view || !this.#query.trim()) return [];
    const shown = clearedTo && new Set(this.#host.messages);
    return hitsOf(view, this.#query).map(({ message }) => message).filter((message) => !message.deletedAt && (!shown || shown.has(message))).reverse();
  }

  #handleInput = (event: Event): void => {
    this.#query = (event.target as HTMLInputElement).value;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#run(), REST);
  };

  #run(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#hits = this.#find();
    this.#at = 0;
    this.#show();
  }

  #handleKey = (event: KeyboardEvent): void => {
    // An input method's, also where it says so late (Safari).
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Escape') {
      this.close();
      event.preventDefault();
    } else if (event.key === 'Enter' && event.target === this.#field) {
      event.preventDefault();
      if (this.#timer !== undefined) this.#run();
      else this.#step(event.shiftKey ? -1 : 1);
    }
  };

  /** Onwards is back in time, and round. */
  #step(by: number): void {
    const count = this.#hits.length;
    if (count === 0) return;
    this.#at = (this.#at + by + count) % count;
    this.#show();
  }

  #show(): void {
    const hit = this.#hits[this.#at];
    this.#host.requestUpdate();
    if (hit) void this.#host.list?.show(hit.id, true).then(() => this.#mark());
    else this.#mark();
  }

  /** Pages back until something more is found, or there is nothing more. */
  #older = async (): Promise<void> => {
    const { session } = this.#host;
    if (!session || this.#busy) return;
    const before = this.#hits.length;
    this.#busy = true;
    this.#host.requestUpdate();
    try {
      for (;;) {
        const { count, history } = session.conversation(this.#host.conversation);
        if (!this.#open || history === 'end' || history === 'none') break;
        // Without its code as without an answer.
        await session.loadOlder(this.#host.conversation).catch(() => {});
        await this.#host.updateComplete;
        const now = session.conversation(this.#host.conversation);
        if (this.#find().length > before || now.history === 'error' || (now.count === count && now.history === history)) break;
      }
    } finally {
      this.#busy = false;
      this.#blocks = this.#host.view?.blocks;
      this.#hits = this.#find();
      // The first of what was not known before.
      if (this.#hits.length > before) this.#at = before;
      if (this.#open) this.#show();
      // Its button goes when there is nothing older; whoever went on meanwhile stays there.
      const { shadowRoot, ownerDocument } = this.#host;
      if (shadowRoot!.activeElement?.closest('.finder') || ownerDocument.activeElement === ownerDocument.body) this.#field?.focus();
    }
  };

  #mark(query = this.#query): void {
    const { list } = this.#host;
    const id = this.#hits[this.#at]?.id;
    const known = list?.need('marks');
    if (known) known.mark(list!, query, id);
    else if (list && query) void list.updateComplete.then(() => this.#open && list.need('marks')?.mark(list, this.#query, this.#hits[this.#at]?.id));
  }
}

const styles = css`
  .finder {
    padding: 8px 12px;
    border-block-end: 1px solid var(--_border);
    background: var(--_surface);
  }
  .finder-row {
    display: flex;
    align-items: center;
    gap: 4px;
  }
  /* Empty, it runs as the words around it do: by itself dir="auto" would then be left to right. */
  .finder input:placeholder-shown {
    direction: inherit;
  }
  .finder input::placeholder {
    color: var(--_text-2);
    opacity: 1;
  }
  .finder input {
    flex: 1;
    min-inline-size: 0;
    min-block-size: 36px;
    padding-inline: 12px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius-s);
    background: var(--_surface-2);
    color: var(--_text);
    font: inherit;
    /* Phones zoom into smaller ones. */
    font-size: max(16px, var(--_size-s));
  }
  .finder .up .icon {
    rotate: 180deg;
  }
  .finder button:disabled {
    opacity: 0.5;
  }
  .said {
    justify-content: space-between;
    min-block-size: 28px;
    padding-inline: 12px 0;
    color: var(--_text-2);
    font-size: var(--_size-s);
  }
`;

export const make = (host: Host): Search => new Search(host);
