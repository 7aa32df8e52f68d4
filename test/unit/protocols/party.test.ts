import { expect } from '@open-wc/testing';
import { meaningOf } from '../../../src/connection/close-codes.js';
import type { ChatEvent } from '../../../src/domain/index.js';
import party from '../../../src/protocols/party/index.js';
import decodeFixtures from '../../fixtures/party/decode.json';
import encodeFixtures from '../../fixtures/party/encode.json';
import invalidFixtures from '../../fixtures/party/invalid.json';
import { address, command, context, plain, seeded } from './helpers.js';

describe('party: frames of the server', () => {
  for (const { name, frame, events } of decodeFixtures) {
    it(name, () => {
      const decoded = party.start(context()).decode(JSON.stringify(frame));
      expect(plain(decoded.events)).to.deep.equal(events);
      expect(decoded.replies).to.equal(undefined);
    });
  }

  it('never leaves an undefined key in what is spread over something known', () => {
    const frame = { t: 'entries', c: 'c1', entries: [{ seq: 1, at: '2026-03-01T10:00:00Z', k: 'edit', by: { id: 'a', role: 'ai' }, id: 'e', target: 'm', parts: [], final: true }] };
    const [event] = party.start(context()).decode(JSON.stringify(frame)).events as [ChatEvent & { type: 'patch' }];
    expect(Object.keys(event.patch)).to.have.members(['parts', 'streaming']);
    for (const one of decodeFixtures) {
      for (const told of party.start(context()).decode(JSON.stringify(one.frame)).events as unknown as readonly Record<string, unknown>[]) {
        const rows = (told['messages'] ?? told['rows'] ?? []) as readonly Record<string, unknown>[];
        for (const part of [told, told['message'], told['info'], told['patch'], ...rows, ...rows.map((row) => row['typing'])]) expect(Object.values(part ?? {}), one.name).to.not.contain(undefined);
      }
    }
  });

  it('takes the id that the server gave as its own from then on', () => {
    const session = party.start(context({ self: { id: 'me', role: 'visitor' } }));
    const entry = JSON.stringify({ t: 'entries', c: 'c1', entries: [{ seq: 1, at: '2026-03-01T10:00:00Z', k: 'message', by: { id: 'guest_1', role: 'visitor' }, id: 'x', parts: [] }] });
    const clientId = () => (session.decode(entry).events[0] as ChatEvent & { type: 'message' }).message.clientId;
    expect(clientId()).to.equal(undefined);
    session.decode('{"t":"welcome","v":1,"user":{"id":"guest_1","role":"visitor"}}');
    expect(clientId()).to.equal('x');
  });

  it('hands metadata through untouched, hostile keys too', () => {
    const text = '{"t":"entries","c":"c","entries":[{"seq":1,"at":"2026-03-01T10:00:00Z","k":"message","by":{"id":"a","role":"ai"},"id":"e","parts":[],"meta":{"__proto__":{"admin":true}}}]}';
    const [event] = party.start(context()).decode(text).events as [ChatEvent & { type: 'message' }];
    expect(({} as { admin?: boolean }).admin).to.equal(undefined);
    expect(Object.getPrototypeOf(event.message.metadata)).to.equal(Object.prototype);
    expect((event.message.metadata as { admin?: boolean }).admin).to.equal(undefined);
  });
});

