const KEYS = ['keydown', 'keypress', 'keyup'] as const;

/**
 * Keeps what is typed inside an element away from the page's hotkeys, those in the capture phase as well (but for what listened on the window before): the window is the first that is asked,
 * so the event ends there, and the handlers inside get copies, tree by tree from the inside out, as the event itself would come to them. What one of them prevents is prevented.
 * What a page has put into a slot is the page's own; and in a closed tree around the element nobody sees from the window what is typed into: there it ends at the element.
 * So do the wheel and fingers, which pages with a scrolling of their own take for theirs, and the arrival of the focus, which a dialog of the page would take back.
 *
 * Returns what begins and ends it.
 */
export function keysOf(element: HTMLElement): (keep: boolean) => void {
  let view: Window | null = null;
  const replay = (event: KeyboardEvent): void => {
    // Each place where the event is seen inside: its target, and the host of each tree on the way out.
    const places: Node[] = [];
    let place = event.composedPath()[0] as Node | undefined;
    for (; place && place !== element; place = (place.getRootNode?.() as ShadowRoot | undefined)?.host) places.push(place);
    if (!place || !places[0]) return;
    event.stopImmediatePropagation();
    let goesOn = true;
    for (const each of places) {
      if (!goesOn) return;
      // No KeyboardEvent, which in Firefox leaves every tree whatever it is told; but it says all that the event says.
      const copy = new Event(event.type, { bubbles: true, cancelable: true }) as KeyboardEvent;
      for (const name in event) if (!(name in copy) || name === 'timeStamp') Object.defineProperty(copy, name, { value: event[name as keyof KeyboardEvent] });
      copy.stopPropagation = () => {
        goesOn = false;
        copy.cancelBubble = true;
      };
      if (event.defaultPrevented) copy.preventDefault();
      if (!each.dispatchEvent(copy)) event.preventDefault();
    }
  };
  for (const type of [...KEYS, 'wheel', 'touchmove', 'focusin']) element.addEventListener(type, (event) => view && event.stopPropagation(), { passive: true });
  return (keep) => {
    for (const type of KEYS) view?.removeEventListener(type, replay, true);
    view = keep ? element.ownerDocument.defaultView : null;
    for (const type of KEYS) view?.addEventListener(type, replay, true);
  };
}
