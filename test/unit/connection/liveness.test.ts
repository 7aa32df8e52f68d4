import { expect } from '@open-wc/testing';
import { judge, type Rules, type Signs } from '../../../src/connection/liveness.js';
import type { Liveness } from '../../../src/connection/types.js';
import type { FakeSocket } from '../../helpers/fake-socket.js';
import { cleanUp, PARTY, rig, type Rig } from './rig.js';

afterEach(cleanUp);

const pings = (socket: FakeSocket) => socket.sent.filter((frame) => frame === 'ping').length;
const lost = (r: Rig) => r.log.filter((line) => line.startsWith('lost'));

async function up(liveness: Liveness = PARTY): Promise<[Rig, FakeSocket]> {
  const r = rig();
  r.liveness = liveness;
  return [r, await r.start()];
}

describe('judge', () => {
  const quiet: Signs = { heardAt: 100, pingedAt: -Infinity, unanswered: false, waitingSince: undefined };
  const rules: Rules = { pings: true, idle: 10, unacked: 3, patience: 5, trusted: true, stalled: 8, within: Infinity };
  const table: [string, Partial<Signs>, Partial<Rules>, number, 'ping' | 'dead' | undefined, number][] = [
    ['nothing is due while frames are fresh', {}, {}, 105, undefined, 110],
    ['silence asks for a ping', {}, {}, 110, 'ping', 110],
    ['no answer is death', { pingedAt: 110, unanswered: true }, {}, 115, 'dead', 115],
    ['but not before the patience is over', { pingedAt: 110, unanswered: true }, {}, 114, undefined, 115],
    ['any frame is an answer', { heardAt: 112, pingedAt: 110 }, {}, 120, undefined, 122],
    ['silence of a backend that never answers means nothing; it is asked again', { pingedAt: 110, unanswered: true }, { trusted: false }, 120, 'ping', 120],
    ['at its own pace, whatever comes in', { heardAt: 109 }, { trusted: false, since: 100 }, 110, 'ping', 110],
    ['and again after as long', { heardAt: 119, pingedAt: 110 }, { trusted: false, since: 100 }, 119, undefined, 120],
    ['no ping where there is none', {}, { pings: false }, 1e9, undefined, Infinity],
    ['a send without answer asks for a ping', { waitingSince: 101 }, {}, 104, 'ping', 104],
    ['once', { waitingSince: 101, pingedAt: 104 }, {}, 105, undefined, 109],
    ['a ping that is awaited is looked at again when the next would be due', { pingedAt: 110, unanswered: true }, { idle: 2 }, 110, undefined, 112],
    ['and not twice', { pingedAt: 110, unanswered: true }, { idle: 2 }, 112, undefined, 115],
    ['and is death however many frames come in', { waitingSince: 101, heardAt: 109, pingedAt: 104 }, {}, 109, 'dead', 109],
    ['not where nothing confirms', { waitingSince: 101, heardAt: 109 }, { stalled: Infinity, unacked: Infinity }, 109, undefined, 119],
    ['a promise of frames that is broken is death', {}, { pings: false, within: 45 }, 145, 'dead', 145],
    ['and not before', {}, { pings: false, within: 45 }, 144, undefined, 145],
  ];
  for (const [name, signs, more, now, act, at] of table) {
    it(name, () => expect(judge({ ...quiet, ...signs }, { ...rules, ...more }, now)).to.deep.equal({ act, at }));
  }
});

