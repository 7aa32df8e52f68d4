import type { WidgetHost } from './host.js';

/**
 * Keeps a floating chat over what is around it: a dialog, a popover, or what fills the screen came into the top layer after the chat inside it, and so covers it.
 * Loaded when the chat is in one of these.
 */
export function make(host: WidgetHost): void {
  let seen = false;
  let filled: Element | null;
  const layer = host.renderRoot.querySelector<HTMLElement>('.layer')!;
  /** What is opened last is on top. The focus would be lost on the way. */
  const lift = () => {
    if (!layer.matches(':popover-open')) return;
    const focused = host.shadowRoot!.activeElement as HTMLElement | null;
    layer.hidePopover();
    layer.showPopover();
    focused?.focus();
  };
  const sight = new IntersectionObserver((entries) => {
    const was = seen;
    seen = entries.at(-1)!.isIntersecting;
    if (seen && !was) lift();
  });
  host.addController({
    hostConnected: () => sight.observe(layer),
    hostDisconnected: () => sight.disconnect(),
    // Not over what fills the screen beside it, such as a film.
    hostUpdated() {
      const now = host.ownerDocument.fullscreenElement;
      if (now !== filled && now?.contains(host)) lift();
      filled = now;
    },
  });
}