describe('party: frames that cannot be understood', () => {
  const problemOf = (frame: string | ArrayBuffer): unknown => {
    const decoded = party.start(context()).decode(frame);
    expect(decoded.events).to.have.length(1);
    const [event] = decoded.events;
    expect(event).to.include({ type: 'error', code: 'protocol-error' });
    return (event as ChatEvent & { type: 'error' }).message;
  };

  for (const { name, frame, problem } of invalidFixtures) it(name, () => expect(problemOf(frame)).to.equal(problem));

  it('binary', () => expect(problemOf(new ArrayBuffer(8))).to.equal('binary data where text is due'));
  it('too large', () => expect(problemOf(`{"t":"pong","x":"${'x'.repeat(8 * 1024 * 1024)}"}`)).to.equal('it is larger than 8 MiB'));
  it('too large in bytes only', () => expect(problemOf(`{"t":"pong","x":"${'€'.repeat(3 * 1024 * 1024)}"}`)).to.equal('it is larger than 8 MiB'));
  it('never repeats what was in the frame', () => {
    expect(problemOf('{"t":"welcome","v":1,"user":{"id":"x","role":"visitor"},"token":["s3cret"]}')).to.not.contain('s3cret');
  });

  it('never throws, whatever is done to a frame', () => {
    const random = seeded(20260301);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
    const junk: readonly unknown[] = [null, true, -1, 1.5, 1e308, '', 'x', '2026-13-45T99:99:99Z', [], {}, [null], { id: {} }, { __proto__: null }, 'constructor', '\ud800'];
    const mutate = (value: unknown, depth = 0): unknown => {
      if (random() < 0.08) return pick(junk);
      if (Array.isArray(value)) {
        const list = value.map((item) => mutate(item, depth + 1));
        return random() < 0.1 ? [...list, pick(junk)] : list;
      }
      if (typeof value !== 'object' || value === null) return value;
      const entries = Object.entries(value).filter(() => random() > 0.04).map(([key, item]) => [key, key === 't' && random() < 0.97 ? item : mutate(item, depth + 1)]);
      return Object.fromEntries(random() < 0.05 ? [...entries, [pick(['__proto__', 'constructor', 'c', 'x']), pick(junk)]] : entries);
    };
    const session = party.start(context());
    let understood = 0;
    for (let i = 0; i < 2000; i++) {
      const text = JSON.stringify(mutate(pick(decodeFixtures).frame)) ?? '';
      const cut = random();
      const frame = cut < 0.05 ? text.slice(0, Math.floor(random() * text.length)) : cut < 0.1 ? text.replace(pick(['"', ':', '{', ',', 'e']), pick(['', '\\', '}', '\u0000', '[['])) : text;
      const { events, replies } = session.decode(frame);
      expect(replies).to.equal(undefined);
      for (const event of events) {
        expect(event.type).to.be.a('string');
        if (event.type !== 'error') understood++;
        // What goes on to the conversation has real dates and real ids.
        if (event.type === 'message') expect(Number.isFinite(event.message.createdAt?.getTime()), frame).to.equal(true);
        if (event.type === 'patch' || event.type === 'remove') expect(typeof event.id === 'string' && event.id !== '', frame).to.equal(true);
      }
    }
    expect(understood).to.be.above(300);
  });
});

