import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import type { ChatSession } from '../../src/context/index.js';
import type { MediaPart, UploadLimits } from '../../src/domain/index.js';
import { files as words } from '../../src/i18n/files.js';
import { changeStrings } from '../../src/i18n/index.js';
import { formatSize } from '../../src/i18n/size.js';
import { ALERT, CLOSE, icon } from '../shared/icons.js';
import { FILE, PAPERCLIP, RETRY } from '../shared/more-icons.js';
import { acceptList, plainName, refusalOf, typeOf } from './attachments-rules.js';
import { whyNot } from './attachments-problem.js';
import { attachmentStyles } from './attachments.styles.js';
import { Drop } from './attachments-drop.js';
import type { ChatComposer } from './chat-composer.js';
import { named, placeOf } from './place.js';

/** So many go up at the same time: more only slow each other down. */
const AT_ONCE = 3;

/** A file on its way to the backend, and what is known of it. */
interface Item {
  readonly key: number;
  readonly file: File;
  readonly name: string;
  readonly type: string;
  /** Where it goes, whatever is shown meanwhile. */
  readonly session?: ChatSession;
  readonly conversation?: string;
  /** Where its preview lies. */
  readonly preview?: string;
  state: 'queued' | 'uploading' | 'done' | 'failed';
  share: number;
  abort?: AbortController;
  part?: MediaPart;
  why?: string;
  /** Pixels, once the preview knows. */
  width?: number;
  height?: number;
  /** The preview cannot be drawn. */
  blank?: boolean;
}

let keys = 0;

/**
 * Files that a message takes along: chosen, pasted or dropped, checked, uploaded one by one with progress, and kept until the message goes. Loaded with the first
 * composer that has `attachments`. What belongs to one conversation never goes with a message of another.
 */
export class Attachments implements ReactiveController {
  #host: ChatComposer;
  #drop: Drop;
  #places = new Map<string, Item[]>();
  #place = '';
  /** Send was pressed while files were still on their way. */
  #sends = false;
  #said = '';

  constructor(host: ChatComposer) {
    changeStrings(words);
    this.#host = host;
    host.adopt(attachmentStyles);
    this.#drop = new Drop(host, () => this.#offered, (files) => void this.add(files));
    host.addController(this);
  }

