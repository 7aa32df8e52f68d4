/** Lists over HTTP and what is kept: a page that ends in the middle of one leaves nothing out for the next. */
import { expect } from '@open-wc/testing';
import { loadProtocol } from '../../../src/protocols/registry.js';
import { answer } from '../../helpers/answer.js';
import { cleanUp, keep, rig, settings, type SessionRig } from './rig.js';

before(() => Promise.all([
  loadProtocol('topics'), loadProtocol('socket-io'), import('../../../src/session/poller.js'), import('../../../src/session/exchange.js'), import('../../../src/session/sending.js'), import('../../../src/conversation/rare.js'),
]));
afterEach(cleanUp);

/** A log that is listed a few at a time, until it is told to say nothing more. */
class Backend {
  readonly log: { readonly id: string; readonly [more: string]: unknown }[] = [];
  /** How many more lists it answers. */
  answers = Infinity;
  readonly asked: (string | null)[] = [];
  /** In place of a list. */
  instead: (() => Response) | undefined;

  say(id: string): string {
    const event = { id, conversationID: 'c1', message: { status: 'sent', body: { type: 'text', text: id } }, actorID: 'agent-1', actorType: 'agent' };
    this.log.push(event);
    return JSON.stringify({ type: 'conversationEvent', data: event });
  }

  readonly fetch = ((url: string, { method, body, signal }: RequestInit) => {
    if (method === 'POST') {
      const { body: { text }, clientID } = JSON.parse(String(body)) as { body: { text: string }; clientID: string };
      const event = { id: `own-${text}`, conversationID: 'c1', clientID, message: { status: 'sent', body: { type: 'text', text } }, actorID: 'me', actorType: 'user' };
      this.log.push(event);
      return Promise.resolve(answer(JSON.stringify(event)));
    }
    const after = new URL(url).searchParams.get('after');
    this.asked.push(after);
    if (this.instead) return Promise.resolve(this.instead());
    if (this.answers-- <= 0) return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError'))));
    const from = this.log.findIndex(({ id }) => id === after) + 1;
    return Promise.resolve(answer(JSON.stringify({ events: this.log.slice(from, from + 2) })));
  }) as typeof globalThis.fetch;
}

let backend: Backend;
let name: string;
beforeEach(() => {
  backend = new Backend();
  name = `listing-${Date.now()}-${Math.random()}`;
});

const page = (): SessionRig => rig(settings({ protocol: 'topics' }), { kept: keep(name), fetch: backend.fetch });

async function online(r: SessionRig): Promise<void> {
  r.session.start();
  await r.until(() => r.net.sockets.length > 0);
  r.net.sockets.at(-1)!.accept();
  await r.go();
}

/** Everything that the page shows is on disk. */
async function stored(r: SessionRig, count: number): Promise<void> {
  const scope = r.session.scope;
  for (let i = 0; i < 200 && ((await r.store.load(scope, 'c1'))?.messages.length ?? 0) < count; i++) await r.go();
}

