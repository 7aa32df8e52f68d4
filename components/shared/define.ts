import { warnOnce } from '../../src/errors/index.js';

/** Set on every class of ours, so that a second copy of the script is told from a stranger that took the name. */
const OURS = Symbol.for('chat-elements:element');

/** Registers an element. Never throws: a name that is taken stays with whoever has it, and the developer is told once. */
export function define(tag: string, ctor: CustomElementConstructor): void {
  const there = customElements.get(tag);
  if (there) {
    if (there === ctor || there.prototype instanceof ctor) return;
    if (OURS in there) warnOnce('duplicate');
    else void import('../../src/errors/told.js').then(({ told }) => warnOnce('name-taken', told(tag, true)), () => undefined);
    return;
  }
  Object.defineProperty(ctor, OURS, { value: true, configurable: true });
  try {
    customElements.define(tag, ctor);
  } catch {
    // A class can have one name only; a second name (a prefix) gets a class of its own.
    customElements.define(tag, class extends ctor {});
  }
}
