import { html, type TemplateResult } from 'lit';
import { icon } from '../shared/icons.js';
import { PAPERCLIP } from '../shared/more-icons.js';
import type { ChatComposer } from './chat-composer.js';

/**
 * Where files may be dropped: the whole panel around the composer, else the composer. What is drawn over it stands in the top layer, so that it needs nothing of
 * the panel's styles, and lets the pointer through, so that the drag goes on beneath it.
 */
export class Drop {
  #host: ChatComposer;
  #allowed: () => boolean;
  #take: (files: readonly File[]) => void;
  #zone: HTMLElement | undefined;
  /** Entered and not left: an element inside is entered before the one around it is left. */
  #depth = 0;
  over = false;

  constructor(host: ChatComposer, allowed: () => boolean, take: (files: readonly File[]) => void) {
    this.#host = host;
    this.#allowed = allowed;
    this.#take = take;
  }

  /** The panel that the composer stands in now. */
  follow(): void {
    const zone = this.#host.closest<HTMLElement>('[part~="panel"], [part~="conversation"]') ?? this.#host;
    if (zone !== this.#zone) {
      this.leave();
      this.#zone = zone;
      for (const type of TYPES) zone.addEventListener(type, this);
    }
    const sheet = this.#host.renderRoot.querySelector<HTMLElement>('.drop');
    if (!sheet) return;
    if (this.over) {
      const { left, top, width, height } = zone.getBoundingClientRect();
      for (const [name, value] of Object.entries({ left, top, width, height })) sheet.style.setProperty(name, `${value}px`);
    }
    if (sheet.togglePopover && sheet.isConnected) sheet.togglePopover(this.over);
    else sheet.hidden = !this.over;
  }

  leave(): void {
    for (const type of TYPES) this.#zone?.removeEventListener(type, this);
    this.#zone = undefined;
    this.#depth = 0;
    this.over = false;
  }

  render(): TemplateResult {
    return html`<div class="drop" popover="manual" aria-hidden="true">${icon(PAPERCLIP)}<span>${this.#host.strings.dropFiles}</span></div><div class="sr-only" role="status">${this.over ? this.#host.strings.dropFiles : ''}</div>`;
  }

  handleEvent(event: DragEvent): void {
    const { dataTransfer, type } = event;
    if (!dataTransfer || !this.#allowed() || !dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    event.stopPropagation();
    if (type === 'dragover') dataTransfer.dropEffect = 'copy';
    if (type === 'dragenter') this.#depth++;
    if (type === 'dragleave') this.#depth = Math.max(0, this.#depth - 1);
    if (type === 'drop') {
      this.#depth = 0;
      this.#take([...dataTransfer.files].filter(isFile));
    }
    const over = type === 'dragover' || this.#depth > 0;
    if (over === this.over) return;
    this.over = type !== 'drop' && over;
    this.#host.requestUpdate();
  }
}

const TYPES = ['dragenter', 'dragover', 'dragleave', 'drop'];

/** A folder comes as a file of no type and no use. */
const isFile = (file: File): boolean => file.type !== '' || file.size % 4096 !== 0 || file.name.includes('.');