describe('an idle connection', () => {
  it('pings after 10 s and is dead at 15 s when nothing answers (case 5, fact 18)', async () => {
    const [r, socket] = await up();
    await r.advance(9999);
    expect(pings(socket)).to.equal(0);
    await r.advance(1);
    expect(pings(socket)).to.equal(1);
    await r.advance(4999);
    expect(r.status()).to.equal('connected');
    await r.advance(1);
    expect(r.status()).to.equal('reconnecting');
    expect(lost(r)).to.deep.equal(['lost 1 4901 silent']);
    expect(socket.closed?.code, 'detached at once; its close event would come after a minute').to.equal(4901);
    await r.up();
    expect(r.dials[1]!.at - r.dials[0]!.at, 'at once').to.equal(15_000);
  });

  it('lives as long as pings are answered, and knows how long they take', async () => {
    const [r, socket] = await up();
    expect(r.connection.roundTripTime).to.equal(null);
    for (let i = 1; i <= 20; i++) {
      await r.advance(i === 1 ? 10_000 : 10_000 - 0);
      expect(pings(socket)).to.equal(i);
      await r.advance(40);
      socket.say('pong');
      r.connection.pong();
    }
    expect(r.connection.roundTripTime).to.equal(40);
    expect(r.status()).to.equal('connected');
  });

  it('takes any frame for an answer', async () => {
    const [r, socket] = await up();
    await r.advance(14_000);
    socket.say('something else');
    await r.advance(9999);
    expect(pings(socket)).to.equal(1);
    expect(r.status()).to.equal('connected');
  });

  it('pings a backend whose silence proves nothing at its own pace, however much that says', async () => {
    const r = rig();
    r.liveness = { ping: 'client', answers: false };
    r.tuning = { heartbeatInterval: 30_000 };
    const socket = await r.start();
    for (let s = 1; s <= 90; s++) {
      await r.advance(1000);
      socket.say('something');
    }
    expect(pings(socket)).to.equal(3);
  });

  it('costs one timer, however many frames come', async () => {
    const [r, socket] = await up();
    expect(r.clock.manual.pending).to.equal(1);
    let set = 0;
    const original = r.clock.setTimeout;
    r.clock.setTimeout = (fn, ms) => {
      set++;
      return original(fn, ms);
    };
    for (let i = 0; i < 1000; i++) {
      socket.say('x');
      await r.clock.manual.advance(10);
    }
    expect(set).to.be.at.most(2);
    expect(r.clock.manual.pending).to.equal(1);
  });

  it('follows heartbeat-interval where that is shorter, request-timeout where the protocol has no patience of its own', async () => {
    const r = rig();
    r.liveness = { ping: 'client', answers: true };
    r.tuning = { heartbeatInterval: 4000, requestTimeout: 2000 };
    const socket = await r.start();
    await r.advance(4000);
    expect(pings(socket)).to.equal(1);
    await r.advance(2000);
    expect(lost(r)).to.have.length(1);
  });

  it('takes new numbers while it runs', async () => {
    const [r, socket] = await up();
    r.tuning = { heartbeatInterval: 1000 };
    await r.advance(10_000);
    socket.say('x');
    await r.advance(1000);
    expect(pings(socket)).to.equal(2);
    r.tuning = { heartbeatInterval: 0 };
    r.liveness = { ping: 'client', answers: true };
    socket.say('x');
    await r.advance(600_000);
    expect(pings(socket), 'heartbeat-interval="0" switches it off').to.equal(2);
  });

  it('pings less while hidden, and is found dead within 70 s', async () => {
    const r = rig();
    r.around.visible = false;
    const socket = await r.start();
    await r.advance(29_999);
    expect(pings(socket)).to.equal(0);
    await r.advance(5001);
    expect(lost(r)).to.have.length(1);
  });

  it('sends no ping before the handshake is done', async () => {
    const r = rig();
    r.tuning = { heartbeatInterval: 500 };
    r.connection.connect();
    const socket = await r.accepted();
    await r.advance(4000);
    expect(pings(socket)).to.equal(0);
  });

  it('never pings where that would be read as a message', async () => {
    const [r, socket] = await up({ ping: 'none', answers: false });
    await r.advance(290_000);
    r.around.say('online');
    r.around.say('visible');
    expect(socket.sent).to.deep.equal([]);
    expect(r.clock.manual.pending).to.equal(0);
  });

  it('holds nothing against a protocol without a ping frame', async () => {
    const r = rig({ ping: () => undefined });
    await r.start();
    await r.advance(120_000);
    expect(r.status()).to.equal('connected');
  });
});

