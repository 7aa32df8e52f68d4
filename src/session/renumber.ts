/** The log of the backend was lost. Comes when it was. */
import { key, PATIENCE, type Outbox } from '../conversation/outbox.js';
import type { Conversation } from '../conversation/conversation.js';
import type { Row } from '../conversation/queue.js';
import type { DurableCommand } from '../domain/index.js';
import { reportError } from '../errors/index.js';
import type { Store, WriterLease } from '../storage/types.js';
import type { Core } from './core.js';
import type { Sending } from './sending.js';
import { within } from './within.js';

/** No more than what is remembered (conversation/recent.ts). */
const DAY = 86_400_000;
const MAX_COUNT = 200;

type Entry = ReturnType<Outbox['recent']['take']>[number];

/** What sends, as far as this needs it. */
interface Parts {
  readonly sending: Sending;
  readonly core: Core;
  readonly store: Store;
  readonly outbox: Outbox;
  readonly old: WriterLease | undefined;
  readonly signal: AbortSignal;
  /** It is known what goes out, and under which writer. */
  go(): void;
  lease(lease: WriterLease): void;
}

/** Everything goes out under a new writer, what the old log may have taken with it as well. */
export async function renumber({ sending, core, store, outbox, old, signal, go, lease }: Parts, conversation: string): Promise<void> {
  const { clock, newId } = core.deps;
  const writer = newId();
  // A page in which nothing was said may not have opened storage yet, where others keep what they had confirmed.
  const recalled = store.restore(core.scope).then(() => outbox.recent.load());
  const leasing = store.lease(writer).then(lease);
  if (!(await within(clock, Promise.all([leasing, recalled]), PATIENCE, signal))) {
    // What storage says later that other pages had confirmed is offered then.
    void recalled.then(() => (signal.aborted ? undefined : sending.renumber(conversation))).catch(reportError);
  }
  // From here on at once: a connection that is made meanwhile must not send numbers of one writer in the name of the other.
  go();
  core.writer = writer;
  const [offered, kept] = rewriter(outbox, writer, conversation, saidOf(core.of(conversation), core.deps.now().getTime()));
  // With none at present, the next connection is the new writer's already.
  if (!core.line.wire) outbox.lost();
  void kept.then(() => old?.release());
  await within(clock, kept, PATIENCE, signal);
  for (const command of offered) sending.show(command);
  // A new writer is known to the backend from its next connection on.
  if (!signal.aborted) core.line.connection.restart({ reason: 'new log', after: 0 });
}

/**
 * Everything goes on under a new writer, numbered anew from 1, and what was confirmed in that conversation within 24 hours is offered again under its own ids, before the rest.
 * What other tabs had confirmed too, where `outbox.recent` was loaded before; and where nobody remembers any more, for storage was deleted, what is `shown` as sent. Returns what is
 * offered again, and when all of it is kept.
 */
export function rewriter(outbox: Outbox, writer: string, conversation?: string, shown: readonly DurableCommand[] = []): readonly [offered: readonly DurableCommand[], kept: Promise<void>] {
  const { rows, store, put } = outbox.begins(writer);
  const all = [...rows.values()];
  const old = all.map(key);
  const offered = woven(shown, outbox.recent.take(conversation)).filter(({ command }) => !rows.has(command.id))
    .map(({ command, bytes, at }): Row => ({ command, bytes, addedAt: at, writer, state: 'queued', saved: false }));
  const puts = [...offered, ...all].map((row) => put(Object.assign(row, { writer, wire: undefined })));
  return [offered.map(({ command }) => command), Promise.all(puts).then(() => store.deleteOutbox(old))];
}

/** What this person said and was shown as sent in the old log, as it was asked for; as much of it as is remembered elsewhere (conversation/recent.ts). */
function saidOf(target: Conversation, now: number): readonly DurableCommand[] {
  const before = new Map(target.before?.map((message) => [message.id, message]));
  target.before = undefined;
  return [...before.values()]
    .filter(({ status, deletedAt, createdAt }) => !deletedAt && status !== 'pending' && status !== 'failed' && createdAt.getTime() > now - DAY)
    .map(({ id, clientId = id, conversation, createdAt, parts, replyTo, metadata }) => ({ type: 'send-message', id: clientId, n: 0, at: createdAt, conversation, parts, replyTo, metadata }) as const)
    .slice(-MAX_COUNT);
}

/** What is remembered, in its order; what is only shown stands before whatever stood behind it there. */
function woven(shown: readonly DurableCommand[], recent: readonly Entry[]): readonly Entry[] {
  const known = new Set(recent.map(({ command }) => command.id));
  const rest = [...shown];
  const until = (id?: string): readonly Entry[] => {
    const at = id === undefined ? rest.length : rest.findIndex((command) => command.id === id) + 1;
    return rest.splice(0, at).filter((command) => !known.has(command.id)).map((command) => ({ command, bytes: JSON.stringify(command).length, at: command.at.getTime() }));
  };
  return [...recent.flatMap((entry) => [...until(entry.command.id), entry]), ...until()];
}