describe('party: frames of the client', () => {
  for (const { name, command: asked, frames } of encodeFixtures) {
    it(name, () => {
      const encoded = party.start(context()).encode(command(asked));
      if (frames === null) return expect(encoded).to.equal(undefined);
      if (!encoded || !('frames' in encoded)) throw new Error('nothing to send');
      return expect(encoded.frames.map((frame) => JSON.parse(frame as string))).to.deep.equal(frames);
    });
  }

  it('pings with exactly the bytes that a sleeping room answers', () => {
    expect(party.start(context()).encode({ type: 'ping' })).to.deep.equal({ frames: ['{"t":"ping"}'] });
  });

  it('says hello with all that it knows', () => {
    const session = party.start(context({
      address: address({ userId: 'vic', websiteId: 'shop' }),
      self: { id: 'vic', role: 'visitor', name: 'Vic', avatar: 'https://x.test/v.png' },
      token: 'tok',
      subscriptions: () => [{ conversation: 'c1', epoch: 'ep', cursor: 41 }, { conversation: 'c2' }],
    }));
    const { events, replies } = session.open();
    expect(events).to.deep.equal([]);
    expect(replies!.map((frame) => JSON.parse(frame as string))).to.deep.equal([
      {
        t: 'hello', v: 1, client: 'w1', gen: 7, token: 'tok', user: { id: 'vic', role: 'visitor', name: 'Vic', avatar: 'https://x.test/v.png' }, website: 'shop',
        subscribe: [{ c: 'c1', epoch: 'ep', cursor: 41 }, { c: 'c2' }],
      },
    ]);
  });

  it('says no id where the page gave none, so that guests of an open server are not one person', () => {
    const { replies } = party.start(context({ address: address(), self: { id: 'me', role: 'visitor' } })).open();
    expect(JSON.parse(replies![0] as string).user).to.deep.equal({ role: 'visitor' });
  });

  it('subscribes to no more at once than a server takes', () => {
    const subscriptions = () => Array.from({ length: 250 }, (_, i) => ({ conversation: `c${i}` }));
    const { replies } = party.start(context({ subscriptions })).open();
    expect(JSON.parse(replies![0] as string).subscribe).to.have.length(200);
  });

  it('sends frames of the page as they are', () => {
    const { raw } = party.start(context());
    expect(raw('{"t":"x"}')).to.deep.equal(['{"t":"x"}']);
    expect(raw({ t: 'x', list: [1] })).to.deep.equal(['{"t":"x","list":[1]}']);
    expect(() => raw(undefined)).to.throw('frame is not usable: it is no JSON').with.property('code', 'invalid-input');
  });
});

