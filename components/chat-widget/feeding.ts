import { createFedSession } from '../../src/context/fed.js';
import type { WidgetSession } from './widget-session.js';

/** Does to the session that the page feeds what waited for it, in order. Loaded with the first that a page feeds. */
export function drain(source: WidgetSession): void {
  if (source.waiting.length === 0) return;
  if (!source.fed) source.use((source.fed = createFedSession()));
  for (const fn of source.waiting.splice(0)) fn(source.fed);
}
