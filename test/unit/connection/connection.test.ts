import { expect } from '@open-wc/testing';
import { ChatError } from '../../../src/errors/index.js';
import { cleanUp, flush, rig, settle } from './rig.js';

afterEach(cleanUp);

/** Runs with the page's reportError caught. */
async function reported(run: () => Promise<void>): Promise<unknown[]> {
  const before = globalThis.reportError;
  const errors: unknown[] = [];
  globalThis.reportError = (error) => void errors.push(error);
  try {
    await run();
  } finally {
    globalThis.reportError = before;
  }
  return errors;
}

describe('a connection', () => {
  it('connects: dial, open, handshake, connected', async () => {
    const r = rig();
    expect(r.connection.view).to.deep.equal({ status: 'idle', error: null, attempts: 0 });
    r.connection.connect();
    expect(r.connection.view).to.deep.equal({ status: 'connecting', error: null, attempts: 1 });
    const socket = await r.accepted();
    expect(socket.binaryType).to.equal('arraybuffer');
    expect(r.status()).to.equal('connecting');
    expect(r.connection.send('hello')).to.equal(true);
    expect(socket.sent).to.deep.equal(['hello']);
    const before = Date.now();
    r.connection.ready();
    expect(r.connection.view).to.deep.equal({ status: 'connected', error: null, attempts: 0 });
    expect(r.connection.connectedAt).to.be.within(before, Date.now());
    socket.say('text');
    socket.say(new ArrayBuffer(3));
    socket.say(new Blob(['not asked for']));
    expect(r.log).to.deep.equal(['idle→connecting', 'open 1', 'connecting→connected', 'frame 1 text', 'frame 1 3 bytes']);
  });

  it('passes sub-protocols on, and none where there are none', async () => {
    const r = rig();
    const url = 'wss://protocols.test/';
    r.dial = () => Promise.resolve({ url, subprotocols: ['a', 'b'] });
    r.connection.connect();
    const socket = await r.accepted();
    expect(socket.protocols).to.deep.equal(['a', 'b']);
    r.dial = () => Promise.resolve({ url });
    socket.break();
    await r.advance(5000);
    expect((await r.net.next()).protocols).to.equal(undefined);
  });

  it('sends nothing unless the socket is open (facts 13, 15, 16)', async () => {
    const r = rig();
    expect(r.connection.send('a')).to.equal(false);
    const socket = await r.start();
    socket.readyState = 2;
    expect(r.connection.send('b')).to.equal(false);
    socket.end(1006);
    expect(r.connection.send('c')).to.equal(false);
    await r.advance(5000);
    const second = await r.accepted();
    expect(second.sent, 'nothing was queued before the handshake (fact 14)').to.deep.equal([]);
  });

  it('does nothing when asked to connect twice', async () => {
    const r = rig();
    r.connection.connect();
    r.connection.connect();
    await r.up();
    r.connection.connect();
    r.connection.retry();
    await flush();
    expect(r.net.sockets).to.have.length(1);
    expect(r.dials).to.have.length(1);
  });

  it('closes with 1000 on purpose, tells the loss before the status, and can connect again', async () => {
    const r = rig();
    const socket = await r.start();
    r.log.length = 0;
    r.connection.disconnect();
    expect(socket.closed).to.deep.equal({ code: 1000, reason: '' });
    expect(r.log).to.deep.equal(['lost 1 1000', 'connected→closed']);
    await r.advance(120_000);
    expect(r.net.sockets).to.have.length(1);
    await r.start();
    expect(r.statuses.slice(-2)).to.deep.equal(['connecting', 'connected']);
    expect(r.connection.reconnects).to.equal(0);
  });

  it('stays idle when disconnected before it was connected', () => {
    const r = rig();
    r.connection.disconnect();
    expect(r.status()).to.equal('idle');
  });

  it('comes back after a loss, with a dial of its own', async () => {
    const r = rig();
    const socket = await r.start();
    await r.advance(6000);
    socket.break();
    expect(r.connection.view).to.deep.equal({ status: 'reconnecting', error: null, attempts: 0 });
    expect(r.connection.connectedAt).to.equal(null);
    await r.advance(2000);
    await r.up();
    expect(r.connection.view).to.deep.equal({ status: 'connected', error: null, attempts: 0 });
    expect(r.log.slice(3)).to.deep.equal(['lost 1 1006', 'connected→reconnecting', 'open 2', 'reconnecting→connected']);
    expect(r.dials.map((dial) => dial.generation)).to.deep.equal([1, 2]);
    expect(r.connection.reconnects).to.equal(1);
  });

  it('counts transitions, not events: one loss is told once (fact 12)', async () => {
    const r = rig();
    const socket = await r.start();
    socket.break();
    socket.end(1011);
    socket.break();
    expect(r.log.filter((line) => line.startsWith('lost'))).to.deep.equal(['lost 1 1006']);
    expect(r.statuses).to.deep.equal(['connecting', 'connected', 'reconnecting']);
  });

  it('ignores whatever comes late from a socket that was given up', async () => {
    const r = rig();
    const first = await r.start();
    await r.advance(6000);
    r.connection.unacked(1);
    await r.advance(8000);
    expect(first.closed?.code).to.equal(4901);
    const second = await r.up();
    r.log.length = 0;
    first.say('late');
    first.end(4401);
    expect(r.log).to.deep.equal([]);
    expect(r.status()).to.equal('connected');
    second.say('now');
    expect(r.log).to.deep.equal(['frame 2 now']);
  });

  it('closes a socket that is still connecting when it is no longer wanted', async () => {
    const r = rig();
    r.connection.connect();
    const socket = await r.net.next();
    r.connection.disconnect();
    expect(socket.readyState).to.equal(2);
    expect(r.log).to.deep.equal(['idle→connecting', 'connecting→closed']);
    socket.accept();
    expect(r.status()).to.equal('closed');
  });

  it('makes no socket at all when it is no longer wanted before partysocket made one', async () => {
    const r = rig();
    r.connection.connect();
    await settle();
    r.connection.disconnect();
    await flush();
    expect(r.net.alive).to.equal(0);
  });

  it('lets a handler call anything, and tells the others in order', async () => {
    const r = rig();
    const socket = await r.start();
    r.log.length = 0;
    r.on.lost = () => {
      r.on = {};
      r.connection.disconnect();
      r.connection.connect();
    };
    socket.break();
    expect(r.log).to.deep.equal(['lost 1 1006', 'connected→reconnecting', 'reconnecting→closed', 'closed→connecting']);
    await r.up();
    expect(r.status()).to.equal('connected');
    r.on.frame = () => r.connection.dispose();
    const last = r.net.sockets.at(-1)!;
    last.say('a');
    last.say('b');
    expect(r.log.at(-1)).to.equal('frame 2 a');
  });

  it('tells one thing at a time', async () => {
    const r = rig();
    const socket = await r.start();
    r.log.length = 0;
    r.on.lost = () => {
      r.connection.disconnect();
      r.log.push('lost was told');
    };
    socket.break();
    expect(r.log).to.deep.equal(['lost 1 1006', 'lost was told', 'connected→reconnecting', 'reconnecting→closed']);
  });

  it('does not even dial when its status handler thinks better of it', async () => {
    const r = rig();
    r.on.status = () => r.connection.disconnect();
    r.connection.connect();
    await flush();
    expect(r.dials).to.have.length(0);
    expect(r.clock.manual.pending).to.equal(0);
    expect(r.statuses).to.deep.equal(['connecting', 'closed']);
  });

  it('connects once when its status handler asks for it again and again', async () => {
    const r = rig();
    r.on.status = () => r.connection.retry();
    r.connection.connect();
    await flush();
    expect(r.dials).to.have.length(1);
  });

  it('goes on when handlers throw (fact 20)', async () => {
    const r = rig();
    const boom = () => {
      throw new Error('boom');
    };
    r.on = { open: boom, frame: boom, lost: boom, status: boom };
    const errors = await reported(async () => {
      const socket = await r.start();
      socket.say('a');
      socket.break();
      await r.advance(3000);
      await r.up();
    });
    expect(r.status()).to.equal('connected');
    expect(errors.length).to.be.greaterThan(5);
  });

  it('says nothing and holds nothing after dispose', async () => {
    const r = rig();
    const socket = await r.start();
    r.connection.unacked(3);
    r.log.length = 0;
    r.connection.dispose();
    expect(socket.closed?.code).to.equal(1000);
    r.connection.connect();
    r.connection.retry();
    r.connection.fail(new ChatError('not-found'));
    await r.advance(60_000);
    await flush();
    expect(r.log).to.deep.equal([]);
    expect(r.clock.manual.pending).to.equal(0);
    expect(r.around.listeners.size).to.equal(0);
    expect(r.net.sockets).to.have.length(1);
  });

  for (const stage of ['dialing', 'opening', 'handshake', 'waiting']) {
    it(`leaves nothing behind when disposed while ${stage}`, async () => {
      const r = rig();
      r.connection.connect();
      if (stage !== 'dialing') {
        const socket = await r.net.next();
        if (stage === 'handshake') socket.accept();
        if (stage === 'waiting') socket.break();
      }
      r.connection.dispose();
      await flush();
      expect(r.clock.manual.pending).to.equal(0);
      expect(r.net.alive).to.equal(0);
    });
  }

  it('fails when the owner says so, also before it ever connected', async () => {
    const r = rig();
    r.connection.fail(new ChatError('no-url'));
    expect(r.connection.view.status).to.equal('failed');
    expect(r.connection.view.error).to.include({ code: 'no-url' });
    const socket = await r.start();
    r.connection.fail(new ChatError('server-error', { message: 'The room is closed' }));
    expect(r.log.slice(-2)).to.deep.equal(['lost 1 4905', 'connected→failed']);
    expect(socket.readyState).to.equal(2);
    await r.advance(120_000);
    expect(r.net.sockets).to.have.length(1);
    r.connection.retry();
    await r.up();
    expect(r.connection.view).to.deep.equal({ status: 'connected', error: null, attempts: 0 });
  });
});

