import type { ReactiveController, ReactiveControllerHost } from 'lit';

export interface FloatingOptions {
  /** The box that holds launcher and panel. */
  readonly layer: () => HTMLElement | null;
  /** Whether the box lies over the page at all. */
  readonly floats: () => boolean;
  /** Whether the panel is open, and so may fill a phone. */
  readonly open: () => boolean;
}

/**
 * Keeps the widget's box over the page: in the top layer, so that no transform, overflow or z-index of the page can trap it (where there is no top layer, the styles
 * fall back to a fixed position), and on a phone as large as the part of the page that can be seen, keyboard subtracted.
 */
export class FloatingController implements ReactiveController {
  #options: FloatingOptions;
  #unwatch: (() => void) | undefined;

  constructor(host: ReactiveControllerHost, options: FloatingOptions) {
    this.#options = options;
    host.addController(this);
  }

  hostUpdated(): void {
    this.#raise();
    if (this.#options.floats() && this.#options.open()) this.#watch();
    else this.#end();
  }

  hostDisconnected(): void {
    this.#end();
  }

  /** A move in the DOM takes an element out of the top layer without a word, so this is asked after every render. */
  #raise(): void {
    const layer = this.#options.layer();
    if (!this.#options.floats() || !layer?.isConnected || typeof layer.showPopover !== 'function') return;
    if (!layer.matches(':popover-open')) layer.showPopover();
  }

  #watch(): void {
    const viewport = window.visualViewport;
    if (this.#unwatch || !viewport) return;
    const fit = () => this.#fit(viewport);
    viewport.addEventListener('resize', fit);
    viewport.addEventListener('scroll', fit);
    this.#unwatch = () => {
      viewport.removeEventListener('resize', fit);
      viewport.removeEventListener('scroll', fit);
    };
    fit();
  }

  #end(): void {
    this.#unwatch?.();
    this.#unwatch = undefined;
  }

  #fit(viewport: VisualViewport): void {
    // Pinched: the person wants to see the panel larger, not squeezed into what is left.
    if (viewport.scale > 1.05) return;
    const style = this.#options.layer()?.style;
    style?.setProperty('--_view-top', `${viewport.offsetTop}px`);
    style?.setProperty('--_view-height', `${viewport.height}px`);
    // Over an open keyboard there is no home bar to stay clear of.
    const keyboard = window.innerHeight - viewport.height > 80;
    if (keyboard) style?.setProperty('--_safe-bottom', '0px');
    else style?.removeProperty('--_safe-bottom');
  }
}
