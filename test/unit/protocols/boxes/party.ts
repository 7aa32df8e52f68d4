import party from '../../../../src/protocols/party/index.js';
import type { Frame } from '../../../../src/protocols/codec.js';
import type { ConformanceKit, Peer, Saying } from '../../../../src/testing/index.js';

type In = Record<string, unknown> & { readonly t: string; readonly c: string; readonly n: number; readonly id: string };
interface Entry {
  readonly seq: number;
  readonly k: string;
  readonly id: string;
  readonly [more: string]: unknown;
}

const AT = '2026-03-01T10:00:00.000Z';
const AGENT = { id: 'agent', role: 'agent', name: 'Ada' };

const kit: ConformanceKit = {
  codec: party,
  backend() {
    const logs = new Map<string, Entry[]>();
    const acked = new Map<string, number>();
    const said: { conversation: string; text: string }[] = [];
    const typed: { conversation: string; on: boolean }[] = [];
    const who = new Map<Peer, { writer: string; user: object }>();
    const log = (c: string) => logs.get(c) ?? logs.set(c, []).get(c)!;
    const json = (frame: object): Frame => JSON.stringify(frame);
    const store = (c: string, entry: object): Entry => {
      const stored = { seq: log(c).length + 1, at: AT, ...entry } as unknown as Entry;
      log(c).push(stored);
      return stored;
    };
    const subscribe = (peer: Peer, { c, epoch, cursor }: { c: string; epoch?: string; cursor?: number }): void => {
      const entries = log(c);
      const resumes = epoch === 'ep' && cursor !== undefined;
      const ack = acked.get(`${who.get(peer)!.writer} ${c}`) ?? 0;
      peer.send(json({ t: 'subscribed', c, epoch: 'ep', head: entries.length, ack, resume: resumes ? 'ok' : 'reset', conversation: { id: c } }));
      peer.send(json(resumes ? { t: 'entries', c, entries: entries.slice(cursor) } : { t: 'page', c, messages: entries, end: true, tail: true, head: entries.length }));
    };
    return {
      said,
      typed,
      accept() {},
      receive(peer, text) {
        const frame = JSON.parse(text as string) as In;
        if (frame.t === 'hello') {
          if (frame['token'] !== 'good-token') return peer.close(4401, 'who are you');
          const user = { role: 'visitor', ...(frame['user'] as object) };
          who.set(peer, { writer: String(frame['client']), user });
          peer.send(json({ t: 'welcome', v: 1, user }));
          for (const one of frame['subscribe'] as { c: string }[]) subscribe(peer, one);
        } else if (frame.t === 'ping') peer.send('{"t":"pong"}');
        else if (frame.t === 'subscribe') subscribe(peer, frame);
        else if (frame.t === 'typing') typed.push({ conversation: frame.c, on: Boolean(frame['on']) });
        else if (frame.t === 'message') {
          const { writer, user } = who.get(peer)!;
          const key = `${writer} ${frame.c}`;
          if (frame.n === (acked.get(key) ?? 0) + 1) {
            acked.set(key, frame.n);
            said.push({ conversation: frame.c, text: (frame['parts'] as { text: string }[])[0]!.text });
            const entry = store(frame.c, { k: 'message', by: user, id: frame.id, parts: frame['parts'] });
            peer.send(json({ t: 'entries', c: frame.c, entries: [entry] }));
          }
          const seq = log(frame.c).find(({ id }) => id === frame.id)?.seq;
          peer.send(json({ t: 'ack', c: frame.c, n: acked.get(key), items: [{ id: frame.id, seq, at: AT }] }));
        }
      },
      say: ({ id, conversation, text }: Saying) => [json({ t: 'entries', c: conversation, entries: [store(conversation, { k: 'message', by: AGENT, id, parts: [{ type: 'text', text }] })] })],
      typing: (c, on) => [json({ t: 'typing', c, by: AGENT, on })],
    };
  },
  malformed: {
    'entries that are none': '{"t":"entries","c":"c1","entries":{}}',
    'no conversation': '{"t":"entries","entries":[]}',
    'a stream without text': '{"t":"stream","c":"c1","id":"m1","at":0}',
    'an ack without a number': '{"t":"ack","c":"c1","items":[]}',
    'typing of nobody': '{"t":"typing","c":"c1","on":true}',
    'an error without a code': '{"t":"error","message":"x"}',
  },
  unknown: { name: 'special', frame: '{"t":"special","x":1}' },
};
export default kit;
