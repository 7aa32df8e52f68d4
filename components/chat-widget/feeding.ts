import { createFedSession } from '../../src/context/fed.js';
import { reportError } from '../../src/errors/index.js';
import type { Emitter } from '../shared/report-load.js';
import type { WidgetSession } from './widget-session.js';

/** Does to the session that the page feeds what waited for it, in order. Loaded with the first that a page feeds. */
export function drain(source: WidgetSession, host: Emitter): void {
  if (source.waiting.length === 0) return;
  if (!source.fed) {
    source.fed = createFedSession();
    // The page takes what is tried again as it takes every send; by the id it can know it again.
    source.fed.resend = ({ id, text, parts }) => {
      const message = parts.some(({ type }) => type !== 'text') ? { parts } : { text };
      return !host.emit('chat-send', { id, text, ...message, message }, { cancelable: true });
    };
    source.use(source.fed);
  }
  for (const fn of source.waiting.splice(0)) {
    try {
      fn(source.fed);
    } catch (error) {
      // Nobody is there any more to be told that it was not usable; what was fed behind it is.
      reportError(error);
    }
  }
}
