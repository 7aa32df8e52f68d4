/** Backends repeat the token that they refuse, each in its own way; whatever the protocol, also one that a page registered, it is shown nowhere. */
import { expect } from '@open-wc/testing';
import { NO_CAPABILITIES } from '../../../src/domain/index.js';
import { parseJson } from '../../../src/protocols/json.js';
import party from '../../../src/protocols/party/index.js';
import type { Codec } from '../../../src/protocols/codec.js';
import { Bench, type Answering, type Peer } from '../../../src/testing/bench.js';

const TOKEN = 'aB3/+=very-secret';
const said = `Bad token ${TOKEN}`;
const json = JSON.stringify;

/** As a page would write it: each frame is an event of ours. */
const registered: Codec = {
  name: 'registered',
  capabilities: { ...NO_CAPABILITIES, confirm: 'ack', history: true },
  liveness: { ping: 'none', answers: false },
  target: ({ url }) => ({ url: url ?? '' }),
  start: () => ({
    open: () => ({ events: [{ type: 'ready' }] }),
    decode: (frame) => {
      const { value } = parseJson(String(frame)) as { value: never };
      return { events: [value] };
    },
    encode: (command) => {
      if (command.type === 'send-message') return { frames: [json({ send: command.id })] };
      if (command.type !== 'load-history') return { frames: [] };
      return { exchange: { request: { url: 'https://backend.test/history', method: 'GET' }, answer: (_, message) => [{ type: 'error', code: 'server-error', message }] } };
    },
    raw: (frame) => [String(frame)],
  }),
};

const welcome = json({ t: 'welcome', v: 1, user: { id: 'u1', role: 'visitor' }, server: 's', time: new Date(0).toISOString(), heartbeat: 25_000, maxFrame: 65_536 });
const subscribed = json({ t: 'subscribed', c: 'c1', epoch: 'e', head: 0, ack: 0, resume: 'reset', conversation: { id: 'c1', status: 'open', assignee: null }, marks: [], typing: [], streams: [] });
/** A room that lets the visitor in, and refuses what is said there. */
const room: Partial<Answering> = {
  receive(peer: Peer, frame) {
    const { t, n, id } = JSON.parse(String(frame)) as { t: string; n: number; id: string };
    if (t === 'hello') peer.send(welcome, subscribed);
    else if (t === 'send') peer.send(json({ t: 'nack', c: 'c1', n, id, code: 'invalid', message: said, retry: false }));
  },
};
const nack: Partial<Answering> = {
  receive: (peer, frame) => peer.send(json({ type: 'nack', conversation: 'c1', clientId: (JSON.parse(String(frame)) as { send: string }).send, code: 'refused', message: said })),
};

const stories: readonly [name: string, codec: Codec, backend: Partial<Answering>][] = [
  ['an error that ends it, on party', party, { receive: (peer) => (peer.send(json({ t: 'error', code: 'unauthorized', message: said })), peer.close(4401)) }],
  ['the reason of a close, on party', party, { receive: (peer) => peer.close(4403, said) }],
  ['the refusal of a send, on party', party, room],
  ['an error, on a protocol of the page', registered, { accept: (peer) => peer.send(json({ type: 'error', code: 'server-error', message: said })), ...nack }],
  ['the reason of a close, on a protocol of the page', registered, { accept: (peer) => peer.close(4403, said) }],
  ['the refusal of a send, on a protocol of the page', registered, nack],
  ['an answer over HTTP, on a protocol of the page', registered, { receive() {}, fetch: () => ({ status: 403, body: said }) }],
];

describe('a token that a backend repeats', () => {
  for (const [name, codec, backend] of stories) {
    it(`in ${name}, is shown nowhere`, async () => {
      const { debug } = console;
      console.debug = () => {};
      const bench = new Bench({ codec, token: () => TOKEN, backend: { accept() {}, receive() {}, ...backend } });
      try {
        bench.session.start();
        bench.session.engage();
        bench.session.sendMessage('Hi');
        await bench.until(() => bench.told.some((told) => told.name === 'chat-error' && told.detail.message.startsWith('Bad token')) || bench.session.connection.status === 'failed');
        await bench.go(100);
        const { session } = bench;
        const all = json([bench.told, session.connection.error?.message, session.stats, bench.messages(), session.redact(`${said} ${encodeURIComponent(TOKEN)} ${TOKEN.replace('/', '\\/')}`)]);
        expect(all).to.contain('Bad token REDACTED').and.not.contain('very-secret');
      } finally {
        expect(await bench.dispose()).to.equal(undefined);
        console.debug = debug;
      }
    });
  }
});
