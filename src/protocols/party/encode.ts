import type { Command, DurableCommand } from '../../domain/index.js';
import type { CodecContext, Encoded } from '../codec.js';

export const VERSION = 1;
/** More than this a server does not take (docs/protocol.md, Limits). */
const SUBSCRIPTIONS = 200;
const PAGE = 200;

/** The first frame of a connection. The token travels here, never in the URL. */
export function hello(context: CodecContext): string {
  const { address, self, token, writer } = context;
  return JSON.stringify({
    t: 'hello',
    v: VERSION,
    client: writer.id,
    gen: writer.generation,
    token,
    user: { id: self.id || undefined, role: self.role, name: self.name, avatar: self.avatar },
    website: address.websiteId,
    // One too many and the server would refuse the whole hello.
    subscribe: context.subscriptions().slice(0, SUBSCRIPTIONS).map(({ conversation, epoch, cursor }) => ({ c: conversation, epoch, cursor })),
  });
}

export function encode(command: Command, context: CodecContext): Encoded | undefined {
  const frame = frameOf(command, context);
  return frame && { frames: frame === NOTHING ? [] : [JSON.stringify(frame)] };
}

/** Nothing has to be said, which is not the same as having no way to say it. */
const NOTHING = {};

/** Keys that are undefined vanish in JSON. */
function frameOf(command: Command, context: CodecContext): object | undefined {
  switch (command.type) {
    case 'send-message':
      // A progress part is drawn by this side only.
      return durable('message', command, { parts: command.parts.filter(({ type }) => type !== 'progress'), re: command.replyTo, meta: command.metadata });
    case 'edit-message':
      return durable('edit', command, { target: command.target, text: command.text });
    case 'remove-message':
      return durable('remove', command, { target: command.target });
    case 'react':
      return durable('react', command, { target: command.target, emoji: command.emoji, on: command.on });
    case 'regenerate':
      return durable('regenerate', command, { target: command.target });
    case 'set-status':
      return durable('status', command, { status: command.status });
    case 'assign':
      return durable('assign', command, { assignee: command.assignee });
    case 'skip':
      return durable('skip', command);
    case 'subscribe':
      return { t: 'subscribe', c: command.conversation, epoch: command.epoch, cursor: command.cursor };
    case 'unsubscribe':
      return { t: 'unsubscribe', c: command.conversation };
    case 'typing':
      return { t: 'typing', c: command.conversation, on: command.on, text: command.on ? command.text : undefined };
    case 'mark': {
      const seqs = command.ids.map((id) => context.seqOf(command.conversation, id) ?? 0);
      const upTo = command.upTo ?? Math.max(0, ...seqs);
      // Without a place in the log there is nothing that could be marked (all of it is ours and unsent, or lives here only).
      return upTo ? { t: 'mark', c: command.conversation, [command.status]: upTo } : NOTHING;
    }
    case 'load-history': {
      const before = command.before ?? (command.beforeId === undefined ? undefined : context.seqOf(command.conversation, command.beforeId));
      return { t: 'history', c: command.conversation, before, limit: Math.min(command.limit, PAGE) };
    }
    case 'action':
      return command.name === 'stop' && isTarget(command.data) ? { t: 'stop', c: command.conversation ?? context.address.conversation, id: command.data.id } : undefined;
    case 'ping':
      return { t: 'ping' };
    default:
      return undefined;
  }
}

const durable = (t: string, { conversation, n, id, at }: DurableCommand, more: object = {}): object => ({ t, c: conversation, n, id, at: at.toISOString(), ...more });

const isTarget = (data: unknown): data is { id: string } => typeof (data as { id?: unknown } | null)?.id === 'string';
