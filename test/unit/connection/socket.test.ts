/** What the wrapper promises about partysocket, whatever version of it is installed: docs in reliability, section 3. */
import { expect } from '@open-wc/testing';
import { openSocket, type Socket } from '../../../src/connection/socket.js';
import { FakeNet, flush, type FakeSocket } from '../../helpers/fake-socket.js';

/** Timers of the page itself, which partysocket uses. */
function countTimers(): { pending: () => number; restore: () => void } {
  const { setTimeout, clearTimeout } = globalThis;
  const pending = new Set<unknown>();
  globalThis.setTimeout = ((fn: () => void, ms?: number) => {
    const handle = setTimeout(() => {
      pending.delete(handle);
      fn();
    }, ms);
    pending.add(handle);
    return handle;
  }) as typeof globalThis.setTimeout;
  globalThis.clearTimeout = ((handle: ReturnType<typeof setTimeout>) => {
    pending.delete(handle);
    clearTimeout(handle);
  }) as typeof globalThis.clearTimeout;
  return { pending: () => pending.size, restore: () => Object.assign(globalThis, { setTimeout, clearTimeout }) };
}

interface Opened {
  readonly net: FakeNet;
  readonly log: string[];
  readonly socket: Socket;
  native(): Promise<FakeSocket>;
}

function opened(timeout = 60_000): Opened {
  const net = new FakeNet();
  const log: string[] = [];
  const socket = openSocket({ url: 'wss://socket.test/' }, timeout, net.WebSocket, {
    open: () => log.push('open'),
    frame: (data) => log.push(`frame ${typeof data === 'string' ? data : data.byteLength}`),
    end: (code, reason) => log.push(`end ${code} ${reason}`.trim()),
    impossible: () => log.push('impossible'),
  });
  return { net, log, socket, native: () => net.next() };
}

describe('one attempt over partysocket', () => {
  const endings: [string, (socket: FakeSocket) => void, string][] = [
    ['a close frame', (socket) => socket.end(4401, 'expired'), 'end 4401 expired'],
    ['a close frame with 1000', (socket) => socket.end(1000, 'done'), 'end 1000 done'],
    ['no close frame', (socket) => socket.end(1006), 'end 1006'],
    ['a break, which partysocket calls a clean 1000 (fact 5)', (socket) => socket.break(), 'end 1006'],
  ];
  for (const [name, end, told] of endings) {
    for (const accepted of [true, false]) {
      it(`tells the true code of ${name} ${accepted ? 'after' : 'before'} it opened, once, and never retries (facts B1, 8, 12, 17)`, async () => {
        const timers = countTimers();
        const { log, native, net } = opened();
        const socket = await native();
        if (accepted) socket.accept();
        end(socket);
        end(socket);
        expect(log).to.deep.equal(accepted ? ['open', told] : [told]);
        await flush();
        expect(net.sockets).to.have.length(1);
        expect(timers.pending()).to.equal(0);
        timers.restore();
      });
    }
  }

  it('times out by itself if nobody else does, and does not call it a goodbye (fact 5)', async () => {
    const { log, native, net } = opened(-1000 + 20);
    const socket = await native();
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(log).to.deep.equal(['end 1006 timeout']);
    expect(socket.readyState).to.equal(2);
    await flush();
    expect(net.sockets).to.have.length(1);
  });

  for (const stage of ['before there is a socket', 'connecting', 'open', 'closing'] as const) {
    it(`closed while ${stage}: no socket, no timer, no event, no retry (facts B3, B4, 7, 8, 19)`, async () => {
      const timers = countTimers();
      const { log, socket, native, net } = opened();
      let one: FakeSocket | undefined;
      if (stage !== 'before there is a socket') {
        one = await native();
        if (stage !== 'connecting') one.accept();
        if (stage === 'closing') one.readyState = 2;
      }
      log.length = 0;
      socket.close(4901, 'silent');
      if (stage === 'connecting' || stage === 'open') expect(one!.closed).to.deep.equal({ code: 4901, reason: 'silent' });
      one?.accept();
      one?.say('late');
      one?.break();
      await flush();
      // The moment that partysocket waits before it looks may come late on a busy machine; what it leaves behind is due in a minute.
      for (let i = 0; i < 1 || (timers.pending() && i < 10); i++) await flush();
      expect(log).to.deep.equal([]);
      expect(net.alive).to.equal(0);
      expect(net.sockets.length).to.equal(one ? 1 : 0);
      expect(timers.pending()).to.equal(0);
      timers.restore();
    });
  }

  it('cannot come back by itself once closed, even where partysocket would want to', async () => {
    const { socket, native, net } = opened();
    const one = (await native()).accept();
    socket.close(4901, 'silent');
    for (let i = 0; i < 3; i++) {
      one.end(1006);
      one.break();
      await flush();
    }
    expect(net.sockets).to.have.length(1);
  });

  it('sends only over an open socket, keeps nothing, and does not warn (facts 13-16)', async () => {
    const warnings: unknown[] = [];
    const { warn } = console;
    console.warn = (...args) => void warnings.push(args);
    const { socket, native } = opened();
    expect(socket.send('early')).to.equal(false);
    const one = await native();
    expect(socket.send('connecting')).to.equal(false);
    one.accept();
    expect(socket.send('now')).to.equal(true);
    expect(socket.bufferedAmount).to.equal(0);
    one.bufferedAmount = 7;
    expect(socket.bufferedAmount).to.equal(7);
    socket.close(1000, '');
    expect(socket.send('after')).to.equal(false);
    console.warn = warn;
    expect(one.sent).to.deep.equal(['now']);
    expect(warnings).to.deep.equal([]);
  });

  it('hands on text and bytes', async () => {
    const { log, native } = opened();
    const one = (await native()).accept();
    expect(one.binaryType).to.equal('arraybuffer');
    one.say('text');
    one.say(new ArrayBuffer(2));
    one.say(new Blob(['x']));
    expect(log).to.deep.equal(['open', 'frame text', 'frame 2']);
  });

  it('says so when the browser would not even try', async () => {
    const timers = countTimers();
    const { log, net } = opened();
    net.broken = new DOMException('insecure', 'SecurityError');
    while (!log.length) await flush();
    expect(log).to.deep.equal(['impossible']);
    await flush();
    expect(log).to.deep.equal(['impossible']);
    expect(timers.pending()).to.equal(0);
    timers.restore();
  });
});
