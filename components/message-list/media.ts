/** Pictures, films and files in a message. Their place is kept before they are there, so that nothing jumps; what cannot be loaded says so in words. */
import { html, nothing, type TemplateResult } from 'lit';
import type { MediaPart } from '../../src/domain/index.js';
import { formatSize } from '../../src/i18n/size.js';
import { icon } from '../shared/icons.js';
import { DOWNLOAD, EXPAND, FILE } from '../shared/more-icons.js';
import type { MessageList } from './message-list.js';
import { safeUrl } from './rich.js';
import { mediaUrl, oneLine } from './text.js';
import type { Words } from './words.js';

const REL = 'noopener noreferrer nofollow';
/** The larger side of a picture in a message, and the box of one whose size nobody said. Pixels. */
const MOST = 320;
const UNKNOWN = { width: 240, height: 180 };
/** The smaller side of one that is all length. */
const LEAST = 56;

export const nameOf = (part: MediaPart, { strings }: Words): string => oneLine(part.name ?? part.alt ?? '') || strings.media[part.type];
/** What a picture shows, else what it is called. */
export const altOf = (part: MediaPart, { strings }: Words): string => oneLine(part.alt ?? part.name ?? '') || strings.media[part.type];

/** A download from elsewhere is one in name only: the browser opens it beside the page instead, which is then said. */
export const leaves = (href: string, { strings }: Words): string => (/^https?:/i.test(href) && new URL(href).origin !== location.origin ? strings.newTab : '');

/** How large it is drawn. Never larger than it is, but for what is so narrow that nobody could hit it. */
function boxOf({ width, height }: MediaPart): { readonly width: number; readonly height: number } {
  if (!width || !height || width > 1e5 || height > 1e5) return UNKNOWN;
  const scale = Math.min(1, MOST / width, MOST / height);
  return { width: Math.max(LEAST, Math.round(width * scale)), height: Math.max(LEAST, Math.round(height * scale)) };
}

/** Opens the picture over everything. Another tab is one key more away, as with any link. */
const view = (part: MediaPart) => async (event: MouseEvent): Promise<void> => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const opener = event.currentTarget as HTMLElement;
  const list = (opener.getRootNode() as ShadowRoot).host as MessageList;
  list.need('lightbox');
  await list.updateComplete;
  const lightbox = list.need('lightbox');
  if (lightbox) lightbox.open(list, part, opener);
  else if (opener instanceof HTMLAnchorElement) window.open(opener.href, '_blank', 'noopener,noreferrer');
};

/** A picture that cannot be had leaves its words. */
const broke = ({ currentTarget }: Event): void => (currentTarget as Element).closest('.media')?.classList.add('broken');
const came = ({ currentTarget }: Event): void => (currentTarget as Element).closest('.media')?.classList.remove('broken');

/** With a direction of their own, our words do not decide on that of the message. */
const words = (name: string, { strings }: Words): TemplateResult => html`<span class="gone"><bdi>${name}</bdi><small dir="auto">${strings.brokenMedia}</small></span>`;

export function image(part: MediaPart, look: Words): TemplateResult {
  const src = mediaUrl(part.url);
  if (!src) return file(part, look);
  const { width, height } = boxOf(part);
  const alt = altOf(part, look);
  const picture = html`<img class="picture" src=${src} alt=${alt} width=${width} height=${height} loading="lazy" decoding="async" @error=${broke} @load=${came} />${words(alt, look)}`;
  const href = safeUrl(part.url);
  return href
    ? html`<a class="media" part="attachment" href=${href} target="_blank" rel=${REL} aria-haspopup="dialog" title=${look.strings.openMedia(alt)} @click=${view(part)}>${picture}</a>`
    : html`<button class="media" part="attachment" type="button" aria-haspopup="dialog" title=${look.strings.openMedia(alt)} @click=${view(part)}>${picture}</button>`;
}

export function film(part: MediaPart, look: Words): TemplateResult {
  const src = mediaUrl(part.url);
  if (!src || src.startsWith('data:')) return file(part, look);
  const name = nameOf(part, look);
  const { width, height } = boxOf(part);
  const open = look.strings.openMedia(name);
  return html`<span class="media film" part="attachment"
    ><video src=${src} aria-label=${name} width=${width} height=${height} controls playsinline preload="metadata" @error=${broke} @loadedmetadata=${came}></video
    ><button class="enlarge" type="button" aria-haspopup="dialog" aria-label=${open} title=${open} @click=${view(part)}>${icon(EXPAND)}</button>${words(name, look)}</span
  >`;
}

export function file(part: MediaPart, look: Words): TemplateResult {
  const href = safeUrl(part.url) ?? (part.url.startsWith('blob:') ? part.url : undefined);
  const size = part.size === undefined ? nothing : html`<small dir="auto">${formatSize(part.size, look.formats.locale)}</small>`;
  const name = nameOf(part, look);
  const inside = html`<span class="file-icon">${icon(FILE)}</span><span class="file-name"><bdi>${name}</bdi>${size}</span>`;
  return href
    ? html`<a class="file" part="attachment" href=${href} download=${name} target="_blank" rel=${REL} data-leads=${leaves(href, look) || nothing}>${inside}<span class="file-get" title=${look.strings.downloadFile(name)}>${icon(DOWNLOAD)}</span></a>`
    : html`<span class="file" part="attachment">${inside}</span>`;
}
