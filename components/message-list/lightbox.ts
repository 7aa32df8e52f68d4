import { html, nothing, render, type ReactiveController, type TemplateResult } from 'lit';
import type { MediaPart, Message } from '../../src/domain/index.js';
import { CLOSE, icon } from '../shared/icons.js';
import { ACTUAL_SIZE, CHEVRON_START, DOWNLOAD, mirroredIcon, mirroring } from '../shared/more-icons.js';
import { lightboxStyles } from './lightbox.styles.js';
import { altOf, leaves, nameOf } from './media.js';
import type { MessageList } from './message-list.js';
import { safeUrl } from './rich.js';
import { mediaUrl, oneLine } from './text.js';
import { authorName } from './words.js';

export const styles = [mirroring, lightboxStyles];

interface Shown {
  readonly part: MediaPart;
  readonly message: Message;
}

/** So far a finger moves, at least, to turn the page. Pixels. */
const SWIPE = 48;

/** Shows a picture or film over everything, with the others of the conversation to the sides. */
export function open(list: MessageList, part: MediaPart, opener: HTMLElement): void {
  const all = mediaOf(list);
  const found = all.findIndex((one) => one.part === part);
  const at = found < 0 ? all.findIndex((one) => one.part.url === part.url) : found;
  if (at >= 0) new Lightbox(list, all, at, opener);
}

function mediaOf(list: MessageList): readonly Shown[] {
  const messages = list.blocks.flatMap((block) => block.messages).filter(({ deletedAt }) => !deletedAt);
  return messages.flatMap((message) => message.parts.filter((part): part is MediaPart => (part.type === 'image' || part.type === 'video') && mediaUrl(part.url) !== undefined).map((part) => ({ part, message })));
}

/** A modal dialog: the browser keeps the focus inside, and shows it above whatever the page stacks or transforms. */
class Lightbox implements ReactiveController {
  #list: MessageList;
  #all: readonly Shown[];
  #at: number;
  #opener: HTMLElement;
  #dialog = document.createElement('dialog');
  #actual = false;
  #touch: number | undefined;
  /** The chat may be closed by its page meanwhile. What nobody sees must not keep the page from being used, as a modal dialog does. */
  #sight = new ResizeObserver(() => this.#dialog.open && !this.#dialog.getClientRects().length && this.#leave());

