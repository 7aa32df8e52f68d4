import { expect } from '@open-wc/testing';
import type { FakeSocket } from '../../helpers/fake-socket.js';
import { cleanUp, rig, type Rig } from './rig.js';

afterEach(cleanUp);

const pings = (socket: FakeSocket) => socket.sent.filter((frame) => frame === 'ping').length;
const lost = (r: Rig) => r.log.filter((line) => line.startsWith('lost'));

describe('the back/forward cache', () => {
  it('closes with 4900, stays quiet until the page is back, then connects at once', async () => {
    const r = rig();
    const socket = await r.start();
    r.around.say('pagehide');
    expect(socket.closed).to.deep.equal({ code: 4900, reason: 'hidden' });
    expect(r.log.slice(-2)).to.deep.equal(['lost 1 4900 hidden', 'connected→reconnecting']);
    r.around.say('online');
    r.around.say('visible');
    r.connection.retry();
    await r.advance(600_000);
    expect(r.dials).to.have.length(1);
    expect(r.clock.manual.pending).to.equal(0);
    r.around.say('pageshow');
    await r.up();
    expect(r.status()).to.equal('connected');
    expect(r.clock.now()).to.equal(r.dials[1]!.at);
  });

  for (const stage of ['dialing', 'opening', 'waiting']) {
    it(`also while ${stage}`, async () => {
      const r = rig();
      r.connection.connect();
      if (stage !== 'dialing') {
        const socket = await r.net.next();
        if (stage === 'waiting') socket.break();
      }
      r.around.say('pagehide');
      expect(r.net.alive).to.equal(0);
      await r.advance(60_000);
      expect(r.dials).to.have.length(1);
      r.around.say('pageshow');
      await r.up();
      expect(r.status()).to.equal('connected');
    });
  }

  it('connects on return what was asked for meanwhile, and nothing else', async () => {
    const r = rig();
    r.connection.suspend();
    r.connection.connect();
    await r.advance(1000);
    expect(r.dials).to.have.length(0);
    expect(r.status()).to.equal('connecting');
    r.connection.resume();
    await r.up();
    r.connection.suspend();
    r.connection.disconnect();
    r.connection.resume();
    await r.advance(60_000);
    expect(r.dials).to.have.length(1);
  });
});

describe('waking up', () => {
  for (const what of ['resume', 'online', 'visible', 'pageshow'] as const) {
    it(`${what}: a ping with 2.5 s, else a new connection`, async () => {
      const r = rig();
      const socket = await r.start();
      await r.advance(5000);
      r.around.say(what);
      expect(pings(socket)).to.equal(1);
      await r.advance(2499);
      expect(r.status()).to.equal('connected');
      await r.advance(1);
      expect(lost(r)).to.deep.equal(['lost 1 4901 silent']);
      await r.up();
      expect(r.status()).to.equal('connected');
    });

    it(`${what}: an answer is proof`, async () => {
      const r = rig();
      const socket = await r.start();
      await r.advance(5000);
      r.around.say(what);
      await r.advance(2000);
      socket.say('pong');
      await r.advance(8000);
      expect(lost(r)).to.have.length(0);
    });
  }

  it('switching tabs to and fro costs no pings while frames come in', async () => {
    const r = rig();
    const socket = await r.start();
    for (let i = 0; i < 20; i++) {
      r.around.say('hidden');
      await r.advance(500);
      socket.say('x');
      r.around.say('visible');
    }
    expect(pings(socket)).to.equal(0);
  });

  it('from hidden to visible, the stricter interval holds at once', async () => {
    const r = rig();
    r.around.visible = false;
    const socket = await r.start();
    await r.advance(1000);
    socket.say('x');
    r.around.say('visible');
    await r.advance(10_000);
    expect(pings(socket)).to.equal(1);
  });

  it('8 hours asleep, the timers wake first: a ping, not a verdict (case 24)', async () => {
    const r = rig();
    const socket = await r.start();
    await r.advance(10_000);
    expect(pings(socket)).to.equal(1);
    r.clock.oversleep(8 * 3_600_000);
    await r.advance(5000);
    expect(pings(socket), 'the verdict on the first ping comes 8 h late').to.equal(2);
    expect(r.status()).to.equal('connected');
    await r.advance(2500);
    expect(lost(r)).to.have.length(1);
    await r.up();
    expect(r.status()).to.equal('connected');
  });

  it('asleep again at the second ping: then the verdict holds, late or not', async () => {
    const r = rig();
    const socket = await r.start();
    await r.advance(10_000);
    r.clock.oversleep(3_600_000);
    await r.advance(5000);
    expect(pings(socket)).to.equal(2);
    r.clock.oversleep(3_600_000);
    await r.advance(2500);
    expect(lost(r)).to.have.length(1);
  });

  it('8 hours asleep with sends on their way, and with a heartbeat that the backend drives', async () => {
    const r = rig();
    const socket = await r.start();
    r.connection.unacked(1);
    r.clock.oversleep(8 * 3_600_000);
    await r.advance(3000);
    expect(pings(socket)).to.equal(1);
    expect(r.status()).to.equal('connected');
    socket.say('ack');
    r.connection.unacked(0);
    await r.advance(9000);
    expect(r.status()).to.equal('connected');

    const other = rig();
    other.liveness = { ping: 'server', answers: false };
    await other.start();
    other.connection.liveWithin(45_000);
    other.clock.oversleep(8 * 3_600_000);
    await other.advance(45_000);
    expect(other.status()).to.equal('connected');
    await other.advance(2499);
    expect(other.status()).to.equal('connected');
    await other.advance(1);
    expect(other.status()).to.equal('reconnecting');
  });

  it('a gap in the ticks shortens the patience to 2.5 s', async () => {
    const r = rig();
    const socket = await r.start();
    r.clock.oversleep(60_000);
    await r.advance(10_000);
    expect(pings(socket)).to.equal(1);
    await r.advance(2500);
    expect(lost(r)).to.have.length(1);
  });

  it('timers once a minute in a hidden tab do not kill a connection that answers', async () => {
    const r = rig();
    r.around.visible = false;
    const socket = await r.start();
    // Every timer comes up to a minute late; frames come at once.
    const original = r.clock.setTimeout;
    r.clock.setTimeout = (fn, ms) => original(fn, Math.ceil((r.clock.now() + ms) / 60_000) * 60_000 - r.clock.now());
    let answered = 0;
    for (let s = 0; s < 3600; s++) {
      await r.clock.manual.advance(1000);
      if (pings(socket) > answered) {
        answered = pings(socket);
        socket.say('pong');
        r.connection.pong();
      }
    }
    expect(answered).to.be.within(25, 61);
    expect(lost(r)).to.have.length(0);
  });

  it('but a dead one is found there too, within two ticks of the ping', async () => {
    const r = rig();
    r.around.visible = false;
    const original = r.clock.setTimeout;
    r.clock.setTimeout = (fn, ms) => original(fn, Math.ceil((r.clock.now() + ms) / 60_000) * 60_000 - r.clock.now());
    await r.start();
    await r.advance(125_000);
    expect(lost(r)).to.have.length(1);
  });

  it('where nothing may be sent as a ping, a long silence before a wake is reason enough', async () => {
    const r = rig();
    r.liveness = { ping: 'none', answers: false };
    const socket = await r.start();
    await r.advance(60_000);
    r.around.say('hidden');
    r.around.say('visible');
    expect(r.status()).to.equal('connected');
    r.clock.oversleep(8 * 3_600_000);
    r.around.say('visible');
    expect(r.status()).to.equal('reconnecting');
    expect(socket.sent).to.deep.equal([]);
    await r.advance(0);
    await r.up();
    expect(r.status()).to.equal('connected');
  });

  it('brings a waiting retry forward', async () => {
    const r = rig();
    r.random = 1;
    const socket = await r.start();
    await r.advance(6000);
    r.around.say('hidden');
    socket.break();
    await r.advance(100);
    r.around.say('visible');
    await r.advance(400);
    expect(r.dials).to.have.length(2);
  });
});

