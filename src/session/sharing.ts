import type { Settings } from '../domain/index.js';
import { ChatError, reportError } from '../errors/index.js';
import { loadProtocol } from '../protocols/registry.js';
import { nextFrame } from './feed.js';
import { Session } from './session.js';
import { SharedFeed } from './shared-feed.js';
import type { Tabs } from './tabs/tabs.js';

/** What has to wait until it is clear whether this tab has a socket of its own. */
const WAITS = /^(start|connect|disconnect|retry|registerHandlers|dispose)$/;

/** A session that tabs share. Until the code for that is here it is the page's own, which does not begin; where that code cannot be had, it does. */
export function sharing(settings: Settings): Session | Tabs {
  const feed = new SharedFeed(nextFrame);
  const own: Session = new Session(settings, {
    feed,
    // What is said meanwhile waits there. Once it had put something into storage itself, that would come behind what was said to its successor.
    async load(...given) {
      await ready;
      if (face !== own) throw new ChatError('not-connected');
      return loadProtocol(...given);
    },
  });
  let face: Session | Tabs = own;
  const ready: Promise<void> = import('./tabs/share.js').then(({ share }) => void (face = share(own, feed)), reportError);
  const later = async (key: string, args: readonly unknown[]): Promise<unknown> => {
    await ready;
    if (key === 'dispose' && face === own) feed.end();
    return (face as unknown as Record<string, (...args: readonly unknown[]) => unknown>)[key]!(...args);
  };
  return new Proxy(own, {
    get(_, key) {
      const value: unknown = Reflect.get(face, key);
      if (typeof value !== 'function') return value;
      if (face !== own || !WAITS.test(String(key))) return value.bind(face);
      if (key !== 'registerHandlers') return (...args: readonly unknown[]) => later(String(key), args);
      return (...args: readonly unknown[]) => {
        const end = later(String(key), args) as Promise<() => void>;
        return () => void end.then((fn) => fn());
      };
    },
  });
}