describe('a page that ends in the middle of a list', () => {
  it('which something live overtook: the next page asks for what lay between', async () => {
    const first = page();
    backend.say('1');
    await online(first);
    first.session.sendMessage('hello');
    await first.until(() => first.states().join() === 'sent' && first.texts().length === 2);
    await first.go(3000);
    await stored(first, 2);
    first.net.sockets.at(-1)!.break();
    for (const id of ['2', '3', '4', '5']) backend.say(id);
    backend.answers = 1;
    await first.until(() => (first.go(500), first.net.sockets.length > 1));
    first.net.sockets.at(-1)!.accept();
    await first.until(() => first.texts().includes('3'));
    first.net.sockets.at(-1)!.say(backend.say('live'));
    await first.until(() => first.texts().includes('live'));
    await stored(first, 5);
    first.session.dispose();
    backend.answers = Infinity;
    const next = page();
    await online(next);
    await next.until(() => next.texts().length === 7);
    await next.go(3000);
    expect(next.texts()).to.deep.equal(['1', 'hello', '2', '3', '4', '5', 'live']);
    expect(next.arrived(), 'no news twice').to.deep.equal(['4', '5']);
  });

  it('of which nothing was known: the next page begins at the beginning, and in silence', async () => {
    const earlier = page();
    await online(earlier);
    earlier.session.setTyping(true);
    earlier.session.sendMessage('hello');
    await earlier.until(() => earlier.states().join() === 'sent');
    earlier.session.dispose();
    for (const id of ['1', '2', '3']) backend.say(id);
    backend.answers = 0;
    const first = page();
    await online(first);
    first.net.sockets.at(-1)!.say(backend.say('live'));
    await first.until(() => first.texts().includes('live'));
    await stored(first, 2);
    first.session.dispose();
    backend.answers = Infinity;
    const next = page();
    await online(next);
    await next.until(() => next.texts().length === 5);
    await next.go(3000);
    expect(next.texts()).to.deep.equal(['hello', '1', '2', '3', 'live']);
    expect(next.arrived()).to.deep.equal([]);
  });

  it('and one that came to its end asks only for what is new', async () => {
    const first = page();
    backend.say('1');
    await online(first);
    first.session.sendMessage('hello');
    await first.until(() => first.states().join() === 'sent' && first.texts().length === 2);
    await first.go(3000);
    first.net.sockets.at(-1)!.say(backend.say('2'));
    await first.until(() => first.texts().includes('2'));
    await stored(first, 3);
    await first.go(3000);
    first.session.dispose();
    backend.asked.length = 0;
    const next = page();
    await online(next);
    await next.until(() => backend.asked.length > 0);
    expect(backend.asked[0]).to.equal('2');
  });
});

describe('an answer that is no list', () => {
  for (const [what, text] of [['of another kind', '{"error":"busy"}'], ['cut short', '{"events":[']] as const) {
    it(`(${what}) brings nothing: what was missed is asked for again`, async () => {
      const r = page();
      backend.say('1');
      await online(r);
      await r.until(() => r.texts().length === 1);
      await r.go(3000);
      r.net.sockets.at(-1)!.break();
      backend.say('2');
      backend.instead = () => answer(text);
      await r.until(() => r.net.sockets.length > 1, 500);
      r.net.sockets.at(-1)!.accept();
      const asked = backend.asked.length;
      for (let i = 0; i < 20 && backend.asked.length < asked + 2; i++) await r.go(1000);
      expect(r.errors()).to.include('protocol-error');
      backend.instead = undefined;
      for (let i = 0; i < 20 && r.texts().length < 2; i++) await r.go(1000);
      expect(r.texts()).to.deep.equal(['1', '2']);
    });
  }

  it('has no content: there is nothing new', async () => {
    const r = page();
    backend.instead = () => answer(null, { status: 204 });
    await online(r);
    for (let i = 0; i < 20 && backend.asked.length < 2; i++) await r.go(1000);
    await r.go(10_000);
    expect(backend.asked.length).to.equal(2);
    expect(r.errors()).to.deep.equal([]);
  });
});

