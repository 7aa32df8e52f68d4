/** An element that stands for an item of a list, and remembers what it was last drawn from. */
export interface Keyed extends HTMLElement {
  kids?: Map<string, Keyed>;
  seen?: readonly unknown[];
}

/**
 * Makes the children of `parent` stand for `items`, in order. An item keeps its element for as long as its key is there, and no element that stays
 * is moved while others come and go: focus, selection and scroll position stay with it.
 */
export function keyed<E extends Keyed, T extends { readonly key: string }>(parent: Keyed, items: readonly T[], draw: (element: E, item: T, index: number) => void): void {
  const was = parent.kids ?? new Map<string, Keyed>();
  const kids = (parent.kids = new Map<string, Keyed>());
  for (const { key } of items) kids.set(key, was.get(key) ?? document.createElement('div'));
  for (const [key, element] of was) if (!kids.has(key)) element.remove();
  let next = parent.firstElementChild;
  items.forEach((item, i) => {
    const element = kids.get(item.key) as E;
    draw(element, item, i);
    if (element === next) next = element.nextElementSibling;
    else parent.insertBefore(element, next);
  });
}

/** Whether any of this is new to the element: one arrival redraws one message, and looks at nothing but its block. */
export function changed(element: Keyed, ...seen: readonly unknown[]): boolean {
  const was = element.seen;
  element.seen = seen;
  return !was || seen.some((value, i) => value !== was[i]);
}
