import type { SharedFeed } from '../shared-feed.js';
import type { Session } from '../session.js';
import { browserDeps, type TabsDeps } from './browser.js';
import { Tabs } from './tabs.js';

/** The session that tabs share; the page's own where the browser lacks what that takes. */
export function share(own: Session, feed: SharedFeed, deps: TabsDeps | undefined = browserDeps()): Session | Tabs {
  return deps ? new Tabs(own, feed, deps) : own;
}
