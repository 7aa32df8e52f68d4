import { expect } from '@open-wc/testing';
import { backoff, firstRetry } from '../../../src/connection/backoff.js';
import { TrackRecord } from '../../../src/connection/record.js';
import { DEFAULT_TUNING } from '../../../src/domain/index.js';
import { cleanUp, flush, rig, settle, type Rig } from './rig.js';

afterEach(cleanUp);

/** mulberry32: the same numbers in every run. */
function seeded(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The most moments within any 100 ms. */
function peak(moments: readonly number[]): number {
  const sorted = [...moments].sort((a, b) => a - b);
  return Math.max(...sorted.map((from, i) => sorted.slice(i).filter((at) => at < from + 100).length));
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** 200 connections that are up and quiet, dropped at once; when each dials again, in ms after the drop. */
async function herd(drop: (r: Rig, i: number) => void, prepare: (r: Rig) => void = () => {}): Promise<number[]> {
  const random = seeded(7);
  const rigs = Array.from({ length: 200 }, () => rig({ random }));
  await Promise.all(rigs.map(async (r) => {
    await r.start();
    r.net.sockets[0]!.say('welcome');
  }));
  await Promise.all(rigs.map((r) => r.clock.manual.advance(6000)));
  rigs.forEach(prepare);
  const at = rigs.map((r) => r.clock.now());
  rigs.forEach(drop);
  await Promise.all(rigs.map((r) => r.clock.manual.advance(10_000)));
  return rigs.map((r, i) => r.dials[1]!.at - at[i]!);
}

describe('backoff', () => {
  it('is full jitter: anything from 0 to the window', () => {
    const tuning = { ...DEFAULT_TUNING, reconnectDelay: 1000, reconnectMultiplier: 2, maxReconnectDelay: 5000 };
    expect([0, 1, 2, 3, 50].map((n) => backoff(n, tuning, () => 1))).to.deep.equal([1000, 2000, 4000, 5000, 5000]);
    expect([0, 1, 2, 3, 50].map((n) => backoff(n, tuning, () => 0))).to.deep.equal([0, 0, 0, 0, 0]);
    const random = seeded(1);
    const drawn = Array.from({ length: 2000 }, () => backoff(2, tuning, random));
    for (let i = 0; i < 8; i++) expect(drawn.filter((ms) => ms >= i * 500 && ms < (i + 1) * 500).length).to.be.within(190, 310);
  });

  it('is harmless with numbers that make no sense', () => {
    const odd = { ...DEFAULT_TUNING, reconnectDelay: -5, maxReconnectDelay: 100 };
    expect(backoff(3, odd, () => 0.5)).to.equal(0);
    expect(backoff(5000, DEFAULT_TUNING, () => 0.5), 'no overflow').to.equal(15_000);
  });

  it('chooses the first retry by cause and by whether somebody waits', () => {
    const most = () => 1;
    const table = (['found', 'lost', 'restart'] as const).map((cause) => [true, false].map((live) => firstRetry(cause, live, DEFAULT_TUNING, most)));
    expect(table).to.deep.equal([[0, 0], [200, 2500], [3000, 10_000]]);
    expect(firstRetry('restart', false, { ...DEFAULT_TUNING, maxReconnectDelay: 4000 }, most)).to.equal(4000);
  });

  it('knows the limits: 5 at once, then one in 9.5 s; those that worked do not count', () => {
    const record = new TrackRecord(() => DEFAULT_TUNING, () => 0);
    for (let i = 0; i < 4; i++) record.tried(1000 + i);
    expect(record.notBefore).to.be.at.most(1003);
    record.tried(1004);
    expect(record.notBefore).to.be.within(10_500, 10_504);
    record.settle(1999);
    expect(record.notBefore).to.be.at.least(10_500);
    record.settle(2000);
    expect(record.notBefore).to.be.at.most(1004);
  });

  /** When a client that lost its connection tries again, while all attempts are refused. */
  function attempts(random: () => number, until: number): number[] {
    const record = new TrackRecord(() => DEFAULT_TUNING, random);
    record.begin();
    record.ready();
    record.settle(60_000);
    const at: number[] = [];
    for (let now = record.lost('lost', true, 60_000); now < until; now = Math.max(record.notBefore, now + record.missed(true))) {
      at.push(now);
      record.tried(now);
    }
    return at;
  }

  it('waits for the second half of a window after an attempt that failed, which finds more in fewer attempts', () => {
    const wait = (drawn: number, failures: number) => {
      const record = new TrackRecord(() => DEFAULT_TUNING, () => drawn);
      record.begin();
      return Array.from({ length: failures }, () => record.missed(true)).at(-1);
    };
    expect([1, 2, 3].map((n) => wait(0, n))).to.deep.equal([500, 750, 1125]);
    expect([1, 2, 3].map((n) => wait(1, n))).to.deep.equal([1000, 1500, 2250]);
    const random = seeded(11);
    const tries = Array.from({ length: 1000 }, () => attempts(random, 1000 + random() * 4000).length + 1);
    expect(tries.reduce((sum, n) => sum + n) / tries.length, 'connections an outage of 1 to 5 s').to.be.at.most(3.6);
  });

  it('leaves one of the 5 attempts for when an outage of up to 5 s is over, whatever is drawn', () => {
    const random = seeded(9);
    const extremes = [0, 1 - 1e-9].flatMap((a) => [0, 1 - 1e-9].map((b) => [a, b]));
    for (let i = 0; i < 2000; i++) {
      const drawn = [...(extremes[i] ?? [random(), random()])];
      expect(attempts(() => drawn.shift() ?? random(), 4750).length, `outage ${i}`).to.be.at.most(4);
    }
  });

  it('and is there soon after an outage of 1 to 3 s: median under 1.2 s, three quarters within 2 s', () => {
    const random = seeded(10);
    const late = Array.from({ length: 1000 }, () => {
      const over = 1000 + random() * 2000;
      return attempts(random, 60_000).find((at) => at >= over)! - over;
    });
    expect(median(late)).to.be.at.most(1200);
    expect(late.filter((ms) => ms <= 2000).length).to.be.at.least(750);
  });
});

describe('a herd of 200 that is dropped at once', () => {
  it('spreads when the connections were idle: at most 20 in 100 ms', async () => {
    const arrivals = await herd((r) => r.net.sockets[0]!.break());
    expect(peak(arrivals)).to.be.at.most(20);
    expect(Math.max(...arrivals)).to.be.at.most(2500);
    expect(median(arrivals)).to.be.at.most(1400);
  });

  for (const code of [1001, 1012]) {
    it(`spreads after a planned restart (${code}), also when all were in the middle of something`, async () => {
      const arrivals = await herd((r) => r.net.sockets[0]!.end(code), (r) => r.connection.unacked(1));
      expect(peak(arrivals)).to.be.at.most(20);
      expect(Math.max(...arrivals)).to.be.at.most(3000);
    });
  }

  it('spreads over 10 s after a planned restart of idle connections', async () => {
    const arrivals = await herd((r) => r.net.sockets[0]!.end(1012));
    expect(peak(arrivals)).to.be.at.most(13);
    expect(Math.max(...arrivals)).to.be.within(8000, 10_000);
  });

  it('spreads over the time that a farewell names', async () => {
    const arrivals = await herd((r) => r.connection.restart({ reason: 'deploy', after: 5000 }));
    expect(peak(arrivals)).to.be.at.most(17);
    expect(Math.max(...arrivals)).to.be.within(4000, 5000);
  });

  it('has those back soon who were in the middle of something: median under 300 ms', async () => {
    const arrivals = await herd((r) => r.net.sockets[0]!.break(), (r) => r.connection.unacked(1));
    expect(median(arrivals)).to.be.at.most(200);
    expect(Math.max(...arrivals)).to.be.at.most(300);
  });

  it('and does not hurry for those who do not look', async () => {
    const arrivals = await herd((r) => r.net.sockets[0]!.break(), (r) => {
      r.connection.unacked(1);
      r.around.visible = false;
    });
    expect(peak(arrivals)).to.be.at.most(20);
  });
});

describe('what counts as the middle of something', () => {
  /** The window of the first retry, found with the largest random number. */
  async function windowAfter(prepare: (r: Rig, say: (data: string) => void) => Promise<void> | void): Promise<number> {
    const r = rig();
    r.random = 1;
    r.liveness = { ping: 'none', answers: false };
    const socket = await r.start();
    await r.advance(6000);
    await prepare(r, (data) => socket.say(data));
    const at = r.clock.now();
    socket.break();
    await r.advance(3000);
    return r.dials[1]!.at - at;
  }

  it('nothing going on', async () => expect(await windowAfter(() => {})).to.equal(2500));
  it('a send on its way', async () => expect(await windowAfter((r) => r.connection.unacked(1))).to.equal(200));
  it('a send confirmed just now', async () => {
    const window = await windowAfter(async (r) => {
      r.connection.unacked(1);
      r.connection.unacked(0);
      await r.advance(9000);
      expect(r.status()).to.equal('connected');
    });
    expect(window).to.equal(200);
  });
  it('a frame just now, such as a streamed answer', async () => expect(await windowAfter((_, say) => say('token'))).to.equal(200));
  it('but not a frame a while ago', async () => {
    const window = await windowAfter(async (r, say) => {
      say('hello');
      await r.advance(1500);
    });
    expect(window).to.equal(2500);
  });
  it('and not the answer to our own heartbeat', async () => {
    const window = await windowAfter((r, say) => {
      say('pong');
      r.connection.pong();
    });
    expect(window).to.equal(2500);
  });
});

describe('retries', () => {
  it('one quick, then growing, and the count is seen', async () => {
    const r = rig();
    r.random = 0.5;
    const socket = await r.start();
    await r.advance(6000);
    r.connection.unacked(1);
    socket.break();
    const waits: number[] = [];
    for (let i = 0, at = r.clock.now(); i < 6; i++, at = r.clock.now()) {
      (await r.again()).break();
      waits.push(r.dials.at(-1)!.at - at);
    }
    expect(waits).to.deep.equal([100, 1125, 1687.5, 2531.25, 3796.875, 5695.3125]);
    expect(r.connection.view.attempts).to.equal(6);
    expect(r.views.map((view) => view.attempts).slice(-6)).to.deep.equal([1, 2, 3, 4, 5, 6]);
    expect(r.connection.reconnects).to.equal(6);
  });

  it('follow reconnect-delay and reconnect-multiplier when the first attempt failed', async () => {
    const r = rig();
    r.random = 0.5;
    r.tuning = { reconnectDelay: 2000, reconnectMultiplier: 2, maxReconnectDelay: 10_000 };
    r.connection.connect();
    const waits: number[] = [];
    let socket = await r.net.next();
    for (let i = 0; i < 5; i++) {
      socket.break();
      const at = r.clock.now();
      socket = await r.again();
      waits.push(r.dials.at(-1)!.at - at);
    }
    expect(waits).to.deep.equal([1500, 3000, 6000, 7500, 7500]);
  });

  it('a refusal of 10 minutes costs at most 12 attempts and questions in any minute, and is survived', async () => {
    for (const random of [() => 0, () => 0.01, seeded(3), seeded(4)]) {
      const asked: number[] = [];
      const r: Rig = rig({
        random, statusUrl: () => 'https://backend.test/status',
        fetch: () => {
          asked.push(r.clock.now());
          return Promise.reject(new TypeError('refused'));
        },
      });
      const socket = await r.start();
      await r.advance(6000);
      let refuse = true;
      void (async () => {
        while (refuse) (await r.net.next()).break();
      })();
      socket.break();
      for (let i = 0; i < 1200; i++) {
        await r.advance(500);
        if (i % 4 === 0) await flush();
      }
      // The first one was good.
      const at = [...r.dials.slice(1).map((dial) => dial.at), ...asked].sort((a, b) => a - b);
      expect(asked.length).to.be.greaterThan(2);
      const worst = Math.max(...at.map((from, i) => at.slice(i).filter((to) => to < from + 60_000).length));
      expect(worst).to.be.at.most(12);
      expect(at.length).to.be.greaterThan(15);
      refuse = false;
      expect(r.status()).to.equal('reconnecting');
    }
  }).timeout(60_000);

  it('a refusal of under 5 s costs at most 5 connections, whatever is drawn', async () => {
    const r = rig({ random: () => 0 });
    const socket = await r.start();
    await r.advance(6000);
    socket.break();
    for (let i = 0; i < 48; i++) {
      await r.advance(100);
      await flush();
      for (const one of r.net.sockets) if (one.readyState === 0) one.break();
    }
    expect(r.net.sockets.length - 1).to.be.at.most(5);
    await r.advance(4000);
    await flush();
    r.net.sockets.at(-1)!.accept();
    r.connection.ready();
    expect(r.status()).to.equal('connected');
  });

  it('flapping every 2 s for a minute costs at most 12 connections (case 25)', async () => {
    const r = rig({ random: seeded(5) });
    r.tuning = { reconnectDelay: 200 };
    await r.start();
    const from = r.clock.now();
    while (r.clock.now() < from + 60_000) {
      await r.advance(500);
      await flush();
      for (const one of r.net.sockets) {
        if (one.readyState === 0) {
          one.accept();
          r.connection.ready();
        } else if (one.readyState === 1 && (r.clock.now() - from) % 2000 === 0) {
          r.around.say('offline');
          one.break();
          r.around.say('online');
        }
      }
    }
    expect(r.dials.filter((dial) => dial.at > from).length).to.be.within(6, 12);
  });

  it('a fault every 7 s is answered at once each time: connections that worked are not held against it', async () => {
    const r = rig();
    let socket = await r.start();
    for (let i = 0; i < 30; i++) {
      await r.advance(7000);
      r.connection.unacked(1);
      socket.break();
      await r.advance(400);
      socket = await r.up();
    }
    expect(r.status()).to.equal('connected');
  });

  it('and a fault every 7 s whose first retry fails is answered by the second: the limits count only attempts that came to nothing', async () => {
    const r = rig();
    let socket = await r.start();
    for (let i = 0; i < 20; i++) {
      await r.advance(6000);
      socket.break();
      const at = r.clock.now();
      (await r.again()).break();
      socket = (await r.again()).accept();
      r.connection.ready();
      expect(r.clock.now() - at, `fault ${i}`).to.be.at.most(2500);
    }
  });

  it('an endpoint that accepts and closes at once is not hammered (fact 8)', async () => {
    const r = rig();
    void (async () => {
      for (;;) {
        const socket = (await r.net.next()).accept();
        r.connection.ready();
        socket.end(1011);
      }
    })();
    r.connection.connect();
    for (let i = 0; i < 120; i++) {
      await r.advance(500);
      await flush();
    }
    expect(r.net.sockets.length).to.be.within(4, 12);
  });

  it('and each such loss but the first counts as a failure: the waits grow', async () => {
    const r = rig();
    r.random = 1;
    let socket = await r.start();
    const waits: number[] = [];
    for (let i = 0; i < 4; i++) {
      const at = r.clock.now();
      socket.break();
      socket = (await r.again()).accept();
      r.connection.ready();
      waits.push(Math.round(r.dials.at(-1)!.at - at));
    }
    expect(waits).to.deep.equal([2500, 1500, 2250, 3375]);
  });

  it('forgets old failures only after 30 s up, and half of them after 5 s', async () => {
    const windows: number[] = [];
    for (const lived of [1000, 6000, 31_000]) {
      const r = rig();
      r.random = 0.5;
      r.tuning = { reconnectDelay: 4000, maxReconnectDelay: 120_000 };
      let socket = await r.start();
      await r.advance(6000);
      socket.break();
      for (let i = 0; i < 4; i++) (await r.again()).break();
      socket = (await r.again()).accept();
      r.connection.ready();
      for (let left = lived; left > 0; left -= 1000) {
        await r.advance(1000);
        socket.say('x');
      }
      socket.break();
      (await r.again()).break();
      const at = r.clock.now();
      (await r.again()).break();
      windows.push(r.dials.at(-1)!.at - at);
    }
    expect(windows.map(Math.round)).to.deep.equal([34_172, 10_125, 4500]);
  });

  it('stops after max-attempts, and says so', async () => {
    const r = rig();
    r.tuning = { maxAttempts: 3 };
    r.connection.connect();
    (await r.net.next()).break();
    for (let i = 0; i < 2; i++) {
      expect(r.status()).not.to.equal('failed');
      (await r.again()).break();
    }
    expect(r.connection.view).to.deep.include({ status: 'failed', attempts: 3 });
    expect(r.connection.view.error).to.include({ code: 'connect-failed' });
    expect(r.connection.view.error!.message).to.contain('in 3 attempts');
    await r.advance(60_000);
    expect(r.dials).to.have.length(3);
    r.connection.retry();
    await r.up();
    expect(r.connection.view).to.deep.equal({ status: 'connected', error: null, attempts: 0 });
  });

  it('retry comes at once, and forgets what went wrong', async () => {
    const r = rig();
    r.random = 1;
    r.connection.connect();
    (await r.net.next()).break();
    for (let i = 0; i < 4; i++) (await r.again()).break();
    const count = r.dials.length;
    r.connection.retry();
    expect(r.dials.length).to.equal(count + 1);
    expect(r.connection.view).to.include({ status: 'reconnecting', attempts: 1 });
    await r.up();
    expect(r.status()).to.equal('connected');
  });

  it('retry lets an attempt be that has only just begun, and replaces one that hangs', async () => {
    const r = rig();
    r.connection.connect();
    const first = await r.net.next();
    await r.advance(500);
    r.connection.retry();
    expect(first.readyState).to.equal(0);
    await r.advance(3000);
    r.connection.retry();
    expect(first.readyState).to.equal(2);
    await settle();
    await r.up();
    expect(r.status()).to.equal('connected');
  });

  it('hurry brings a first retry forward that was put off', async () => {
    const r = rig();
    r.random = 1;
    const socket = await r.start();
    await r.advance(6000);
    socket.end(1012);
    await r.advance(3000);
    expect(r.dials).to.have.length(1);
    r.connection.hurry();
    await r.advance(400);
    expect(r.dials).to.have.length(2);
  });
});

describe('a restart that the backend asks for', () => {
  it('keeps the old socket in use until the new one is due', async () => {
    const r = rig();
    const socket = await r.start();
    await r.advance(6000);
    r.log.length = 0;
    r.connection.restart({ reason: 'deploy', after: 4000 });
    await r.advance(1999);
    socket.say('still here');
    expect(r.connection.send('and me')).to.equal(true);
    expect(r.status()).to.equal('connected');
    await r.advance(1);
    expect(socket.closed?.code).to.equal(4903);
    await r.up();
    expect(r.log).to.deep.equal(['frame 1 still here', 'lost 1 4903 restart', 'connected→reconnecting', 'open 2', 'reconnecting→connected']);
  });

  it('is not brought forward by the close that follows', async () => {
    const r = rig();
    const socket = await r.start();
    await r.advance(6000);
    r.connection.restart({ reason: 'deploy', after: 8000 });
    socket.end(1012);
    expect(r.status()).to.equal('reconnecting');
    r.connection.hurry();
    r.around.say('visible');
    await r.advance(3999);
    expect(r.dials).to.have.length(1);
    await r.advance(1);
    await r.up();
    expect(r.status()).to.equal('connected');
  });

  it('does not come before the backend can be there again', async () => {
    const r = rig();
    const socket = await r.start();
    await r.advance(6000);
    r.connection.restart({ reason: 'deploy', after: 500, least: 3000 });
    socket.end(1012);
    r.connection.hurry();
    await r.advance(3249);
    expect(r.dials).to.have.length(1);
    await r.advance(1);
    await r.up();
    expect(r.status()).to.equal('connected');
  });

  it('comes at once with after 0', async () => {
    const r = rig();
    await r.start();
    r.connection.restart({ reason: 'new log', after: 0 });
    await r.advance(0);
    await r.up();
    expect(r.net.sockets).to.have.length(2);
  });
});