  get #items(): Item[] {
    let items = this.#places.get(this.#place);
    if (!items) this.#places.set(this.#place, (items = []));
    return items;
  }

  /** Whether this message has any. */
  get some(): boolean {
    return this.#items.length > 0;
  }

  /** Whether files can be sent now. Without any session the page takes them. */
  get #offered(): boolean {
    const { attachments, off, session } = this.#host;
    return attachments && !off && (!session || session.capabilities.attachments === 'upload');
  }

  hostConnected(): void {
    this.#host.renderRoot.addEventListener('paste', this.#handlePaste);
  }

  hostDisconnected(): void {
    this.#host.renderRoot.removeEventListener('paste', this.#handlePaste);
    this.#drop.leave();
    // A move in the page comes back at once, and takes its files along.
    queueMicrotask(() => this.#host.isConnected || this.#release());
  }

  hostUpdate(): void {
    const place = placeOf(this.#host);
    const before = this.#place;
    if (place === before) return;
    this.#place = place;
    const items = named(before, place) && this.#places.get(before);
    if (!items) return void (this.#sends = false);
    this.#places.delete(before);
    this.#places.set(place, items);
  }

  hostUpdated(): void {
    this.#drop.follow();
  }

  /** Takes files in, or says why not. */
  async add(files: Iterable<File>): Promise<void> {
    const { session, accept, maxFileSize, strings, formats } = this.#host;
    const conversation = this.#host.conversation ?? session?.currentConversation;
    const items = this.#items;
    const of: UploadLimits = (await session?.uploadLimits?.().catch(() => undefined)) ?? {};
    const sizes = [of.size, maxFileSize].filter((size): size is number => typeof size === 'number' && size > 0);
    const limits = { ...of, size: sizes.length ? Math.min(...sizes) : undefined };
    const list = acceptList(accept);
    const problems: string[] = [];
    let added = 0;
    for (const file of files) {
      const why = refusalOf(file, { accept: list, limits, strings, locale: formats.locale });
      if (why) problems.push(why);
      else if (limits.count !== undefined && items.length >= limits.count) problems.push(strings.tooManyFiles(limits.count));
      else {
        const type = typeOf(file);
        // Drawn by the browser's own decoders only: an SVG stays a file.
        const preview = /^(image\/(?!svg)|video\/)/.test(type) ? URL.createObjectURL(file) : undefined;
        items.push({ key: ++keys, file, name: plainName(file.name), type, session, conversation, preview, state: 'queued', share: 0 });
        added++;
      }
    }
    this.#host.refuse([...new Set(problems)].join(problems[0]?.endsWith('。') ? '' : ' '));
    if (added) this.#say(strings.filesAttached(items.length));
    this.#next();
  }

  /** The message goes with its files, at once or as soon as they are there. False where one of them failed. A message that is being changed takes none along: they wait for the next. */
  send(): boolean {
    const items = this.#items;
    const { strings, late } = this.#host;
    if (late.about?.edits) return this.#host.deliver();
    if (items.some(({ state }) => state === 'failed')) {
      this.#host.refuse(strings.filesNotUploaded);
      return false;
    }
    this.#sends = items.some(({ state }) => state !== 'done');
    if (this.#sends) {
      this.#say(strings.sendsWhenUploaded);
      return true;
    }
    const parts = items.map(({ part, width, height }) => ({ ...part!, ...(width && height && { width, height }) }));
    const { draft } = this.#host;
    if (!this.#host.deliver([...(draft.trim() ? [{ type: 'text' as const, text: draft }] : []), ...parts], items.map(({ file }) => file))) return false;
    for (const item of items.splice(0)) forget(item);
    // The message may go by itself, while somebody is at the chips.
    if (this.#host.shadowRoot!.activeElement?.closest('.chips')) this.#host.focus();
    this.#host.requestUpdate();
    return true;
  }

  #say(text: string): void {
    this.#said = text;
    this.#host.requestUpdate();
  }

  /** Starts what waits, as far as there is room, wherever it belongs to. */
  #next(): void {
    const all = [...this.#places.values()].flat();
    let room = AT_ONCE - all.filter(({ state }) => state === 'uploading').length;
    for (const item of all) if (item.state === 'queued' && room-- > 0) void this.#upload(item);
    this.#host.requestUpdate();
  }

  async #upload(item: Item): Promise<void> {
    const { file, name, type, session, conversation } = item;
    const { signal } = (item.abort = new AbortController());
    item.state = 'uploading';
    item.share = 0;
    item.why = undefined;
    try {
      session?.engage();
      const typed = file.type === type ? file : new File([file], name, { type });
      const progress = (share: number): void => {
        item.share = share;
        this.#host.requestUpdate();
      };
      const part = session ? await session.upload(typed, name, { conversation, signal, progress }) : local(typed, name);
      if (signal.aborted) return;
      item.part = part;
      item.state = 'done';
      this.#said = this.#host.strings.fileUploaded(name);
    } catch (error) {
      if (signal.aborted) return;
      item.state = 'failed';
      item.why = whyNot(error, this.#host.strings);
      if (this.#items.includes(item)) this.#sends = false;
    }
    this.#next();
    if (this.#sends && this.#items.every(({ state }) => state === 'done')) this.send();
  }

  #remove(item: Item): void {
    const items = this.#items;
    const at = items.indexOf(item);
    if (at < 0) return;
    items.splice(at, 1);
    forget(item);
    if (item.part?.url.startsWith('blob:')) URL.revokeObjectURL(item.part.url);
    this.#host.refuse('');
    this.#say(this.#host.strings.fileRemoved(item.name));
    this.#next();
    if (items.length === 0) this.#sends = false;
    else if (this.#sends && items.every(({ state }) => state === 'done')) this.send();
    // The focus must not fall out of a chip that is gone.
    const next = items[at] ?? items[at - 1];
    void this.#host.updateComplete.then(() => (next ? this.#host.renderRoot.querySelector<HTMLElement>(`[data-key="${next.key}"] .remove`)?.focus() : this.#host.focus()));
  }

  #release(): void {
    for (const items of this.#places.values()) items.forEach(forget);
    this.#places.clear();
    this.#sends = false;
  }

  /** The button, and what it opens. */
  renderButton(): TemplateResult | typeof nothing {
    if (!this.#offered) return nothing;
    const { strings, accept } = this.#host;
    return html`<button class="icon-button attach" part="attach" type="button" aria-label=${strings.attach} title=${strings.attach} @click=${({ currentTarget }: Event) => ((currentTarget as Element).nextElementSibling as HTMLElement).click()}>${icon(PAPERCLIP)}</button
      ><input class="files" type="file" multiple hidden tabindex="-1" aria-hidden="true" accept=${accept || nothing} @change=${this.#handleChosen} />`;
  }

  /** What stands above the box. */
  renderAbove(): TemplateResult {
    const { strings } = this.#host;
    const items = this.#items;
    return html`${this.#drop.render()}<div class="sr-only" role="status">${this.#said}</div>${
      items.length ? html`<ul class="chips" role="list" aria-label=${strings.attachments} @keydown=${this.#handleKey}>${items.map((item) => this.#renderItem(item))}</ul>` : nothing}${
      this.#sends ? html`<div class="note">${strings.sendsWhenUploaded}</div>` : nothing}`; // prettier-ignore
  }

  #renderItem(item: Item): TemplateResult {
    const { strings, formats, session } = this.#host;
    const { name, state, share } = item;
    const under = state === 'uploading' || state === 'queued';
    const offline = under && session && /^(offline|reconnecting|connecting|failed|closed)$/.test(session.connection.status);
    const size = formatSize(item.file.size, formats.locale);
    const remove = under ? strings.cancelUpload(name) : strings.removeFile(name);
    return html`<li class="chip ${state}" data-key=${item.key} part="file">
      <span class="thumb">${this.#renderPreview(item)}</span>
      <span class="info"><span class="name" title=${name}><bdi>${name}</bdi></span><small>${state === 'failed' ? html`<span class="why" role="alert">${icon(ALERT)}${item.why}</span>` : offline ? strings.fileWaiting : html`<bdi>${size}</bdi>`}</small>${
        under ? html`<progress aria-label=${strings.uploading(name)} max="1" value=${share > 0 && !offline ? share : nothing}></progress>` : nothing}</span>
      ${state === 'failed' ? html`<button class="icon-button again" type="button" aria-label=${strings.retryFile(name)} title=${strings.retry} @click=${() => this.#retry(item)}>${icon(RETRY)}</button>` : nothing}
      <button class="icon-button remove" type="button" aria-label=${remove} title=${remove} @click=${() => this.#remove(item)}>${icon(CLOSE)}</button>
    </li>`; // prettier-ignore
  }

  #renderPreview(item: Item): TemplateResult {
    const { preview, type } = item;
    const blank = (): void => {
      item.blank = true;
      this.#host.requestUpdate();
    };
    if (!preview || item.blank) return icon(FILE);
    if (type.startsWith('image/')) {
      return html`<img src=${preview} alt="" decoding="async" @error=${blank} @load=${({ target }: Event) => measure(item, (target as HTMLImageElement).naturalWidth, (target as HTMLImageElement).naturalHeight)} />`;
    }
    return html`<video src=${preview} muted playsinline preload="metadata" tabindex="-1" aria-hidden="true" @error=${blank} @loadedmetadata=${({ target }: Event) => measure(item, (target as HTMLVideoElement).videoWidth, (target as HTMLVideoElement).videoHeight)}></video>`;
  }

  #retry(item: Item): void {
    item.state = 'queued';
    this.#host.refuse('');
    this.#next();
    void this.#host.updateComplete.then(() => this.#host.renderRoot.querySelector<HTMLElement>(`[data-key="${item.key}"] .remove`)?.focus());
  }

  #handleChosen = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    // The same file can be chosen again after it was removed.
    input.value = '';
    void this.add(files).then(() => this.#host.focus());
  };

  /** Files on the clipboard. A table or a paragraph that also comes as a picture is meant as text. */
  #handlePaste = (event: Event): void => {
    const data = (event as ClipboardEvent).clipboardData;
    if (!data?.files.length || !this.#offered || (data.types.includes('text/plain') && data.types.includes('text/html'))) return;
    event.preventDefault();
    void this.add([...data.files]);
  };

  /** Escape on a chip goes back to the box, and closes nothing. */
  #handleKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    this.#host.focus();
  };
}

function measure(item: Item, width: number, height: number): void {
  item.width = width || undefined;
  item.height = height || undefined;
}

function forget({ abort, preview }: Item): void {
  abort?.abort();
  if (preview) URL.revokeObjectURL(preview);
}

/** No session at all: the page gets the file as it lies here. */
function local(file: File, name: string): MediaPart {
  const kind = /^(image|video|audio)\//.exec(file.type)?.[1] as 'image' | undefined;
  return { type: kind ?? 'file', url: URL.createObjectURL(file), name, mime: file.type, size: file.size };
}

export const make = (host: ChatComposer): Attachments => new Attachments(host);
