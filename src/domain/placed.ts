/** Addresses in what a page hands in. Apart from the rest of the vocabulary: a chat with a connection has none of this. */
import type { Part } from './message.js';

/**
 * A page writes addresses as in its own HTML, relative to itself: `/ada.png`. Elsewhere they are refused, since what a backend or a stranger says would mean the page's own.
 * What is no address stays as it is, and is refused where it is drawn.
 */
export function placed(url: string): string;
export function placed<T>(url: T): T;
export function placed(url: unknown): unknown {
  if (typeof url !== 'string' || !url || /^[a-z][a-z\d+.-]*:/i.test(url)) return url;
  try {
    return new URL(url, globalThis.document?.baseURI).href;
  } catch {
    return url;
  }
}

/** The same, of everything in a part that is one. */
export function placedPart(part: Part): Part {
  switch (part?.type) {
    case 'image':
    case 'video':
    case 'audio':
    case 'file':
      return { ...part, url: placed(part.url) };
    case 'card': {
      const { image, actions } = part;
      return { ...part, ...(image && { image: placed(image) }), ...(Array.isArray(actions) && { actions: actions.map((action) => (action?.url ? { ...action, url: placed(action.url) } : action)) }) };
    }
    default:
      return part;
  }
}
