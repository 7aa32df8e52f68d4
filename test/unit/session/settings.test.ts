import { expect } from '@open-wc/testing';
import type { Settings } from '../../../src/domain/index.js';
import type { Codec } from '../../../src/protocols/codec.js';
import { loadProtocol, registerProtocol } from '../../../src/protocols/registry.js';
import { scopeOf } from '../../../src/storage/scope.js';
import type { Store } from '../../../src/storage/types.js';
import { cleanUp, dialled, keep, like, rig, settings } from './rig.js';

describe('Session', () => {
  // These are chunks of their own: fetched before the first test, not within its time.
  before(() => Promise.all([loadProtocol('party'), import('../../../src/session/sending.js'), import('../../../src/storage/indexed-db.js')]));
  afterEach(cleanUp);

  describe('a visitor without a conversation', () => {
    const remembered = (store: Store) => store.get(`conversation:${scopeOf(guest().address)}`);
    const guest = () => settings({ conversation: undefined, userId: undefined });

    it('opens no socket before the chat is used, then one for a conversation of their own', async () => {
      const r = rig(guest());
      r.session.start();
      await r.go();
      expect(r.net.sockets).to.have.length(0);
      expect(r.session.connection.status).to.equal('idle');
      r.session.engage();
      await r.until(() => r.net.sockets.length > 0);
      expect(r.net.sockets).to.have.length(1);
      expect(r.net.sockets[0]!.url).to.match(/\/parties\/conversation\/[\w-]{22}$/);
    });

    it('remembers it from the first message on', async () => {
      const name = `own-${Date.now()}`;
      const one = rig(guest(), { kept: keep(name) });
      one.session.start();
      await one.go();
      one.session.sendMessage('hi');
      await one.until(() => one.session.currentConversation !== undefined);
      const id = one.session.currentConversation;
      expect(id).to.match(/^[\w-]{22}$/);
      for (let i = 0; i < 100 && !(await remembered(one.store)); i++) await one.go();
      one.session.dispose();
      const two = rig(guest(), { kept: keep(name) });
      two.session.start();
      await two.go();
      await two.until(() => two.net.sockets.length > 0);
      expect(two.session.currentConversation).to.equal(id);
      expect(two.net.sockets, 'opens at once when one is remembered').to.have.length(1);
    });

    it('is the same guest in the next page, once something was said', async () => {
      const name = `token-${Date.now()}`;
      const one = rig(guest(), { kept: keep(name) });
      one.room.welcome = { token: 'guest-1' };
      one.session.start();
      one.session.sendMessage('hi');
      await one.up();
      await one.until(() => one.states().join() === 'sent');
      const token = () => one.store.get(`token:${scopeOf(guest().address)}`);
      for (let i = 0; i < 100 && !(await token()); i++) await one.go();
      one.session.dispose();
      const two = rig(guest(), { kept: keep(name) });
      await two.start();
      expect(two.room.hellos[0]!.token).to.equal('guest-1');
      two.session.dispose();
      // Signed in nowhere either, but at work.
      const team = rig(settings({ conversation: undefined, userId: undefined, userRole: 'agent' }), { kept: keep(name) });
      await team.start();
      expect(team.session.currentConversation).to.equal(undefined);
    });

    it('is a new guest where the token of the old one is refused', async () => {
      const r = rig(guest());
      r.room.welcome = { token: 'guest-1' };
      r.session.start();
      r.session.engage();
      const first = await r.up();
      first.break();
      await dialled(r, 2);
      const second = await r.up();
      second.end(4401);
      await dialled(r, 3);
      await r.up();
      expect(r.room.hellos.map(({ token }) => token)).to.deep.equal([undefined, 'guest-1', undefined]);
    });

    it('does not remember one in which nothing was said', async () => {
      const name = `unsaid-${Date.now()}`;
      const one = rig(guest(), { kept: keep(name) });
      one.session.start();
      one.session.engage();
      await one.go();
      one.session.dispose();
      const two = rig(guest(), { kept: keep(name) });
      two.session.start();
      await two.go();
      expect(two.session.currentConversation).to.equal(undefined);
      expect(two.net.sockets).to.have.length(0);
    });
  });

  describe('settings', () => {
    for (const [what, address, code] of [
      ['no url', { url: undefined }, 'no-url'],
      ['an unparsable url', { url: 'not a url' }, 'invalid-url'],
      ['another scheme', { url: 'ftp://chat.test' }, 'invalid-url'],
      ['an unknown protocol', { protocol: 'carrier-pigeon' }, 'unknown-protocol'],
    ] as const) {
      it(`${what}: failed, one error with a sentence, and works once it is set`, async () => {
        const r = rig(settings(address));
        r.session.start();
        await r.go();
        expect(r.session.connection.status).to.equal('failed');
        expect(r.errors()).to.deep.equal([code]);
        expect(r.session.connection.error?.message).to.be.a('string').and.not.match(/\{\w+\}/);
        // A chat that is opened asks to be connected: it is told what is wrong, and the page knows already.
        expect(await r.session.connect().catch((error: { code: string }) => error.code)).to.equal(code);
        expect(r.errors()).to.deep.equal([code]);
        r.session.configure(settings());
        await r.up();
        expect(r.session.connection.status).to.equal('connected');
        expect(r.errors()).to.deep.equal([code]);
      });
    }

    it('a protocol that its page registers later: failed until then, and connected without another word', async () => {
      const { default: party } = await import('../../../src/protocols/party/index.js');
      const [wanting, closed, other] = [rig(settings({ protocol: 'late-pigeon' })), rig(settings({ protocol: 'late-pigeon' })), rig(settings({ protocol: 'later-pigeon' }))];
      for (const r of [wanting, closed, other]) {
        r.session.start();
        await r.go();
        expect(r.errors()).to.deep.equal(['unknown-protocol']);
      }
      closed.session.disconnect();
      registerProtocol('late-pigeon', { ...party, name: 'late-pigeon' });
      await wanting.up();
      expect(wanting.session.connection).to.include({ status: 'connected', error: null });
      await closed.go();
      expect(closed.net.sockets).to.have.length(0);
      // Still none of its own, which the page knows.
      await other.go();
      expect(other.errors()).to.deep.equal(['unknown-protocol']);
      registerProtocol('later-pigeon', { ...party, name: 'later-pigeon' });
      await other.up();
      expect(other.session.connection.status).to.equal('connected');
    });

    it('says what a protocol needs and does not have', async () => {
      registerProtocol('needy', { ...(await import('../../../src/protocols/party/index.js')).default, name: 'needy', missing: (a) => (a.userId ? [] : ['user-id']) } satisfies Codec);
      const r = rig(settings({ protocol: 'needy', userId: undefined }));
      r.session.start();
      await r.go();
      expect(r.session.connection.error?.code).to.equal('missing-setting');
      expect(r.session.connection.error?.message).to.include('user-id');
    });

    it('asks for the token before every connect, and stops with words when two in a row are refused', async () => {
      let asked = 0;
      const r = rig(settings({}, { token: () => `token-${++asked}` }));
      const first = await r.start();
      expect(r.room.hellos[0]!.token).to.equal('token-1');
      first.end(4401);
      const second = await r.up();
      expect(r.room.hellos[1]!.token).to.equal('token-2');
      second.end(4401);
      await r.go(5000);
      expect(r.session.connection.status).to.equal('failed');
      expect(r.errors()).to.deep.equal(['signed-out']);
      expect(asked).to.equal(2);
    });

    it('another conversation: another room, and what was shown belongs to the first', async () => {
      const r = rig();
      await r.start();
      r.room.say('in the first');
      await r.go();
      r.session.configure(settings({ conversation: 'c2' }));
      await r.until(() => r.net.sockets.length > 1);
      expect(r.net.sockets.at(-1)!.url).to.match(/\/c2$/);
      expect(r.session.conversation('c1').count).to.equal(1);
      expect(r.session.conversation().count).to.equal(0);
    });

    it('takes the whole answer of a token server for no token, and says what it wants', async () => {
      let given: unknown = { token: 'secret' };
      const r = rig(settings({}, { token: () => Promise.resolve(given as string) }));
      r.session.start();
      await r.until(() => r.session.connection.error !== null);
      expect(r.session.connection.error).to.include({ code: 'token-failed' });
      expect(r.session.connection.error!.message).to.include('a string');
      expect(JSON.stringify([r.session.connection.error, r.told]), 'what was given is a secret').not.to.include('secret');
      expect(r.net.sockets.length).to.equal(0);
      given = 'secret';
      r.session.retry();
      await r.up();
      expect(r.room.hellos[0]!.token).to.equal('secret');
    });

    it('asks once more for a token that has hardly any time left, and never more often than that', async () => {
      const now = Date.now() / 1000;
      /** Unsigned, with non-ASCII letters in it. */
      const jwt = (since: number, until: number): string => {
        const claims = String.fromCharCode(...new TextEncoder().encode(JSON.stringify({ name: 'Zoë ???>>>', iat: now + since, exp: now + until })));
        return `e30.${btoa(claims).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}.c2ln`;
      };
      const long = jwt(-10, 3600);
      for (const [tokens, asked, used] of [
        [[jwt(-3600, 20), long], 2, 1],
        [[jwt(-3600, -5), long], 2, 1],
        // Nothing better is to be had: let the backend say so.
        [[jwt(-3600, -5), jwt(-3600, -5), long], 2, 1],
        [[long], 1, 0],
        // Good for 20 s by design.
        [[jwt(-1, 19)], 1, 0],
        [['a.b.c'], 1, 0],
        [['opaque'], 1, 0],
      ] as const) {
        let times = 0;
        const r = rig(settings({}, { token: () => Promise.resolve(tokens[times++]!) }));
        await r.start();
        expect(times, String(tokens)).to.equal(asked);
        expect(r.room.hellos[0]!.token).to.equal(tokens[used]);
      }
    });

    it('what was subscribed to besides stays so under a new token and in another conversation, and is gone for another person', async () => {
      const r = rig(settings({}, { token: 'one' }));
      await r.start();
      r.session.subscribe('c2');
      const asked = async (next: Settings): Promise<string[]> => {
        r.session.configure(next);
        await r.up();
        return (r.room.hellos.at(-1)!.subscribe as { c: string }[]).map(({ c }) => c).toSorted();
      };
      expect(await asked(settings({}, { token: 'two' }))).to.deep.equal(['c1', 'c2']);
      expect(await asked(settings({ conversation: 'c3' }, { token: 'two' }))).to.deep.equal(['c2', 'c3']);
      expect(await asked(settings({ userId: 'other', conversation: 'c3' }, { token: 'two' }))).to.deep.equal(['c3']);
    });

    it('what goes wrong in a protocol before it connects is told in words', async () => {
      const r = rig(await like('broken', { prepare: () => Promise.reject(new Error('No key to be had')) }));
      r.session.start();
      await r.until(() => r.session.connection.status === 'failed');
      expect(r.errors()).to.deep.equal(['server-error']);
      expect(r.session.connection.error?.message).to.include('No key to be had');
    });

    it('a token that is given up means another connection', async () => {
      const r = rig(settings({}, { token: () => 'one' }));
      await r.start();
      r.session.configure(settings());
      await r.up();
      expect(r.room.hellos.map(({ token }) => token)).to.deep.equal(['one', undefined]);
    });

    it('retry() connects what was closed, and at once what waits', async () => {
      const r = rig();
      const first = await r.start();
      first.break();
      await r.go(1);
      expect(r.session.connection.status).to.equal('reconnecting');
      const before = r.clock.now();
      r.session.retry();
      await r.up();
      expect(r.clock.now() - before).to.be.below(200);
      r.session.disconnect();
      expect(r.session.connection.status).to.equal('closed');
      r.session.retry();
      await r.up();
      expect(r.session.connection.status).to.equal('connected');
    });

    it('opens nothing after its end', async () => {
      const r = rig();
      r.session.dispose();
      r.session.start();
      void r.session.connect().catch(() => undefined);
      await r.go(100);
      expect(r.net.sockets).to.have.length(0);
    });

    it('connect() resolves when connected and rejects with what to do', async () => {
      const r = rig();
      const connected = r.session.connect();
      await r.up();
      await connected;
      const bad = rig(settings({ url: '' }));
      let message = '';
      const failed = bad.session.connect().catch((error: Error) => (message = error.message));
      await bad.go();
      await failed;
      expect(message).to.include('url');
    });
  });

  it('whoever asked to be connected is told of the connection that comes of it, also where what was set changes meanwhile', async () => {
    for (const [first, then] of [[settings(), settings({ userName: 'Anna' })], [settings({ conversation: undefined }), settings({ conversation: undefined, userName: 'Anna' })], [settings(), settings({ userId: 'other' })]] as const) {
      const r = rig(first);
      const connected = r.session.connect().then(() => 'connected', (error: { code: string }) => error.code);
      await r.until(() => r.net.sockets.length === 1);
      r.seen = 1;
      r.session.configure(then);
      await r.up();
      expect(await connected).to.equal('connected');
      expect(r.session.connection.status).to.equal('connected');
    }
  });

  it('connects where a token or a conversation is set while it is being found out whether an earlier page kept something', async () => {
    for (const more of [settings({}, { token: 'fresh' }), settings({ conversation: 'c2' })]) {
      const r = rig();
      const asked: (() => void)[] = [];
      Object.assign(r.session.deps, { kept: () => new Promise<boolean>((resolve) => asked.push(() => resolve(true))) });
      r.session.start();
      await r.until(() => asked.length > 0);
      r.session.configure(more);
      await r.until(() => asked.length > 1);
      asked[0]!();
      await r.go();
      asked[1]!();
      await r.up();
      await r.until(() => r.session.connection.status === 'connected');
      expect(r.session.connection.status).to.equal('connected');
      expect(r.errors()).to.deep.equal([]);
    }
  });

  it('what is kept for one person is not shown to the next, who signs in while it is being read', async () => {
    const name = `two-people-${Date.now()}`;
    const first = rig(settings({ userId: 'ann' }), { kept: keep(name) });
    await first.start();
    first.session.sendMessage('Between Ann and us');
    let stored = 0;
    await first.until(() => {
      void first.store.load(first.session.scope, 'c1').then((found) => (stored = found?.messages.length ?? 0));
      return stored === 1;
    });
    first.session.dispose();
    // Storage answers when the next one is there already.
    const { store } = keep(name);
    const lease = store.lease.bind(store);
    const asked: (() => void)[] = [];
    store.lease = (writer) => new Promise<void>((resolve) => asked.push(resolve)).then(() => lease(writer));
    const second = rig(settings({ userId: 'ann' }), { kept: { name, store } });
    second.session.start();
    await second.until(() => asked.length === 1);
    second.session.configure(settings({ userId: 'bob' }));
    asked[0]!();
    await second.go();
    expect(second.texts()).to.deep.equal([]);
    await second.until(() => asked.length === 2);
    asked[1]!();
    await second.up();
    expect(second.texts()).to.deep.equal([]);
  });

  it('sends frames of the page only while connected', async () => {
    const r = rig();
    expect(() => r.session.send({ t: 'x' })).to.throw('Not connected');
    r.session.start();
    await r.until(() => r.net.sockets.length > 0);
    r.net.sockets[0]!.accept();
    expect(() => r.session.send({ t: 'x' }), 'open, but not welcome yet').to.throw('Not connected');
    r.net.sockets[0]!.break();
    await r.go(2500);
    r.seen = 1;
    const socket = await r.up();
    r.session.send({ t: 'x' });
    expect(socket.sent.at(-1)).to.equal('{"t":"x"}');
  });

  it('in debug, hands out every frame without its secrets', async () => {
    const r = rig(settings({}, { debug: true, token: 'very-secret-token' }));
    const log = console.debug;
    const lines: string[] = [];
    console.debug = (...args: unknown[]) => void lines.push(args.join(' '));
    await r.start();
    console.debug = log;
    const frames = r.told.flatMap((t) => (t.name === 'chat-frame' ? [t.detail] : []));
    expect(frames.some((f) => f.direction === 'out' && f.frame.includes('hello'))).to.equal(true);
    expect(frames.some((f) => f.direction === 'in' && f.frame.includes('welcome'))).to.equal(true);
    expect(lines.some((line) => line.includes('→') && line.includes('hello')) && lines.some((line) => line.includes('←') && line.includes('welcome')), 'in the console as well').to.equal(true);
    expect(JSON.stringify(frames) + lines.join()).not.to.include('very-secret');
  });
});
