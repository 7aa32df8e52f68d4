import type { LitElement } from 'lit';
import { attributeOf } from '../../src/domain/index.js';
import { reportError, warnOnce } from '../../src/errors/index.js';

/**
 * An element could not be drawn. Where the page had set something that has no words (a symbol, an object that throws when it is read), that is told and is as if it had not
 * been set; any other error is the page's to see. Loaded when it first happens.
 */
export function mend(element: LitElement, cause: unknown): void {
  const bad = [...(element.constructor as typeof LitElement).elementProperties.keys()].filter((name) => hasNoWords(element[name as never]));
  if (!bad.length) {
    // It may have been mended since: what cannot be drawn once more is another matter.
    if (doubtful.delete(element)) return reportError(cause);
    doubtful.add(element);
    return element.requestUpdate();
  }
  const fresh = new (element.constructor as new () => LitElement)();
  for (const name of bad) {
    warnOnce('invalid-input', { name: attributeOf(String(name)), problem: 'it is no text' });
    const value = element[name as never];
    // An element that is part of another has it from there.
    const { host } = element.getRootNode() as ShadowRoot;
    if (host && host[name as never] === value) host[name as never] = fresh[name as never];
    element[name as never] = fresh[name as never];
  }
  element.requestUpdate();
}

/** Could not be drawn, for no reason that is seen. */
const doubtful = new WeakSet<LitElement>();

function hasNoWords(value: unknown): boolean {
  try {
    return typeof value === 'symbol' || !`${value as string}`.trim;
  } catch {
    return true;
  }
}
