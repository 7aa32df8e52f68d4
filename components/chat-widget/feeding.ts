import { createFedSession } from '../../src/context/fed.js';
import type { LateElement } from '../shared/late.js';
import type { WidgetHost } from './host.js';
import type { WidgetSession } from './widget-session.js';

/** Does to the session that the page feeds what waited for it, in order. Loaded with the first that a page feeds. */
export function drain(source: WidgetSession): void {
  if (source.waiting.length === 0) return;
  if (!source.fed) source.use((source.fed = createFedSession()));
  for (const fn of source.waiting.splice(0)) fn(source.fed);
}

/** What a page feeds is a history more often than a few words: what a list that is seen needs for it is there before, or it would draw that twice. Once it stands, since that is about its boxes. */
export const make = (host: LateElement & Pick<WidgetHost, 'shown'>): { drain: typeof drain } => {
  if (host.shown) void host.bring('body').then((body) => body?.list.updateComplete.then(() => body.list.need('far')));
  return { drain };
};