describe('the newest page of history-url that could not be had', () => {
  const rows: { id: number; girl_id: number; content: string; sender: string }[] = [];
  /** In place of the page. */
  let instead: (() => Promise<Response>) | undefined;
  let asked: (string | undefined)[];
  const fetch = ((_: string, { headers }: RequestInit) => {
    asked.push((headers as Record<string, string> | undefined)?.['Authorization']);
    return instead ? instead() : Promise.resolve(answer(JSON.stringify(rows.toReversed())));
  }) as typeof globalThis.fetch;
  const say = (content: string) => void rows.push({ id: rows.length + 1, girl_id: 5, content, sender: 'girl' });
  beforeEach(() => {
    rows.length = 0;
    asked = [];
    instead = undefined;
  });

  async function up(r: SessionRig, count: number): Promise<void> {
    for (let i = 0; i < 40 && r.net.sockets.length < count; i++) await r.go(500);
    const socket = r.net.sockets.at(-1)!;
    socket.accept();
    await r.go();
    socket.say('0{"sid":"e","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}');
    await r.go();
    socket.say('40{"sid":"s"}');
    await r.go();
  }
  const chat = (where = '/messages') => rig(settings({ protocol: 'socket-io', userId: '7', conversation: '5', historyUrl: where }, { token: 'token-of-mine' }), { kept: keep(name), fetch });

  for (const [what, fault] of [['a server that is not quite up', () => Promise.resolve(answer('', { status: 502 }))], ['no answer', () => Promise.reject(new TypeError('Failed to fetch'))]] as const) {
    it(`(${what}) is asked for again, until what was missed is here`, async () => {
      const r = chat();
      say('1');
      r.session.start();
      await up(r, 1);
      await r.until(() => r.texts().length === 1);
      r.net.sockets[0]!.break();
      say('2');
      instead = fault;
      await up(r, 2);
      await r.go(20_000);
      const tries = asked.length - 1;
      expect(tries).to.be.within(3, 6);
      expect(r.errors(), 'told once').to.deep.equal(['server-error']);
      instead = undefined;
      await r.go(20_000);
      expect(r.texts()).to.deep.equal(['1', '2']);
      expect(r.arrived()).to.deep.equal(['2']);
      await r.go(60_000);
      expect(asked.length).to.equal(tries + 2);
    });
  }

  it('without the token comes with it, and nobody is bothered', async () => {
    const r = chat('https://guarded-pages.test/messages');
    say('1');
    instead = () => Promise.resolve(asked.at(-1) ? answer(JSON.stringify(rows)) : answer('', { status: 401 }));
    r.session.start();
    await up(r, 1);
    await r.go(3000);
    expect(asked).to.deep.equal([undefined, 'Bearer token-of-mine']);
    expect(r.texts()).to.deep.equal(['1']);
    expect(r.errors()).to.deep.equal([]);
  });

  it('and may not be had with it either is told once, and left', async () => {
    const r = chat('https://closed-pages.test/messages');
    instead = () => Promise.resolve(answer('', { status: 403 }));
    r.session.start();
    await up(r, 1);
    await r.go(100_000);
    expect(asked).to.deep.equal([undefined, 'Bearer token-of-mine']);
    expect(r.errors()).to.deep.equal(['server-error']);
  });

  it('is not asked for any more once the connection is another one', async () => {
    const r = chat();
    r.session.start();
    instead = () => Promise.resolve(answer('', { status: 502 }));
    await up(r, 1);
    await r.go(500);
    r.session.disconnect();
    const tries = asked.length;
    await r.go(60_000);
    expect(asked.length).to.equal(tries);
  });
});

describe('a token function that never answers, while there is no socket', () => {
  let hangs: boolean;
  /** The look-ups that wait for their answer. */
  let waiting: ((token: string) => void)[];
  const token = () => (hangs ? new Promise<string>((resolve) => waiting.push(resolve)) : 'token-of-mine');
  beforeEach(() => {
    hangs = false;
    waiting = [];
  });

  /** Online, then not; the socket's look-up is given up, and that for HTTP is under way. */
  async function lost(): Promise<SessionRig> {
    const r = rig(settings({ protocol: 'topics' }, { token }), { kept: keep(name), fetch: backend.fetch });
    backend.say('1');
    await online(r);
    await r.until(() => r.texts().length === 1);
    await r.go(3000);
    hangs = true;
    r.net.sockets.at(-1)!.break();
    for (let i = 0; i < 20 && waiting.length < 2; i++) await r.go(1000);
    expect(waiting.length).to.equal(2);
    hangs = false;
    return r;
  }

  it('what was missed is asked for as soon as one is open', async () => {
    const r = await lost();
    backend.say('2');
    for (let i = 0; i < 40 && r.net.sockets.length < 2; i++) await r.go(500);
    r.net.sockets.at(-1)!.accept();
    await r.until(() => r.texts().length === 2);
    expect(r.texts()).to.deep.equal(['1', '2']);
  });

  it('is asked anew, and what comes late begins nothing', async () => {
    const r = await lost();
    r.session.sendMessage('waits');
    backend.say('2');
    for (let i = 0; i < 40 && r.texts().length < 3; i++) await r.go(1000);
    expect([r.session.connection.status, ...r.texts()]).to.deep.equal(['polling', '1', '2', 'waits']);
    r.session.disconnect();
    for (const answer of waiting) answer('token-of-mine');
    await r.go();
    r.session.sendMessage('said while nothing is connected');
    await r.go(1000);
    expect(r.session.connection.status).to.equal('closed');
    expect(r.states()).to.deep.equal(['sent', 'pending']);
  });
});
