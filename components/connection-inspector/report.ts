import type { ChatSession } from '../../src/context/index.js';
import { version } from '../../src/domain/version.js';
import type { Recorder } from './recorder.js';

/** Frames that go into a report, and characters of each. */
const FRAMES = 50;
const TEXT = 2000;

const iso = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString());

/**
 * What somebody who helps from afar has to know, as JSON. Everything goes through `redact` once more, whole: what people typed into a user id or an address
 * may hold a token as well.
 */
export function makeReport(session: ChatSession | undefined, { frames, history, in: framesIn, out: framesOut }: Recorder, now = new Date()): string {
  const about = { 'chat-elements': version, made: now.toISOString(), browser: navigator.userAgent, online: navigator.onLine, visible: document.visibilityState === 'visible' };
  if (!session) return JSON.stringify({ ...about, connection: null }, null, 2);
  const { settings, connection, stats, capabilities } = session;
  const { token, address, ...rest } = settings;
  const report = {
    ...about,
    settings: { ...address, ...rest, authentication: typeof token === 'function' ? 'a function gives it' : token ? 'set' : 'none' },
    status: connection,
    stats: { ...stats, connectTime: iso(stats.connectTime), lastErrorTime: iso(stats.lastErrorTime), framesIn, framesOut },
    capabilities,
    history: history.map(({ n: _, time, ...what }) => ({ time: iso(time), ...what })),
    frames: frames.slice(-FRAMES).map(({ direction, time, name, size, text, problem }) => ({ time: iso(time), direction, name, size, text: text.length > TEXT ? `${text.slice(0, TEXT)}…` : text, problem })),
  };
  // Infinity has no form in JSON.
  return session.redact(JSON.stringify(report, (_, value: unknown) => (value === Infinity ? 'Infinity' : value), 2));
}
