import { expect } from '@open-wc/testing';
import { CLOSING, meaningOf, stopReason } from '../../../src/connection/close-codes.js';
import type { CloseMeaning } from '../../../src/connection/types.js';
import { cleanUp, rig, type Rig } from './rig.js';

afterEach(cleanUp);

/** Lets every connection come up and closes it, until nothing more comes. Returns how many were made and when. */
async function closeAll(r: Rig, end: (i: number) => void, { ready = true, limit = 8 } = {}): Promise<number[]> {
  r.connection.connect();
  for (let i = 0; i < limit; i++) {
    await r.accepted();
    if (ready) r.connection.ready();
    end(i);
    const before = r.dials.length;
    for (let waited = 0; waited < 60_000 && r.dials.length === before && r.connection.view.status === 'reconnecting'; waited += 100) await r.advance(100);
    if (r.dials.length === before) break;
  }
  return r.dials.map((dial) => dial.at);
}

describe('close codes', () => {
  for (const code of [1000, 1001, 1005, 1006, 1009, 1011, 1012, 1013, 1014, 1015, 3000, 4000, 4001, 4408, 4429, 4999]) {
    it(`${code} is retried for ever`, async () => {
      const r = rig();
      const at = await closeAll(r, () => r.net.sockets.at(-1)!.end(code, 'why'));
      expect(at.length).to.be.greaterThan(7);
      expect(r.status()).not.to.be.oneOf(['failed', 'closed']);
      expect(r.log).to.include(`lost 1 ${code} why`);
    });
  }

  for (const code of [1002, 1003, 1007, 1010, 4400]) {
    it(`${code} is tried three times more, 5 s apart at least`, async () => {
      const r = rig();
      r.random = 0;
      const at = await closeAll(r, () => r.net.sockets.at(-1)!.end(code, 'bad frame'));
      expect(at.slice(1).map((to, i) => to - at[i]!)).to.satisfy((gaps: number[]) => gaps.length === 3 && gaps.every((gap) => gap >= 5000));
      expect(r.connection.view.status).to.equal('failed');
      expect(r.connection.view.error).to.include({ code: 'server-error', message: 'bad frame' });
    });
  }

  it('a connection that held for 30 s starts the three tries anew', async () => {
    const r = rig();
    await r.start();
    for (let i = 0; i < 6; i++) {
      for (let s = 0; s < 31; s++) {
        await r.advance(1000);
        r.net.sockets.at(-1)!.say('x');
      }
      r.net.sockets.at(-1)!.end(1002);
      await r.advance(10_000);
      await r.up();
    }
    expect(r.status()).to.equal('connected');
  });

  const stops: [number, string, string, string][] = [
    [4404, '', 'not-found', 'The conversation is gone or never was: close code 4404.'],
    [4404, 'Deleted by its owner.', 'not-found', 'The conversation is gone or never was: Deleted by its owner.'],
    [4426, '', 'upgrade-needed', 'another version'],
    [4409, '', 'replaced', 'opened elsewhere'],
  ];
  for (const [code, reason, error, words] of stops) {
    it(`${code} "${reason}" stops at once: ${error}`, async () => {
      const r = rig();
      const at = await closeAll(r, () => r.net.sockets.at(-1)!.end(code, reason));
      expect(at).to.have.length(1);
      expect(r.log.slice(-2)).to.deep.equal([`lost 1 ${code} ${reason}`.trimEnd(), 'connected→failed']);
      expect(r.connection.view.error).to.include({ code: error });
      expect(r.connection.view.error!.message).to.contain(words);
    });
  }

  const refusals: [number, string, string, string][] = [
    [4401, '', 'signed-out', 'did not accept the token (close code 4401)'],
    [4401, 'Your plan ended', 'signed-out', 'did not accept the token (Your plan ended)'],
    [4403, '', 'denied', 'close code 4403'],
    [4403, 'This room is private.', 'denied', 'The backend refused access: This room is private.'],
    [1008, 'token=abc.def is bad', 'denied', 'token=REDACTED'],
  ];
  for (const ready of [true, false]) {
    for (const [code, reason, error, words] of refusals) {
      it(`${code} "${reason}" ${ready ? 'after' : 'before'} the handshake: one fresh token, one retry, then ${error}`, async () => {
        const r = rig();
        await closeAll(r, () => r.net.sockets.at(-1)!.end(code, reason), { ready });
        expect(r.dials.map((dial) => dial.fresh)).to.deep.equal([false, true]);
        expect(r.connection.view.status).to.equal('failed');
        expect(r.connection.view.error).to.include({ code: error });
        expect(r.connection.view.error!.message).to.contain(words);
        await r.advance(120_000);
        expect(r.dials, 'no hammering').to.have.length(2);
      });
    }
  }

  it('a fresh token that works is the end of it, however often tokens expire', async () => {
    const r = rig();
    await r.start();
    for (let i = 0; i < 4; i++) {
      await r.advance(6000);
      r.net.sockets.at(-1)!.end(4401, 'expired');
      await r.advance(2000);
      await r.up();
    }
    expect(r.status()).to.equal('connected');
    expect(r.dials.map((dial) => dial.fresh)).to.deep.equal([false, true, true, true, true]);
  });

  it('a confirmed send proves a token at once', async () => {
    const r = rig();
    await r.start();
    for (let i = 0; i < 3; i++) {
      r.connection.unacked(1);
      r.connection.unacked(0);
      r.net.sockets.at(-1)!.end(1008);
      await r.advance(5000);
      await r.up();
    }
    expect(r.status()).to.equal('connected');
  });

  it('what falls out of line at a loss proves nothing', async () => {
    const r = rig();
    r.on.lost = () => r.connection.unacked(0);
    await closeAll(r, (i) => {
      r.connection.unacked(3 - i);
      r.net.sockets.at(-1)!.end(4401);
    });
    expect(r.dials).to.have.length(2);
    expect(r.status()).to.equal('failed');
    const other = rig();
    await closeAll(other, (i) => {
      other.connection.unacked(3 - i);
      other.net.sockets.at(-1)!.end(4401);
    });
    expect(other.dials, 'nor do fewer sends on the next connection').to.have.length(2);
  });

  it('refuse() takes the same way, with the words of the frame', async () => {
    const r = rig();
    await closeAll(r, () => r.connection.refuse('Unknown session'), { ready: false });
    expect(r.dials.map((dial) => dial.fresh)).to.deep.equal([false, true]);
    expect(r.net.sockets.map((socket) => socket.closed?.code)).to.deep.equal([4904, 4904]);
    expect(r.connection.view.error).to.include({ code: 'denied', message: 'The backend refused access: Unknown session.' });
    const other = rig();
    await closeAll(other, () => other.connection.refuse(), { ready: false });
    expect(other.connection.view.error).to.include({ code: 'signed-out', message: 'The backend did not accept the token (no reason given). Give a fresh one.' });
  });

  it('after signing in again, retry gets one try', async () => {
    const r = rig();
    await closeAll(r, () => r.net.sockets.at(-1)!.end(4401));
    r.connection.retry();
    await r.accepted();
    r.connection.ready();
    expect(r.dials.at(-1)!.fresh).to.equal(true);
    expect(r.status()).to.equal('connected');
    r.net.sockets.at(-1)!.end(4401);
    expect(r.status()).to.equal('failed');
  });

  it('a replaced connection comes back when its page is looked at again, and not before', async () => {
    const r = rig();
    const socket = await r.start();
    r.around.say('hidden');
    socket.end(4409);
    expect(r.connection.view.error).to.include({ code: 'replaced' });
    await r.advance(60_000);
    r.around.say('online');
    expect(r.dials).to.have.length(1);
    r.around.say('visible');
    await r.up();
    expect(r.status()).to.equal('connected');
    r.net.sockets.at(-1)!.end(4409);
    r.connection.retry();
    await r.up();
    expect(r.status()).to.equal('connected');
  });

  it('becoming visible wakes no connection that failed for another reason, or was closed', async () => {
    const r = rig();
    const socket = await r.start();
    socket.end(4404);
    r.around.say('visible');
    r.connection.disconnect();
    r.around.say('visible');
    expect(r.dials).to.have.length(1);
  });

  it('an overloaded backend (1013, 4429) gets 5 s at least', async () => {
    for (const code of [1013, 4429]) {
      const r = rig();
      r.random = 0;
      const socket = await r.start();
      await r.advance(6000);
      socket.end(code);
      r.connection.hurry();
      await r.advance(4999);
      expect(r.dials).to.have.length(1);
      await r.advance(1);
      expect(r.dials).to.have.length(2);
    }
  });

  it('a codec may know better, in both directions; one that throws is as one that does not know', async () => {
    const told: [number, string][] = [];
    const r = rig({
      closeMeans: (code, reason) => {
        told.push([code, reason]);
        if (code === 1000) return 'done';
        if (code === 4401) return 'retry';
        if (code === 4777) return 'stop';
        if (code === 4778) throw new Error('codec');
        return undefined;
      },
    });
    const errors: unknown[] = [];
    const before = globalThis.reportError;
    globalThis.reportError = (error) => void errors.push(error);
    const socket = await r.start();
    socket.end(1000, 'bye');
    expect(told).to.deep.equal([[1000, 'bye']]);
    expect(r.log.slice(-2)).to.deep.equal(['lost 1 1000 bye', 'connected→closed']);
    expect(r.connection.view.error).to.equal(null);
    (await r.start()).end(4401);
    expect(r.status()).to.equal('reconnecting');
    await r.advance(3000);
    (await r.up()).end(4778);
    globalThis.reportError = before;
    expect(errors).to.have.length(1);
    expect(r.status()).to.equal('reconnecting');
    await r.advance(5000);
    (await r.up()).end(4777);
    expect(r.connection.view.error!.message).to.equal('The backend ended the connection with close code 4777.');
  });

  it('a socket that breaks is not taken for a goodbye, although partysocket says 1000 (fact 5)', async () => {
    const r = rig({ closeMeans: (code) => (code === 1000 ? 'done' : undefined) });
    const socket = await r.start();
    socket.break();
    expect(r.log).to.include('lost 1 1006');
    expect(r.status()).to.equal('reconnecting');
  });

  it('our own are allowed to pages (facts B3, B4)', () => {
    for (const code of Object.values(CLOSING)) expect(code === 1000 || (code >= 4900 && code <= 4999)).to.equal(true);
  });

  it('every meaning has a reason', () => {
    const meanings: CloseMeaning[] = ['auth', 'denied', 'gone', 'upgrade', 'replaced', 'stop', 'cautious'];
    for (const meaning of meanings) expect(stopReason(meaning, 4999, '').message).to.match(/\.$/).and.not.contain('undefined').and.not.contain('..');
    expect(meaningOf(4999)).to.equal('retry');
  });
});
