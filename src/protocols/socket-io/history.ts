import type { ChatEvent, Command, IncomingMessage, Message } from '../../domain/index.js';
import type { CodecContext, Encoded, Exchange } from '../codec.js';
import { isRecord, lean } from '../fields.js';
import { parseJson } from '../json.js';
import { httpUrl } from '../url.js';
import type { messageOf } from './message.js';

type Load = Command & { readonly type: 'load-history' };

/** Backends that would not answer without the token, in this page's life. Asked without it at first: a header of our own is one that many do not allow. */
const guarded = new Set<string>();

/** Of so many messages that were missed none is left out, where the backend gives them. */
const MISSED = 200;

type Shown = Pick<Message, 'id' | 'clientId'>;
type Row = IncomingMessage & { readonly id: string };

/** A page of older messages, by how many newer ones are here already. What it needs of the rest is given, so that the two can be loaded apart without a word more. */
export function history(command: Load, context: CodecContext, read: typeof messageOf, local: string, known?: readonly Shown[], newer: readonly Row[] = []): (Encoded & { exchange: Exchange }) | undefined {
  const { conversation, limit, offset: shown } = command;
  const { address, token } = context;
  if (!address.historyUrl) return undefined;
  // What the backend does not know of it does not count, or an older message would be passed over. One too few only shows up twice in two pages.
  const listed = context.messages?.(conversation).filter((m) => m.status !== 'pending' && m.status !== 'failed' && !m.id.startsWith(local));
  // What was known when the connection was lost, and what newer pages brought since.
  const before = known ?? listed ?? [];
  let brought = newer;
  const offset = Math.min(shown, listed?.length ?? shown) + newer.length;
  const newest = shown === 0 && before.length > 0;
  const url = pageUrl(conversation, limit, offset, context);
  const place = url.replace(/\?.*/, '');
  return {
    exchange: {
      // Nobody can ask for the newest; what is older waits for a press.
      ...(!shown && { again: () => history(command, context, read, local, before, brought)?.exchange }),
      request: { url, method: 'GET', ...(token && guarded.has(place) && { headers: { Authorization: `Bearer ${token}` } }) },
      answer(status, body) {
        if ((status === 401 || status === 403) && token && !guarded.has(place)) {
          guarded.add(place);
          if (!shown) return [];
        }
        if (status !== 200) return [failed(conversation, `The messages so far could not be had (${status ? `HTTP ${status}` : 'no answer'}).`)];
        const json = parseJson(body);
        const value = 'value' in json ? json.value : undefined;
        const list = Array.isArray(value) ? (value as unknown[]) : isRecord(value) ? LISTS.map((key) => value[key]).find(Array.isArray) : undefined;
        if (!list) return [failed(conversation, 'The messages so far could not be read.', 'protocol-error')];
        const problems: ChatEvent[] = [];
        const older = list.toReversed().flatMap((raw: unknown): Row[] => {
          const message = isRecord(raw) ? read(raw, conversation, context, true) : undefined;
          if (!message) problems.push({ type: 'error', code: 'protocol-error', message: 'a message in a list is not what it should be' });
          return message ? [message] : [];
        });
        const more = isRecord(value) ? value['has_more'] : undefined;
        // A round number may be the most that the backend gives at a time.
        const end = typeof more === 'boolean' ? !more : list.length === 0 || (list.length < limit && list.length % 10 > 0);
        const messages = [...older.filter(({ id }) => !newer.some((one) => one.id === id)), ...newer];
        // One's own that went out since, and what came since, are in the newest page as well, whatever lies between.
        if (newest && !end && messages.length > newer.length && messages.length < MISSED && !older.some((message) => at(before, message) >= 0)) {
          brought = messages;
          return [];
        }
        return [...problems, ...(newest ? missed(messages, conversation, context) : []), lean({ type: 'history' as const, conversation, messages, end, tail: newest || undefined })];
      },
    },
  };
}

const LISTS = ['messages', 'data', 'items', 'results'];

const failed = (conversation: string, message: string, code = 'server-error'): ChatEvent => ({ type: 'error', conversation, code, message });

const at = (here: readonly Shown[], { id, clientId = id }: Row): number => here.findIndex((m) => [id, clientId].some((one) => one === m.id || one === m.clientId));

/**
 * What came after one that is known was missed: to this page that is news, unlike what is older. Something that was said since may be here already, and belongs behind it.
 * One's own may stand higher up than it is listed: what follows it does not.
 */
function missed(messages: readonly Row[], conversation: string, { messages: shown }: CodecContext): readonly ChatEvent[] {
  const here = shown?.(conversation) ?? [];
  let behind: string | undefined;
  let lowest = -1;
  return messages.flatMap((message) => {
    const place = at(here, message);
    const after = behind;
    const news = place < 0 && after !== undefined;
    if (news || place > lowest) behind = message.id;
    lowest = Math.max(lowest, place);
    return news ? lean({ type: 'message' as const, conversation, message, after, confirms: message.own ? ('same-text' as const) : undefined }) : [];
  });
}

/** `{conversation}`, `{user-id}`, `{limit}`, `{offset}` and `{token}` stand for themselves in the setting; what it does not mention is added as a parameter. */
function pageUrl(conversation: string, limit: number, offset: number, { address, token = '' }: CodecContext): string {
  const { historyUrl = '', userId = '', peerField, url } = address;
  const values: Record<string, string> = { conversation, 'user-id': userId, limit: String(limit), offset: String(offset), token };
  const names: Record<string, string> = { 'user-id': 'user_id', conversation: peerField, limit: 'limit', offset: 'offset' };
  const said = new Set<string>();
  const fill = (text: string, encode: (value: string) => string) =>
    text.replace(/\{([\w-]+)\}/g, (whole, name: string) => {
      said.add(name);
      return Object.hasOwn(values, name) ? encode(values[name]!) : whole;
    });
  const [path = '', query = ''] = historyUrl.split('?', 2);
  const whole = /^\w+:\/\//.test(path);
  const filled = fill(path, encodeURIComponent);
  const params: Record<string, string> = Object.fromEntries([...new URLSearchParams(query)].map(([key, value]) => [key, fill(value, (one) => one)]));
  for (const [name, key] of Object.entries(names)) if (!said.has(name)) params[key] ??= values[name]!;
  return whole ? httpUrl(filled, '', params) : httpUrl(url, filled.replace(/^\/?/, '/'), params);
}