describe('party: where to connect', () => {
  const rows: readonly (readonly [Parameters<typeof address>[0], url: string, status: string])[] = [
    [{ url: 'https://api.example.com/v2/', conversation: 'c1' }, 'wss://api.example.com/v2/parties/conversation/c1', 'https://api.example.com/v2/status'],
    [{ url: 'http://localhost:8787', conversation: 'c1' }, 'ws://localhost:8787/parties/conversation/c1', 'http://localhost:8787/status'],
    [{ url: 'wss://x.test', conversation: 'a/b ?#ü' }, 'wss://x.test/parties/conversation/a%2Fb%20%3F%23%C3%BC', 'https://x.test/status'],
    [{ url: 'wss://x.test?k=v', conversation: 'c' }, 'wss://x.test/parties/conversation/c?k=v', 'https://x.test/status?k=v'],
    [{ url: 'wss://x.test', userRole: 'agent' }, 'wss://x.test/parties/lobby/default', 'https://x.test/status'],
    [{ url: 'wss://x.test', userRole: 'agent', websiteId: 'shop 1' }, 'wss://x.test/parties/lobby/shop%201', 'https://x.test/status'],
    [{ url: 'wss://x.test', userRole: 'agent', conversation: 'c' }, 'wss://x.test/parties/conversation/c', 'https://x.test/status'],
    [{ url: 'https://x.test/b/parties/other/room?q=1', conversation: 'c' }, 'wss://x.test/b/parties/other/room?q=1', 'https://x.test/b/status?q=1'],
    [{ url: 'https://x.test/?next=/parties/a', conversation: 'c' }, 'wss://x.test/parties/conversation/c?next=/parties/a', 'https://x.test/status?next=/parties/a'],
    [{ host: 'chat.example.com', conversation: 'c' }, 'wss://chat.example.com/parties/conversation/c', 'https://chat.example.com/status'],
    [{ host: 'chat.example.com', party: 'room', conversation: 'c' }, 'wss://chat.example.com/parties/room/c', 'https://chat.example.com/status'],
    [{ host: 'chat.example.com/', userRole: 'agent', party: 'room' }, 'wss://chat.example.com/parties/lobby/default', 'https://chat.example.com/status'],
    [{ url: 'wss://x.test', userRole: 'agent', websiteId: 'a/b?c' }, 'wss://x.test/parties/lobby/a%2Fb%3Fc', 'https://x.test/status'],
    [{ host: 'x.test', party: 'a/b', conversation: 'c' }, 'wss://x.test/parties/a%2Fb/c', 'https://x.test/status'],
    [{ host: 'x.test/?next=http://y.test', conversation: 'c' }, 'wss://x.test/parties/conversation/c?next=http://y.test', 'https://x.test/status?next=http://y.test'],
    [{ host: 'http://intern:8080', conversation: 'c' }, 'ws://intern:8080/parties/conversation/c', 'http://intern:8080/status'],
    [{ host: 'x.test', url: 'wss://y.test', party: 'room', conversation: 'c' }, 'wss://y.test/parties/conversation/c', 'https://y.test/status'],
  ];
  for (const [given, url, status] of rows) {
    it(`${JSON.stringify(given)} → ${url}`, () => {
      expect(party.target(address(given), 'secret')).to.deep.equal({ url, subprotocols: undefined });
      expect(party.statusUrl!(address(given))).to.equal(status);
    });
  }

  const schemes: Readonly<Record<string, string>> = {
    'localhost:8787': 'ws', localhost: 'ws', '127.0.0.1:8787': 'ws', '192.168.1.2': 'ws', '10.0.0.1:1': 'ws', '172.16.0.1': 'ws', '172.31.9.9:80': 'ws', '[::1]:8787': 'ws', '[::ffff:7f00:1]:1': 'ws',
    'LOCALHOST:8787': 'ws', '127.10.20.30': 'ws', '192.168.100.200:80': 'ws', 'mylocalhost': 'wss', 'chat.localhost.example.com': 'wss',
    'localhost.example.com': 'wss', '172.15.0.1': 'wss', '172.32.0.1': 'wss', '10.example.com': 'wss', '192.168.example.com': 'wss', '11.0.0.1': 'wss', '[2001:db8::1]': 'wss',
  };
  for (const [host, scheme] of Object.entries(schemes)) {
    it(`${host} is reached by ${scheme}`, () => expect(party.target(address({ host, conversation: 'c' }), undefined).url.split(':')[0]).to.equal(scheme));
  }

  it('says what is wrong with an address', () => {
    const code = (given: Parameters<typeof address>[0]) => {
      try {
        return party.target(address(given), undefined).url;
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(code({ conversation: 'c' })).to.equal('no-url');
    expect(code({ url: 'chat', conversation: 'c' })).to.equal('invalid-url');
    expect(code({ host: 'a b', conversation: 'c' })).to.equal('invalid-url');
    expect(code({ url: 'wss://x.test', conversation: '..' })).to.equal('invalid-input');
  });

  it('makes up a conversation for a visitor who names none, and for nobody else', () => {
    expect(party.makesConversation!(address({ url: 'wss://x.test' }))).to.equal(true);
    expect(party.makesConversation!(address({ host: 'x.test' }))).to.equal(true);
    expect(party.makesConversation!(address({ url: 'wss://x.test', conversation: 'c' }))).to.equal(false);
    expect(party.makesConversation!(address({ url: 'wss://x.test', userRole: 'agent' }))).to.equal(false);
    expect(party.makesConversation!(address({ url: 'wss://x.test/parties/conversation/c' }))).to.equal(false);
  });

  it('knows the close codes of docs/protocol.md', () => {
    const means = Object.fromEntries([1001, 1009, 1011, 1012, 1013, 4400, 4401, 4403, 4404, 4409, 4426, 4429, 1000, 1006, 4999].map((code) => [code, party.closeMeans?.(code, '') ?? meaningOf(code)]));
    expect(means).to.deep.equal({
      1001: 'restart', 1012: 'restart', 4400: 'cautious', 4401: 'auth', 4403: 'denied', 4404: 'gone', 4409: 'replaced', 4426: 'upgrade',
      // Tried again, as everything that no table knows.
      1009: 'retry', 1011: 'retry', 1013: 'retry', 4429: 'retry', 1000: 'retry', 1006: 'retry', 4999: 'retry',
    });
  });
});
