import { adoptStyles, type CSSResult, type ReactiveElement } from 'lit';

export interface Adopted extends ReactiveElement {
  readonly sheets?: readonly CSSResult[];
}

/** Gives an element its styles where it is now: a sheet belongs to the document that it was constructed in, and no other takes it. */
export function dress({ ownerDocument, renderRoot, constructor, sheets = [] }: Adopted): void {
  const { defaultView: view } = ownerDocument;
  // It is the content of a template, or another document that nobody sees.
  if (!view) return;
  const styleSheet = new view.CSSStyleSheet();
  styleSheet.replaceSync([...(constructor as typeof ReactiveElement).elementStyles, ...sheets].join(''));
  adoptStyles(renderRoot as ShadowRoot, [{ styleSheet } as CSSResult]);
}
