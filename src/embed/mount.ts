import { attributeOf } from '../domain/index.js';
import type { MountOptions } from './types.js';

/** On every widget that was mounted here, so that a clone of one (Turbo caches a copy of each page it leaves) is known for what it is. */
const MARK = 'data-chat-mounted';

/** Attributes that would run code or style inline, or have no name: a snippet's data- attributes never become these. */
const REFUSED = /^(on.*|style|data-.*|)$/;

interface Mounted {
  readonly widget: HTMLElement;
  /** What was set on it: attributes, with the name of the property where it was one. */
  readonly set: Map<string, string>;
}
const mounted = new Map<string, Mounted>();
let observer: MutationObserver | undefined;

const isProperty = (value: unknown): boolean => Object(value) === value;

/**
 * One floating widget for one backend. Asked again for the same url, it gives back the widget that is there, with the new settings: after a page swap
 * the snippet of the next page may name another person.
 */
export function mount(tag: string, { target, ...options }: MountOptions = {}): HTMLElement {
  const given = new Map(Object.entries(options).map(([name, value]) => [attributeOf(name), { name, value }]));
  // As connections read it: http means ws there, and a slash at the end nothing.
  const key = `${options['host'] ?? options.url ?? ''}`.trim().replace(/^http/, 'ws').replace(/\/+$/, '');
  const known = mounted.get(key);
  const widget = known?.widget ?? document.createElement(tag);

  const properties = widget as unknown as Record<string, unknown>;
  // A person who is no longer named must not stay on, nor be asked for a token.
  for (const [attribute, name] of known?.set ?? [])
    if (name && !isProperty(given.get(attribute)?.value)) properties[name] = undefined;
    else if (!given.has(attribute)) widget.removeAttribute(attribute);
  const set: Mounted['set'] = new Map();
  for (const [attribute, { name, value }] of given) {
    if (REFUSED.test(attribute)) continue;
    if (isProperty(value)) {
      properties[name] = value;
      set.set(attribute, name);
    } else if ((value ?? false) === false) widget.removeAttribute(attribute);
    else {
      const text = value === true ? '' : String(value);
      if (widget.getAttribute(attribute) !== text) widget.setAttribute(attribute, text);
      set.set(attribute, '');
    }
  }
  widget.setAttribute(MARK, '');
  mounted.set(key, { widget, set });

  place(widget, target);
  return widget;
}

function place(widget: HTMLElement, target?: Element): void {
  if (target) target.append(widget);
  else if (widget.isConnected) return;
  // The parser goes on adding to the body it is in; the end of it is known only then.
  else if (document.readyState === 'loading') addEventListener('DOMContentLoaded', () => place(widget), { once: true });
  else {
    document.body.append(widget);
    watch();
  }
}

/**
 * Takes the widgets along when the page swaps its body (Turbo, Astro) or all of itself (React 18, where what the server wrote is not what it
 * would write). A widget that its page removed from the body it was in is in neither, and stays away.
 */
function watch(): void {
  if (observer) return;
  observer = new MutationObserver((records) => {
    const body = document.body;
    const ours = new Set([...mounted.values()].map(({ widget }) => widget));
    for (const { removedNodes } of records)
      for (const gone of removedNodes) {
        if (!body || gone === body || !/^(BODY|HTML)$/.test(gone.nodeName)) continue;
        for (const clone of body.querySelectorAll<HTMLElement>(`[${MARK}]`)) if (!ours.has(clone)) clone.remove();
        for (const widget of ours) if (gone.contains(widget)) body.append(widget);
        observer!.observe(body.parentNode!, { childList: true });
      }
  });
  for (const node of [document, document.documentElement]) observer.observe(node, { childList: true });
}