describe('offline', () => {
  it('is a hint: an open socket that delivers stays connected', async () => {
    const r = rig();
    const socket = await r.start();
    r.around.say('offline');
    await r.advance(2000);
    socket.say('still here');
    await r.advance(5000);
    expect(r.status()).to.equal('connected');
  });

  it('and one that does not is found out sooner', async () => {
    const r = rig();
    await r.start();
    r.around.say('offline');
    await r.advance(2500);
    expect(r.status()).to.equal('offline');
  });

  it('is retried on a slow timer, and at once when the network is back', async () => {
    const r = rig();
    const socket = await r.start();
    await r.advance(6000);
    r.around.online = false;
    socket.break();
    expect(r.status()).to.equal('offline');
    await r.advance(7000);
    expect(r.dials).to.have.length(1);
    const second = await r.again();
    expect(r.status()).to.equal('offline');
    second.break();
    const from = r.clock.now();
    r.around.say('online');
    expect(r.status()).to.equal('reconnecting');
    await r.advance(0);
    expect(r.dials).to.have.length(3);
    expect(r.dials[2]!.at).to.equal(from);
    await r.up();
    expect(r.statuses).to.deep.equal(['connecting', 'connected', 'offline', 'reconnecting', 'connected']);
  });

  it('may be wrong: a retry that works is connected all the same', async () => {
    const r = rig();
    r.around.online = false;
    r.connection.connect();
    expect(r.status()).to.equal('connecting');
    await r.up();
    expect(r.status()).to.equal('connected');
  });

  it('does not use up max-attempts', async () => {
    const r = rig();
    r.tuning = { maxAttempts: 2 };
    r.around.online = false;
    r.connection.connect();
    (await r.net.next()).break();
    for (let i = 0; i < 5; i++) (await r.again()).break();
    expect(r.status()).to.equal('offline');
  });

  it('an attempt that hangs in the old network is replaced when the network is back', async () => {
    const r = rig();
    const socket = await r.start();
    await r.advance(6000);
    socket.break();
    const hanging = await r.again();
    await r.advance(3000);
    r.around.say('offline');
    expect(r.status()).to.equal('offline');
    r.around.say('online');
    expect(hanging.readyState).to.equal(2);
    await r.advance(0);
    await r.up();
    expect(r.status()).to.equal('connected');
  });

  it('during the first attempt it is said, and taken back', async () => {
    const r = rig();
    r.connection.connect();
    r.around.say('offline');
    r.around.say('online');
    await r.up();
    expect(r.statuses[0]).to.equal('connecting');
    expect(r.status()).to.equal('connected');
  });
});

describe('clock jumps', () => {
  it('of the wall clock change nothing (case 32)', async () => {
    const RealDate = Date.now;
    const r = rig();
    const socket = await r.start();
    try {
      for (const jump of [3_600_000, -3_600_000]) {
        Date.now = () => RealDate() + jump;
        await r.advance(9000);
        socket.say('x');
      }
    } finally {
      Date.now = RealDate;
    }
    expect(pings(socket)).to.equal(0);
    expect(r.status()).to.equal('connected');
  });
});
