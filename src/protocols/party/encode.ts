import { stringify, type Command } from '../../domain/index.js';
import type { CodecContext, Encoded } from '../codec.js';

export const VERSION = 1;
/** A server takes no more of either at once (docs/protocol.md, «Limits» and «The log»). */
const MOST = 200;

/** The first frame of a connection. The token travels here, never in the URL. */
export function hello(context: CodecContext): string {
  const { self, writer } = context;
  return stringify({
    t: 'hello',
    v: VERSION,
    client: writer.id,
    gen: writer.generation,
    token: context.token,
    // The id that the page gave, never one that stands in for it here: an open server takes it at its word, and all its guests would be one person.
    user: { id: context.address.userId, role: self.role, name: self.name, avatar: self.avatar },
    website: context.address.websiteId,
    // One too many and the server would refuse the whole hello.
    subscribe: context.subscriptions().slice(0, MOST).map(subscription),
  });
}

const subscription = (s: { conversation: string; epoch?: string; cursor?: number }): object => ({ c: s.conversation, epoch: s.epoch, cursor: s.cursor });

export function encode(command: Command, context: CodecContext): Encoded | undefined {
  const frame = frameOf(command, context);
  return frame && { frames: frame.t ? [stringify(frame)] : [] };
}

/** Durable commands that the server calls by another name. */
const NAMES: Readonly<Partial<Record<Command['type'], string>>> = { 'send-message': 'message', 'edit-message': 'edit', 'remove-message': 'remove', 'set-status': 'status' };

/** Keys that are undefined vanish in JSON, so one list of fields does for all durable commands. */
function frameOf(command: Command, context: CodecContext): { readonly t?: string; readonly [field: string]: unknown } | undefined {
  const f: Fields = command;
  const c = f.conversation;
  switch (command.type) {
    case 'subscribe':
      return { t: command.type, ...subscription(command) };
    case 'unsubscribe':
      return { t: command.type, c };
    case 'typing':
      return { t: command.type, c, on: f.on, text: f.on ? f.text : undefined };
    case 'mark': {
      const upTo = command.upTo ?? Math.max(0, ...command.ids.map((id) => context.seqOf(c!, id) ?? 0));
      // Without a place in the log there is nothing that could be marked: nothing has to be said, which is not the same as having no way to say it.
      return upTo ? { t: command.type, c, [command.status]: upTo } : {};
    }
    case 'load-history':
      return { t: 'history', c, before: command.before ?? (command.beforeId && context.seqOf(c!, command.beforeId)), limit: Math.min(command.limit, MOST) };
    case 'action': {
      const t = command.name;
      const id = (command.data as { id?: unknown } | null)?.id;
      return t === 'conversations' || (t === 'stop' && typeof id === 'string') ? { t, c: c ?? context.address.conversation, id } : undefined;
    }
    case 'ping':
      return { t: command.type };
  }
  // Durable ones are numbered. Anything else has no place here.
  return f.n === undefined ? undefined : {
    t: NAMES[command.type] ?? command.type, c, n: f.n, id: f.id, at: f.at?.toISOString(), re: f.replyTo, meta: f.metadata,
    // A progress part is drawn by this side only.
    parts: f.parts?.filter(({ type }) => type !== 'progress'),
    target: f.target, text: f.text, emoji: f.emoji, on: f.on, status: f.status, assignee: f.assignee,
  }; // prettier-ignore
}

/** All fields that any command has, each of them optional. */
type Fields = { readonly [K in Keys<Command>]?: Command extends infer T ? (T extends { readonly [P in K]?: infer V } ? V : never) : never };
type Keys<T> = T extends unknown ? keyof T : never;