describe('sends that wait', () => {
  it('ping after 3 s, a new connection 5 s later, with nothing coming in (case 5)', async () => {
    const [r, socket] = await up();
    r.connection.unacked(1);
    await r.advance(3000);
    expect(pings(socket)).to.equal(1);
    await r.advance(4999);
    expect(r.status()).to.equal('connected');
    await r.advance(1);
    expect(lost(r)).to.have.length(1);
  });

  it('a new connection after 8 s, even while frames and pongs come in: the way up is dead (case 6)', async () => {
    const [r, socket] = await up();
    r.connection.unacked(2);
    for (let i = 0; i < 79; i++) {
      await r.advance(100);
      socket.say('chatter');
    }
    expect(r.status()).to.equal('connected');
    await r.advance(100);
    expect(lost(r)).to.deep.equal(['lost 1 4901 stalled']);
  });

  it('any progress starts the time anew: a slow line is not a dead one (case 10)', async () => {
    const [r, socket] = await up();
    let waiting = 10;
    r.connection.unacked(waiting);
    while (waiting > 0) {
      await r.advance(7000);
      socket.say('ack');
      r.connection.unacked(--waiting);
    }
    expect(r.status()).to.equal('connected');
    expect(lost(r)).to.have.length(0);
  });

  it('progress() counts as well, and more sends do not', async () => {
    const [r] = await up();
    r.connection.unacked(1);
    await r.advance(7000);
    r.net.sockets[0]!.say('x');
    r.connection.progress();
    r.connection.unacked(1);
    await r.advance(4000);
    r.net.sockets[0]!.say('x');
    r.connection.unacked(2);
    r.connection.unacked(3);
    await r.advance(3999);
    expect(r.status()).to.equal('connected');
    await r.advance(1);
    expect(lost(r)).to.have.length(1);
  });

  it('nothing is due when none waits any more', async () => {
    const [r, socket] = await up();
    r.connection.unacked(1);
    r.connection.unacked(0);
    await r.advance(9000);
    expect(pings(socket)).to.equal(0);
    r.connection.unacked(1);
    await r.advance(2999);
    expect(pings(socket) + lost(r).length).to.equal(1);
  });

  it('a stall of under 5 s goes by without a reconnect (case 4)', async () => {
    const [r, socket] = await up();
    r.connection.unacked(5);
    await r.advance(4900);
    socket.say('acks');
    r.connection.unacked(0);
    await r.advance(4000);
    expect(lost(r)).to.have.length(0);
  });

  it('are counted anew on the next connection', async () => {
    const [r, socket] = await up();
    r.connection.unacked(3);
    await r.advance(7000);
    socket.break();
    await r.advance(400);
    const second = await r.up();
    await r.advance(9999);
    expect(lost(r)).to.have.length(1);
    expect(pings(second)).to.equal(0);
  });

  it('mean nothing where the protocol confirms nothing', async () => {
    const [r, socket] = await up({ ping: 'client', answers: true });
    r.connection.unacked(1);
    for (let i = 0; i < 60; i++) {
      await r.advance(1000);
      socket.say('x');
    }
    expect(r.status()).to.equal('connected');
    expect(pings(socket)).to.equal(0);
  });
});

describe('a backend that may not answer pings', () => {
  const SHY: Liveness = { ping: 'client', answers: false, idle: 10_000, unacked: 3000, patience: 5000 };

  it('is pinged and kept, however long it is silent', async () => {
    const [r, socket] = await up(SHY);
    await r.advance(120_000);
    expect(pings(socket)).to.be.within(10, 12);
    expect(r.status()).to.equal('connected');
  });

  it('is held to its word after one answer in this page\'s life, over reconnects and new connections to the same place', async () => {
    const url = 'wss://shy.test/ws?token=1';
    const [r, socket] = await up(SHY);
    r.dial = () => Promise.resolve({ url });
    socket.break();
    const second = (await r.again()).accept();
    r.connection.ready();
    await r.advance(10_000);
    second.say('pong');
    r.connection.pong();
    second.break();
    (await r.again()).accept();
    r.connection.ready();
    await r.advance(15_000);
    expect(lost(r).at(-1)).to.equal('lost 3 4901 silent');

    const other = rig();
    other.liveness = SHY;
    other.dial = () => Promise.resolve({ url: 'wss://shy.test/ws?token=2' });
    await other.start();
    await other.advance(15_000);
    expect(lost(other)).to.deep.equal(['lost 1 4901 silent']);
  });

  it('is not dropped for not confirming, unless it did once', async () => {
    const [r, socket] = await up(SHY);
    r.connection.unacked(1);
    for (let i = 0; i < 30; i++) {
      await r.advance(1000);
      socket.say('x');
    }
    expect(r.status()).to.equal('connected');
    r.connection.unacked(0);
    r.connection.unacked(1);
    for (let i = 0; i < 8; i++) {
      await r.advance(1000);
      socket.say('x');
    }
    expect(lost(r)).to.deep.equal(['lost 1 4901 stalled']);
  });
});

describe('a backend that drives the heartbeat itself', () => {
  it('is dead when it was not heard of for as long as it said', async () => {
    const [r, socket] = await up({ ping: 'server', answers: false });
    r.connection.liveWithin(45_000);
    for (let i = 0; i < 10; i++) {
      await r.advance(25_000);
      socket.say('2');
    }
    await r.advance(44_999);
    expect(r.status()).to.equal('connected');
    await r.advance(1);
    expect(lost(r)).to.have.length(1);
    expect(socket.sent).to.deep.equal([]);
  });

  it('may say so during the handshake', async () => {
    const r = rig();
    r.liveness = { ping: 'server', answers: false };
    r.connection.connect();
    const socket = await r.accepted();
    socket.say('0{}');
    r.connection.liveWithin(20_000);
    await r.advance(1000);
    r.connection.ready();
    await r.advance(19_000);
    expect(lost(r)).to.have.length(1);
  });

  it('need not say the same on the next connection', async () => {
    const [r, socket] = await up({ ping: 'server', answers: false });
    r.connection.liveWithin(20_000);
    socket.break();
    await r.advance(2500);
    await r.up();
    await r.advance(600_000);
    expect(r.status()).to.equal('connected');
  });
});
