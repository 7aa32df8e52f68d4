import { expect } from '@open-wc/testing';
import { systemClock } from '../../src/domain/index.js';
import { ManualClock, settle } from '../helpers/clock.js';

describe('systemClock', () => {
  it('waits where it is told to wait for ever', async () => {
    let ran = false;
    const handles = [Infinity, 1e99, 2 ** 31].map((ms) => systemClock.setTimeout(() => (ran = true), ms));
    await new Promise((resolve) => setTimeout(resolve, 30));
    for (const handle of handles) systemClock.clearTimeout(handle);
    expect(ran).to.equal(false);
  });
});

describe('ManualClock', () => {
  it('runs what is due, in order of time, then in order of age', async () => {
    const clock = new ManualClock(1000);
    const ran: string[] = [];
    clock.setTimeout(() => ran.push(`c@${clock.now()}`), 30);
    clock.setTimeout(() => ran.push(`a@${clock.now()}`), 10);
    clock.setTimeout(() => ran.push(`b@${clock.now()}`), 10);
    await clock.advance(29);
    expect(ran).to.deep.equal(['a@1010', 'b@1010']);
    await clock.advance(1);
    expect(ran.at(-1)).to.equal('c@1030');
    expect(clock.pending).to.equal(0);
  });

  it('runs timers that timers and promises between them set', async () => {
    const clock = new ManualClock();
    const ran: number[] = [];
    const sleep = (ms: number) => new Promise<void>((resolve) => void clock.setTimeout(resolve, ms));
    void (async () => {
      for (let i = 0; i < 3; i++) {
        await sleep(10);
        await Promise.resolve().then(() => undefined);
        ran.push(clock.now());
      }
    })();
    await clock.advance(100);
    expect(ran).to.deep.equal([10, 20, 30]);
    expect(clock.now()).to.equal(100);
  });

  it('forgets a cleared timer', async () => {
    const clock = new ManualClock();
    let ran = false;
    clock.clearTimeout(clock.setTimeout(() => (ran = true), 1));
    await clock.advance(10);
    expect(ran).to.equal(false);
  });

  it('rejects when a timer throws', async () => {
    const clock = new ManualClock();
    clock.setTimeout(() => {
      throw new Error('boom');
    }, 1);
    const error = await clock.advance(1).catch((caught: unknown) => caught);
    expect(error).to.be.instanceOf(Error);
  });

  it('settle waits for chains of promises', async () => {
    let ran = false;
    let chain = Promise.resolve();
    for (let i = 0; i < 50; i++) chain = chain.then(() => undefined);
    void chain.then(() => (ran = true));
    await settle();
    expect(ran).to.equal(true);
  });

  it('settle says nothing to the page, and takes nothing that the page says', async () => {
    await settle();
    const heard: unknown[] = [];
    const hear = ({ data }: MessageEvent) => heard.push(data);
    window.addEventListener('message', hear);
    try {
      window.postMessage('of the page', '*');
      await Promise.all([settle(), settle()]);
      await settle();
    } finally {
      window.removeEventListener('message', hear);
    }
    expect(heard).to.deep.equal(['of the page']);
  });
});
