import type { Happening, Surroundings } from './types.js';

const listeners = new Set<(what: Happening) => void>();

function tell(what: Happening): void {
  for (const listener of [...listeners]) listener(what);
}

function heard(event: Event): void {
  const type = event.type;
  if (type === 'visibilitychange') tell(document.visibilityState === 'hidden' ? 'hidden' : 'visible');
  // A page that is left for good says pagehide too; the browser closes its sockets by itself.
  else if (!type.startsWith('page') || (event as PageTransitionEvent).persisted) tell(type as Happening);
}

/** Chrome says freeze and resume, and all say visibilitychange, on the document. */
function wire(method: 'addEventListener' | 'removeEventListener'): void {
  for (const type of ['online', 'offline', 'pagehide', 'pageshow']) globalThis[method]?.(type, heard);
  if (typeof document !== 'undefined') for (const type of ['visibilitychange', 'freeze', 'resume']) document[method](type, heard);
}

const browser: Surroundings = {
  get online() {
    return globalThis.navigator?.onLine !== false;
  },
  get visible() {
    return typeof document === 'undefined' || document.visibilityState !== 'hidden';
  },
  on(fn) {
    // A wrapper, so that one function given twice is told twice and ends separately.
    const listener = (what: Happening) => fn(what);
    if (listeners.size === 0) wire('addEventListener');
    listeners.add(listener);
    return () => {
      if (listeners.delete(listener) && listeners.size === 0) wire('removeEventListener');
    };
  },
};

/** The page's own: one set of listeners for all connections, there only while somebody listens. In Node: always online and visible, and silent. */
export function browserSurroundings(): Surroundings {
  return browser;
}
