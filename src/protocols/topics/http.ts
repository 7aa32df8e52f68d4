import { stringify, type ChatEvent, type Command } from '../../domain/index.js';
import { redact } from '../../errors/index.js';
import type { CodecContext, Exchange } from '../codec.js';
import { isRecord, lean, problemOf } from '../fields.js';
import { parseJson } from '../json.js';
import { place } from './address.js';
import { read, type State, type Way } from './decode.js';
import * as schema from './schema.js';

const REFUSED = 'Access was refused.';
/** Longest wait between two tries of one message, and the shortest where it may have been stored in spite of all: first what arrived is asked for. Milliseconds. */
const LONGEST = 30_000;
const UNKNOWN = 4000;

const headers = ({ token }: CodecContext): Record<string, string> => (token ? { Authorization: `Bearer ${token}` } : {});
const problem = (message: string): ChatEvent & { type: 'error' } => ({ type: 'error', code: 'protocol-error', message });
/** 401: the token is not good (any more). 403: it is, for something else. */
const refused = (status: number, body: string): ChatEvent =>
  status === 401 ? { type: 'error', code: 'signed-out', message: said(body) ?? 'HTTP 401', auth: true } : { type: 'error', code: 'denied', message: said(body) ?? REFUSED, auth: true };

export function post({ conversation, id: clientId }: Command & { type: 'send-message' }, body: object, state: State, context: CodecContext): Exchange {
  const request = {
    url: place(context.address, 'messages', conversation), method: 'POST' as const, headers: { 'Content-Type': 'application/json', ...headers(context) },
    body: stringify({ body, clientID: clientId }),
  };
  const again = (code: string, message: string, least = 0): ChatEvent => {
    const after = Math.max(least, Math.min(LONGEST, 1000 * 2 ** state.failures++));
    return { type: 'nack', conversation, clientId, code, message, retry: true, after };
  };
  return {
    id: clientId,
    request,
    answer(status, text) {
      if (status >= 200 && status < 300) {
        state.failures = 0;
        return stored(text, { conversation, clientId }, state, context);
      }
      if (status === 0) return [again('unconfirmed', 'The backend did not answer.', UNKNOWN)];
      if (status === 401 || status === 403) return [refused(status, text), again('denied', said(text) ?? REFUSED)];
      const why = said(text) ?? `The backend answered ${status}.`;
      return status === 408 || status === 429 || status >= 500 ? [again('server-error', why)] : [{ type: 'nack', conversation, clientId, code: 'refused', message: why }];
    },
  };
}

/** The stored event confirms the send. One that cannot be read does as well: the backend said that it has it. */
function stored(text: string, way: Way & { readonly clientId: string }, state: State, context: CodecContext): readonly ChatEvent[] {
  const { conversation, clientId } = way;
  const ack: ChatEvent = { type: 'ack', conversation, clientId };
  // 204: there is nothing to read.
  if (!text) return [ack];
  const json = parseJson(text);
  const outcome = 'problem' in json ? json.problem : read(json.value, state, context, way);
  if (typeof outcome === 'string') return [ack, problem(outcome)];
  const [event] = outcome;
  if (event?.type === 'patch') return [{ ...ack, id: event.id }, { ...event, conversation }];
  if (event?.type !== 'message') return [ack, ...outcome];
  const { id = '', parts, status, statusReason, createdAt: at } = event.message;
  // No message: that would say, as in a list or on the socket, that everything before it is known.
  return [lean({ ...ack, id, at }), { type: 'patch', conversation, id, patch: lean({ parts, status, statusReason }) }];
}

/** Everything after the newest message known here. `news`: what comes is, and no history. */
export function list(conversation: string, news: boolean, state: State, context: CodecContext): Exchange {
  const last = context.lastId(conversation);
  const history = !news;
  return {
    request: { url: place(context.address, 'events', conversation, { after: last }), method: 'GET', headers: headers(context) },
    answer(status, text) {
      if (status === 401 || status === 403) return [refused(status, text)];
      // Nothing came. It is asked again in a moment, or the socket brings it.
      if (status < 200 || status >= 300 || status === 204) return [];
      const json = parseJson(text);
      const { success, data, error } = schema.listing.safeParse('value' in json ? json.value : undefined);
      if (!success) return [{ ...problem('problem' in json ? json.problem : problemOf('a list of events', error)), unread: true }];
      let after: string | null = last ?? null;
      return (data.events ?? []).flatMap((raw) => {
        const outcome = read(raw, state, context, { conversation, history, after });
        // A bad one costs itself alone.
        if (typeof outcome === 'string') return problem(outcome);
        for (const event of outcome) if (event.type === 'message') after = event.message.id ?? after;
        return outcome;
      });
    },
  };
}

/** What an answer says for people, where it does. */
function said(text: string): string | undefined {
  const json = parseJson(text);
  const value = 'value' in json && isRecord(json.value) ? json.value : {};
  // In an object of its own, or (FastAPI, of what it could not validate) in the first of a list of them.
  const words = (one: unknown): unknown => (Array.isArray(one) ? words(one[0]) : isRecord(one) ? (one['message'] ?? one['msg']) : one);
  const found = [value['message'], value['detail'], value['error']].map(words).find((one) => typeof one === 'string' && one.trim() !== '');
  return typeof found === 'string' ? redact(found).slice(0, 500) : undefined;
}