describe('dialling', () => {
  it('gives up a look-up that never settles after 10 s, and ignores its late answer (facts 9, 11)', async () => {
    const r = rig();
    let answer = (_: { url: string }): void => {};
    r.dial = () => new Promise((resolve) => (answer = resolve));
    r.connection.connect();
    await r.advance(9999);
    expect(r.dials).to.have.length(1);
    await r.advance(1);
    expect(r.status()).to.equal('reconnecting');
    expect(r.connection.view.error).to.include({ code: 'token-failed' });
    const late = answer;
    r.dial = () => Promise.resolve({ url: 'wss://second.test/' });
    await r.advance(3000);
    late({ url: 'wss://first.test/' });
    await r.up();
    await flush();
    expect(r.net.sockets.map((socket) => socket.url)).to.deep.equal(['wss://second.test/']);
    expect(r.connection.view.error).to.equal(null);
  });

  for (const reason of [new Error('offline'), undefined, null, 'text', new ChatError('token-failed', { timeout: 1 })]) {
    it(`retries a look-up that fails with ${reason instanceof Error ? reason.name : String(reason)} (fact 10)`, async () => {
      const r = rig();
      r.dial = () => Promise.reject(reason);
      r.connection.connect();
      await settle();
      expect(r.connection.view.error).to.include({ code: 'token-failed' });
      await r.advance(20_000);
      expect(r.dials.length).to.be.within(4, 9);
      r.dial = () => Promise.resolve({ url: 'wss://later.test/' });
      await r.advance(20_000);
      await r.up();
      expect(r.status()).to.equal('connected');
    });
  }

  it('says in the end as well that no token was given, and not that the backend could not be reached', async () => {
    const r = rig();
    r.tuning = { maxAttempts: 2 };
    r.dial = () => Promise.reject(new Error('no session'));
    r.connection.connect();
    await r.advance(60_000);
    expect([r.dials.length, r.status(), r.connection.view.error?.code]).to.deep.equal([2, 'failed', 'token-failed']);
  });

  it('retries one that throws at once', async () => {
    const r = rig();
    r.dial = () => {
      throw new Error('at once');
    };
    r.connection.connect();
    await settle();
    expect(r.status()).to.equal('reconnecting');
  });

  it('stops with an error that only a change of settings can mend', async () => {
    const r = rig();
    r.dial = () => Promise.reject(new ChatError('no-url'));
    r.connection.connect();
    await settle();
    expect(r.connection.view.status).to.equal('failed');
    expect(r.connection.view.error).to.include({ code: 'no-url' });
    await r.advance(60_000);
    expect(r.dials).to.have.length(1);
  });

  it('never asks twice at once, however often retry is pressed', async () => {
    const r = rig();
    r.dial = () => new Promise(() => {});
    r.connection.connect();
    for (let i = 0; i < 5; i++) {
      r.connection.retry();
      r.around.say('online');
      r.around.say('visible');
      await r.advance(500);
    }
    expect(r.dials).to.have.length(1);
  });

  it('stops when the browser would not even try', async () => {
    const r = rig();
    r.net.broken = new DOMException('The URL is invalid', 'SyntaxError');
    r.connection.connect();
    await flush();
    expect(r.connection.view.status).to.equal('failed');
    expect(r.connection.view.error).to.include({ code: 'invalid-url' });
    expect(r.connection.view.error!.message).not.to.contain('secret');
  });
});

