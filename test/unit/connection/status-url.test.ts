import { expect } from '@open-wc/testing';
import { cleanUp, flush, rig, settle, type Rig } from './rig.js';

/** Loaded as the connection loads it, so that it is there when it is asked for. */
const { retryAfter } = await import('../../../src/connection/probe.js');

afterEach(cleanUp);

interface Asked {
  readonly url: string;
  readonly init: RequestInit;
}

function asking(answer: () => Response | Promise<Response>): [Rig, Asked[]] {
  const asked: Asked[] = [];
  const r = rig({
    statusUrl: () => 'https://backend.test/status',
    fetch: (url, init) => {
      asked.push({ url: String(url), init: init! });
      return Promise.resolve().then(answer);
    },
  });
  return [r, asked];
}

/** Refuses `count` handshakes. */
async function refuse(r: Rig, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const socket = r.dials.length ? await r.again() : (r.connection.connect(), await r.net.next());
    socket.break();
  }
  // The code that asks is imported, which takes more than a turn even where it is there already.
  await flush();
  await settle();
}

describe('the status URL', () => {
  it('is asked after three failed handshakes, with nothing that identifies anyone (case 12)', async () => {
    const [r, asked] = asking(() => new Response());
    await refuse(r, 2);
    expect(asked).to.have.length(0);
    await refuse(r, 1);
    expect(asked.map(({ url }) => url)).to.deep.equal(['https://backend.test/status']);
    expect(asked[0]!.init).to.include({ credentials: 'omit', cache: 'no-store' });
    expect(asked[0]!.init).not.to.have.any.keys('headers', 'body', 'method');
  });

  it('200: goes on as before', async () => {
    const [r, asked] = asking(() => new Response());
    await refuse(r, 12);
    expect(asked).to.have.length(2);
    expect(r.status()).to.equal('reconnecting');
    (await r.again()).accept();
    r.connection.ready();
    expect(r.status()).to.equal('connected');
  });

  it('is asked later where a connection worked before, since that is a restart more often than a refusal; and delays no attempt', async () => {
    const [r, asked] = asking(() => Promise.reject(new TypeError('Failed to fetch')));
    const socket = await r.start();
    await r.advance(6000);
    socket.break();
    await refuse(r, 4);
    expect(asked).to.have.length(0);
    const at = r.clock.now();
    await refuse(r, 1);
    expect(asked).to.have.length(1);
    await r.again();
    expect(r.dials.at(-1)!.at - at).to.be.at.most(9500);
  });

  it('no answer, or an error: goes on as before', async () => {
    for (const answer of [() => Promise.reject(new TypeError('Failed to fetch')), () => new Response('', { status: 500 }), () => new Response('', { status: 503 })]) {
      const [r] = asking(answer);
      await refuse(r, 5);
      expect(r.status()).to.equal('reconnecting');
    }
  });

  for (const [status, code] of [[401, 'signed-out'], [403, 'denied']] as const) {
    it(`${status}: one fresh token, one retry, then ${code}`, async () => {
      const [r] = asking(() => new Response('', { status }));
      await refuse(r, 3);
      expect(r.status()).to.equal('reconnecting');
      await refuse(r, 1);
      expect(r.dials.map((dial) => dial.fresh)).to.deep.equal([false, false, false, true]);
      expect(r.connection.view.status).to.equal('failed');
      expect(r.connection.view.error).to.include({ code });
    });
  }

  for (const status of [429, 503]) {
    it(`${status} with Retry-After: waits that long, and nothing shortens it`, async () => {
      const [r] = asking(() => new Response('', { status, headers: { 'Retry-After': '120' } }));
      r.random = 0;
      await refuse(r, 3);
      r.around.say('visible');
      r.around.say('online');
      await r.advance(119_999);
      expect(r.dials).to.have.length(3);
      await r.advance(1);
      expect(r.dials).to.have.length(4);
    });
  }

  it('a person may: retry; they are told of a long wait, and when it is over, until then', async () => {
    const [r] = asking(() => new Response('', { status: 503, headers: { 'Retry-After': '120' } }));
    r.random = 0;
    const from = Date.now() + 120_000;
    await refuse(r, 3);
    const { status, error } = r.connection.view;
    expect(status).to.equal('reconnecting');
    const written = (at: number) => new Date(at).toLocaleTimeString([], { timeStyle: 'short' });
    expect([written(from), written(Date.now() + 120_000)]).to.include(error!.until);
    expect(error).to.include({ code: 'server-error', message: `The backend is busy: it is tried again at ${error!.until}, or with retry().` });
    r.connection.retry();
    expect(r.dials).to.have.length(4);
    expect(r.connection.view).to.deep.equal({ status: 'reconnecting', error: null, attempts: 1 });
  });

  it('a long wait ends as it was said, and with it what was said of it; of a short one nothing is said', async () => {
    const [r] = asking(() => new Response('', { status: 429, headers: { 'Retry-After': '60' } }));
    r.random = 0;
    await refuse(r, 3);
    expect(r.connection.view.error).to.not.equal(null);
    await r.advance(60_000);
    expect(r.connection.view).to.deep.equal({ status: 'reconnecting', error: null, attempts: 4 });
    const [short] = asking(() => new Response('', { status: 429, headers: { 'Retry-After': '5' } }));
    short.random = 0;
    await refuse(short, 3);
    expect(short.connection.view).to.deep.equal({ status: 'reconnecting', error: null, attempts: 3 });
  });

  it('is given up after 5 s, and when the socket opens first', async () => {
    const [r, asked] = asking(() => new Promise(() => {}));
    await refuse(r, 3);
    expect(asked[0]!.init.signal!.aborted).to.equal(false);
    (await r.again()).accept();
    expect(asked[0]!.init.signal!.aborted).to.equal(true);

    const [other, otherAsked] = asking(() => new Promise(() => {}));
    await refuse(other, 3);
    other.connection.suspend();
    expect(otherAsked[0]!.init.signal!.aborted).to.equal(true);

    const [slow, slowAsked] = asking(() => new Promise(() => {}));
    await refuse(slow, 3);
    for (let i = 0; i < 50; i++) await slow.advance(100);
    expect(slowAsked[0]!.init.signal!.aborted).to.equal(true);
  });

  it('an answer that comes after the connection is there, or gone, means nothing', async () => {
    let answer = (_: Response): void => {};
    const [r] = asking(() => new Promise((resolve) => (answer = resolve)));
    await refuse(r, 3);
    (await r.again()).accept();
    r.connection.ready();
    answer(new Response('', { status: 401 }));
    await flush();
    expect(r.status()).to.equal('connected');

    const [other] = asking(() => new Promise((resolve) => (answer = resolve)));
    await refuse(other, 3);
    other.connection.disconnect();
    answer(new Response('', { status: 401 }));
    await flush();
    expect(other.status()).to.equal('closed');
  });

  it('is not asked where there is none, nor for a look-up that fails', async () => {
    const asked: unknown[] = [];
    const r = rig({
      statusUrl: () => undefined,
      fetch: (url) => {
        asked.push(url);
        return Promise.reject(new Error());
      },
    });
    await refuse(r, 4);
    expect(asked).to.have.length(0);

    const [other, otherAsked] = asking(() => new Response());
    other.dial = () => Promise.reject(new Error('token server down'));
    other.connection.connect();
    await other.advance(30_000);
    expect(otherAsked).to.have.length(0);
  });
});

describe('Retry-After', () => {
  const now = Date.UTC(2026, 0, 1);
  const table: [string | null, number | undefined][] = [
    [null, undefined], ['', undefined], ['soon', undefined], ['0', 0], [' 7 ', 7000], ['999999999', 600_000],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000], ['Thu, 01 Jan 2015 00:00:30 GMT', 0],
  ];
  for (const [header, ms] of table) it(`${JSON.stringify(header)} is ${ms}`, () => expect(retryAfter(header, now)).to.equal(ms));
});