  constructor(list: MessageList, all: readonly Shown[], at: number, opener: HTMLElement) {
    this.#list = list;
    this.#all = all;
    this.#at = at;
    this.#opener = opener;
    const dialog = this.#dialog;
    dialog.className = 'lightbox';
    dialog.setAttribute('role', 'dialog');
    dialog.setAttribute('aria-modal', 'true');
    // What plays in the list does not play on behind it.
    for (const video of list.renderRoot.querySelectorAll('video')) video.pause();
    list.renderRoot.querySelector('.root')!.append(dialog);
    dialog.addEventListener('close', this.#end);
    dialog.addEventListener('keydown', this.#handleKey);
    dialog.addEventListener('click', this.#handleClick);
    dialog.addEventListener('touchstart', this.#handleTouch, { passive: true });
    dialog.addEventListener('touchend', this.#handleTouch, { passive: true });
    this.#draw();
    dialog.showModal();
    dialog.querySelector<HTMLElement>('.close')?.focus();
    list.addController(this);
    this.#sight.observe(dialog);
  }

  /** The list went away with the page that it was on. */
  hostDisconnected(): void {
    this.#end();
  }

  get #shown(): Shown {
    return this.#all[this.#at]!;
  }

  #draw(): void {
    const { strings } = this.#list;
    this.#dialog.setAttribute('aria-label', `${strings.lightbox}: ${altOf(this.#shown.part, this.#list)}`);
    render(this.#render(), this.#dialog);
  }

  #render(): TemplateResult {
    const list = this.#list;
    const { strings, formats } = list;
    const { part, message } = this.#shown;
    const several = this.#all.length > 1;
    const alt = altOf(part, list);
    const name = nameOf(part, list);
    const src = mediaUrl(part.url)!;
    const href = safeUrl(part.url) ?? (part.url.startsWith('blob:') ? part.url : undefined);
    const position = strings.mediaPosition(this.#at + 1, this.#all.length);
    const who = message.own ? strings.you : authorName(message.author, list);
    const words = oneLine(part.alt ?? '') || name;
    const button = (names: string, label: string, path: string, act: () => void, mirrored = false, pressed?: boolean) =>
      html`<button class="round ${names}" type="button" aria-label=${label} title=${label} aria-pressed=${pressed ?? nothing} @click=${act}>${(mirrored ? mirroredIcon : icon)(path)}</button>`;
    return html`<div class="top-bar">
        ${several ? html`<span class="place" aria-hidden="true"><bdi>${position}</bdi></span>` : nothing}
        <span class="space"></span>
        ${part.type === 'image' ? button('zoom', strings.actualSize, ACTUAL_SIZE, this.#zoom, false, this.#actual) : nothing}
        ${href ? html`<a class="round get" href=${href} download=${name} target="_blank" rel="noopener noreferrer nofollow" aria-label=${`${strings.downloadFile(name)} ${leaves(href, list)}`.trim()} title=${strings.downloadFile(name)}>${icon(DOWNLOAD)}</a>` : nothing}
        ${button('close', strings.closeLightbox, CLOSE, this.#end)}
      </div>
      <div class="stage ${this.#actual ? 'actual' : ''}" tabindex=${this.#actual ? 0 : nothing} role=${this.#actual ? 'region' : nothing} aria-label=${this.#actual ? alt : nothing}>
        ${part.type === 'image'
          ? html`<img class="shown" src=${src} alt=${alt} decoding="async" @click=${this.#zoom} @error=${this.#fail} @load=${this.#came} />`
          : html`<video class="shown" src=${src} aria-label=${name} controls playsinline preload="metadata" @error=${this.#fail} @loadedmetadata=${this.#came}></video>`}
        <p class="lost">${strings.brokenMedia}</p>
      </div>
      <p class="caption"><bdi>${words}</bdi><small><bdi>${who}</bdi> · ${formats.full(message.createdAt)}</small></p>
      ${several ? html`${button('side before', strings.previousMedia, CHEVRON_START, () => this.#go(this.#at - 1), true)}${button('side after', strings.nextMedia, CHEVRON_START, () => this.#go(this.#at + 1), true)}` : nothing}
      <div class="sr-only" role="status">${several ? `${position}: ${alt}` : ''}</div>`;
  }

  #go(to: number): void {
    const length = this.#all.length;
    const at = (to + length) % length;
    if (at === this.#at) return;
    this.#at = at;
    this.#actual = false;
    this.#dialog.querySelector('.stage')?.classList.remove('broken');
    this.#draw();
  }

  #end = (): void => {
    const dialog = this.#dialog;
    this.#list.removeController(this);
    this.#sight.disconnect();
    dialog.querySelector('video')?.pause();
    dialog.remove();
    // Its message may be gone meanwhile; the focus is not.
    (this.#opener.isConnected ? this.#opener : this.#list.scrollBox).focus({ preventScroll: true });
  };

  /** The focus goes to where the chat can be opened again. */
  #leave(): void {
    const { host } = this.#list.getRootNode() as ShadowRoot;
    const inside = (this.#list.renderRoot as ShadowRoot).activeElement || document.activeElement === document.body;
    this.#end();
    if (inside) (host as HTMLElement | undefined)?.focus();
  }

  // One that is gone from here, as a film took its place, may still hear how it went.
  #fail = ({ currentTarget }: Event): void => (currentTarget as Element).parentElement?.classList.add('broken');
  #came = ({ currentTarget }: Event): void => (currentTarget as Element).parentElement?.classList.remove('broken');

  #zoom = (): void => {
    this.#actual = !this.#actual;
    this.#draw();
  };

  /** Beside the picture, a press closes. */
  #handleClick = ({ target }: Event): void => {
    if (target === this.#dialog || (target as Element).matches('.stage:not(.actual), .caption')) this.#end();
  };

  #handleKey = (event: KeyboardEvent): void => {
    // Neither the page nor the chat around it has a use for these.
    event.stopPropagation();
    const rtl = this.#list.direction === 'rtl';
    // The keys of a film are its own, and those of a picture that is larger than the window.
    const own = (event.target as Element).matches('video, .actual');
    const to = { ArrowLeft: this.#at + (rtl ? 1 : -1), ArrowRight: this.#at + (rtl ? -1 : 1), Home: 0, End: this.#all.length - 1 }[event.key];
    if (event.key === 'Tab') return this.#round(event);
    if (event.key === 'Escape') this.#end();
    else if (to !== undefined && !own) this.#go(to);
    else return;
    event.preventDefault();
  };

  /** From the last to the first: by themselves browsers lead out of the page, or to the dialog itself, where nothing shows it. What is inside a film is the browser's own. */
  #round(event: KeyboardEvent): void {
    const stops = [...this.#dialog.querySelectorAll<HTMLElement>('button, a, video, .actual')];
    if (!event.shiftKey) stops.reverse();
    if (event.target !== stops[0] || stops[0]!.localName === 'video') return;
    event.preventDefault();
    stops.at(-1)!.focus();
  }

  #handleTouch = (event: TouchEvent): void => {
    const { clientX } = event.changedTouches[0]!;
    if (event.type === 'touchstart') {
      this.#touch = event.touches.length === 1 && !this.#actual && !(event.target as Element).matches('video') ? clientX : undefined;
      return;
    }
    const moved = this.#touch === undefined ? 0 : clientX - this.#touch;
    this.#touch = undefined;
    if (Math.abs(moved) < SWIPE || (window.visualViewport?.scale ?? 1) > 1.05) return;
    this.#go(this.#at + (moved < 0 === (this.#list.direction === 'ltr') ? 1 : -1));
  };
}