describe('deadlines of an attempt', () => {
  it('10 s to open, 15 s from then on (fact 26)', async () => {
    const r = rig();
    r.connection.connect();
    const first = await r.net.next();
    await r.advance(9999);
    expect(first.readyState).to.equal(0);
    await r.advance(1);
    expect(first.readyState).to.equal(2);
    expect(r.status()).to.equal('reconnecting');
    expect(r.log, 'a socket that never opened is not lost').to.deep.equal(['idle→connecting', 'connecting→reconnecting']);
    await r.advance(750);
    const second = await r.net.next();
    await r.advance(14_900);
    expect(second.readyState).to.equal(0);
    await r.advance(100);
    expect(second.readyState).to.equal(2);
  });

  it('as long as connect-timeout says', async () => {
    const r = rig();
    r.tuning = { connectTimeout: 2000 };
    r.connection.connect();
    const first = await r.net.next();
    await r.advance(2000);
    expect(first.readyState).to.equal(2);
  });

  it('5 s for the handshake, then another try', async () => {
    const r = rig();
    r.connection.connect();
    const socket = await r.accepted();
    socket.say('noise');
    await r.advance(4999);
    expect(socket.readyState).to.equal(1);
    await r.advance(1);
    expect(socket.closed?.code).to.equal(4902);
    expect(r.log.slice(-2)).to.deep.equal(['lost 1 4902 timeout', 'connecting→reconnecting']);
    await r.advance(2000);
    await r.up();
    expect(r.status()).to.equal('connected');
  });

  it('a backend that promises no quick answer may take its connect-timeout for it', async () => {
    const r = rig();
    r.liveness = { ping: 'client', answers: false };
    r.connection.connect();
    const socket = await r.accepted();
    await r.advance(9999);
    expect(socket.readyState).to.equal(1);
    await r.advance(1);
    expect(socket.closed?.code).to.equal(4902);
    await r.advance(2000);
    await r.accepted();
    await r.advance(14_000);
    r.connection.ready();
    expect(r.status()).to.equal('connected');
  });

  it('once more where it was noticed a minute late, since the socket had no more time than that', async () => {
    const r = rig();
    r.tuning = { connectTimeout: 2000 };
    r.connection.connect();
    const first = await r.net.next();
    r.clock.oversleep(57_000);
    await r.advance(2000);
    expect(first.readyState).to.equal(0);
    first.accept();
    r.connection.ready();
    expect(r.status()).to.equal('connected');
    first.break();
    const second = await r.again();
    for (const state of [0, 2]) {
      r.clock.oversleep(57_000);
      await r.advance(2000);
      expect(second.readyState).to.equal(state);
    }
  });

  it('the handshake also ends with a shorter connect-timeout', async () => {
    const r = rig();
    r.tuning = { connectTimeout: 1000 };
    r.connection.connect();
    const socket = await r.accepted();
    await r.advance(1000);
    expect(socket.readyState).to.equal(2);
  });
});

describe('sharing the work with polling', () => {
  it('polls from the first failed attempt until the socket is there again', async () => {
    const r = rig({ canPoll: () => true });
    const socket = await r.start();
    await r.advance(6000);
    socket.break();
    expect(r.status()).to.equal('reconnecting');
    await r.advance(2000);
    (await r.net.next()).break();
    expect(r.status()).to.equal('polling');
    await r.advance(2000);
    (await r.net.next()).break();
    expect(r.status()).to.equal('polling');
    await r.advance(4000);
    await r.up();
    expect(r.statuses).to.deep.equal(['connecting', 'connected', 'reconnecting', 'polling', 'connected']);
  });

  it('does not begin at the next loss, before a retry failed', async () => {
    const r = rig({ canPoll: () => true });
    r.connection.connect();
    (await r.net.next()).break();
    expect(r.status()).to.equal('polling');
    await r.advance(2000);
    const socket = await r.up();
    socket.break();
    expect(r.status()).to.equal('reconnecting');
  });
});
