import type { Conversation } from './conversation.js';
import type { Command } from './frames.js';
import { LIMITS, SAY } from './limits.js';
import type { Entry, Part, User, Who } from './types.js';

export type Verdict =
  | { entries: Entry[]; found?: { seq: number; at: string }; after?: () => void }
  | { code: 'too-large' | 'invalid' | 'forbidden' | 'closed' | 'unknown-target'; message: string };

const UNKNOWN: Verdict = { code: 'unknown-target', message: 'That message is not there any more.' };
const FORBIDDEN: Verdict = { code: 'forbidden', message: SAY.forbidden };
const random = (): string => crypto.randomUUID();

/** What a visitor tells of themselves in passing: the team finds it beside the messages, however many there are. */
function keep({ log }: Conversation, meta: Record<string, unknown>): void {
  const told = Object.fromEntries(['preChat', 'offline', 'consent', 'rating'].filter((key) => meta[key] !== undefined).map((key) => [key, meta[key]]));
  if (Object.keys(told).length > 0) log.set('told', JSON.stringify({ ...(JSON.parse(log.get('told') ?? '{}') as object), ...told }));
}

/** Carries out one durable command. Runs inside a transaction: what it writes stays, or all of it goes. */
export function carryOut(room: Conversation, who: Who, frame: Command): Verdict {
  const { log } = room, { user } = who, team = user.role !== 'visitor';
  if (frame.t === 'refused') return { code: frame.code, message: frame.message };
  if (frame.t === 'skip') return { entries: [] };
  // The same id is the same command, by whatever writer, number or connection it comes again.
  const found = log.find(frame.id);
  if (found) return { entries: [], found };
  if (frame.t === 'status') {
    if (!team && frame.status !== 'resolved') return FORBIDDEN;
    if (!team && room.status === 'closed') return { code: 'closed', message: SAY.closed };
    log.set('status', frame.status);
    return { entries: [log.append('status', user, frame.id, { status: frame.status })] };
  }
  if (frame.t === 'assign') {
    if (!team) return FORBIDDEN;
    const assignee: User | null = frame.assignee && { role: 'agent', ...frame.assignee };
    log.set('assignee', JSON.stringify(assignee));
    return { entries: [log.append('assign', user, frame.id, { assignee })] };
  }
  // A rating is about a conversation that is over: it goes in where nothing else does, opens nothing again, and nobody answers it.
  const rates = !team && frame.t === 'message' && frame.meta?.['rating'] !== undefined && room.status !== 'open';
  if (room.status === 'closed' && !rates) return { code: 'closed', message: SAY.closed };
  if (frame.t === 'message') {
    const { parts, re, meta } = frame;
    const entries = [log.append('message', user, frame.id, { parts: parts as Part[], re, meta })];
    if (!team && meta) keep(room, meta);
    // A visitor who writes again has it opened again.
    if (!team && room.status === 'resolved' && !rates) {
      log.set('status', 'open');
      entries.push(log.append('status', user, random(), { status: 'open' }));
    }
    return { entries, after: user.role === 'visitor' && !rates ? () => room.assistant.heard() : undefined };
  }
  const target = log.message(frame.target);
  if (!target || target.removed) return UNKNOWN;
  switch (frame.t) {
    case 'edit': {
      if (target.by.id !== user.id || target.streaming) return FORBIDDEN;
      const parts: Part[] = [{ type: 'text', text: frame.text }, ...target.parts.filter((p) => p.type !== 'text')];
      return { entries: [log.append('edit', user, frame.id, { target: target.id, parts })] };
    }
    case 'remove':
      if (target.by.id !== user.id && user.role !== 'agent') return FORBIDDEN;
      return { entries: [log.append('remove', user, frame.id, { target: target.id })], after: () => room.streams.drop(target.id) };
    case 'react':
      if (frame.on && (target.reactions?.length ?? 0) >= LIMITS.reactions && !target.reactions!.some(({ emoji }) => emoji === frame.emoji)) return { code: 'invalid', message: SAY.reactions };
      return { entries: [log.append('react', user, frame.id, { target: target.id, emoji: frame.emoji, on: frame.on })] };
    case 'regenerate': {
      if (!room.assistant.wrote(target)) return { code: 'invalid', message: 'Only an answer of the assistant can be written anew.' };
      const cut = room.streams.cut(target.id);
      // The command is stored as an empty edit: it is what the new text streams into.
      const parts: Part[] = [{ type: 'text', text: '' }];
      const entry = log.append('edit', target.by, frame.id, { target: target.id, parts, streaming: true });
      return { entries: cut ? [cut, entry] : [entry], after: () => room.assistant.again(target) };
    }
  }
}
