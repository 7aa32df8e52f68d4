import { css, type ReactiveController } from 'lit';
import type { WidgetHost } from './host.js';

/**
 * By attributes, and not by media queries in the sheet: WebKit shares its answers to these among shadow roots that have the same sheets, and keeps one that is wrong.
 * Low is also a window that is as narrow as a phone.
 */
const SIZES = { 'data-narrow': '(max-width: 479.98px)', 'data-low': '(max-width: 479.98px), (max-height: 399.98px)' };

const styles = css`
  .fullscreen .panel {
    animation-name: appear;
  }
  /* A finger on the header must not move the page that nobody sees, nor load it anew. */
  .fullscreen.open .panel,
  [data-low].floating.open .panel {
    overscroll-behavior: contain;
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }
  .fullscreen.open {
    inset: 0;
    inline-size: auto;
    block-size: auto;
    gap: 0;
  }
  .fullscreen.open .panel {
    inline-size: 100%;
    block-size: auto;
    flex: 1;
    border-radius: 0;
    box-shadow: none;
    padding-block: env(safe-area-inset-top, 0px) var(--_safe);
  }
  .fullscreen.open .launcher {
    display: none;
  }
  .fullscreen :is(.header, .banner) {
    padding-inline: max(16px, 50% - 26rem);
  }
  .fullscreen .body {
    padding-inline: max(0px, 50% - 27rem);
  }

  /* A phone: the part of the page that can be seen, keyboard subtracted. On its side, and in a window that is as low (400 % zoom), all of its height. */
  [data-low]:is(.floating, .fullscreen).open {
    inset-block: var(--_view-top, 0px) auto;
    block-size: var(--_view-height, 100dvh);
    max-block-size: none;
    gap: 0;
  }
  [data-low].floating.open .panel {
    block-size: 100%;
    border-radius: 0;
    padding-block: env(safe-area-inset-top, 0px) var(--_safe);
  }
  [data-low].floating.open .launcher {
    display: none;
  }
  [data-low].floating .panel {
    animation-name: appear;
  }
  [data-narrow]:is(.floating, .fullscreen).open {
    inset-inline: 0;
    inline-size: auto;
  }
  [data-narrow].floating.open .panel {
    inline-size: 100%;
    box-shadow: none;
  }
  /* Lower than an answer with its files and a few lines to write: all of it can be scrolled to, and some of the messages stay, unless a keyboard took their place. */
  @container (block-size < 400px) {
    .body {
      overflow: hidden auto;
    }
  }
  @container (240px < block-size < 400px) {
    .messages {
      flex-shrink: 0;
      min-block-size: 64px;
    }
  }
`;

/** What a panel needs that covers the screen: its layout, and on a phone the size of what can be seen. Loaded on small screens and in low windows, and with `display="fullscreen"`. */
export class Screen implements ReactiveController {
  #host: WidgetHost;
  #viewport: VisualViewport | null | undefined;

  constructor(host: WidgetHost) {
    this.#host = host;
    host.adopt(styles);
    host.addController(this);
  }

  hostUpdated(): void {
    const { display, shown, isConnected } = this.#host;
    this.#size();
    this.#watch(isConnected && shown && display !== 'inline');
  }

  hostDisconnected(): void {
    this.#watch(false);
  }

  get #layer(): HTMLElement & { readonly currentCSSZoom?: number } {
    return this.#host.renderRoot.querySelector<HTMLElement>('.layer')!;
  }

  #size(): void {
    for (const [name, query] of Object.entries(SIZES)) this.#layer.toggleAttribute(name, !!this.#host.ownerDocument.defaultView?.matchMedia(query).matches);
  }

  /** Of the window that it is in, which is another one after a move into another document. */
  #watch(on: boolean): void {
    const viewport = on ? this.#host.ownerDocument.defaultView?.visualViewport : undefined;
    if (viewport === this.#viewport) return;
    for (const type of ['resize', 'scroll']) {
      this.#viewport?.removeEventListener(type, this.#fit);
      viewport?.addEventListener(type, this.#fit);
    }
    this.#viewport = viewport;
    if (viewport) this.#fit();
  }

  #fit = (): void => {
    this.#size();
    const { scale, offsetTop, height } = this.#viewport!;
    const { style, currentCSSZoom: zoom = 1 } = this.#layer;
    // Pinched: the person wants to see the panel larger, not squeezed into what is left. It is as high as it would be without, also on a phone that is turned meanwhile.
    const pinched = scale > 1.05;
    style.setProperty('--_view-height', `${(pinched ? Math.round(height * scale) : height) / zoom}px`);
    if (pinched) return;
    style.setProperty('--_view-top', `${offsetTop / zoom}px`);
    // Over an open keyboard there is no home bar to stay clear of.
    style.setProperty('--_safe-bottom', this.#host.ownerDocument.defaultView!.innerHeight - height > 80 ? '0px' : '');
  };
}

export const make = (host: WidgetHost): Screen => new Screen(host);
