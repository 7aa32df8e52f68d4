/** What comes while the code for a rare event is on its way, or cannot be had. A file of its own: once loaded, the code is there for the whole page. */
import { expect } from '@open-wc/testing';
import { loadRare } from '../../../src/conversation/events.js';
import { cleanUp, rig, settings, type SessionRig } from './rig.js';

afterEach(cleanUp);

const by = { id: 'ada', role: 'agent' };
const at = '2026-11-20T12:00:00Z';
const entry = (seq: number, k: string, more: object) => ({ seq, at, k, by, id: `e${seq}`, ...more });
const text = (words: string) => ({ parts: [{ type: 'text', text: words }] });

/** A message, a change to it and another message, in one frame and one after it. */
async function changes(r: SessionRig): Promise<void> {
  const socket = await r.start();
  const say = (...entries: object[]) => socket.say(JSON.stringify({ t: 'entries', c: 'c1', entries }));
  say(entry(1, 'message', text('one')), entry(2, 'edit', { target: 'e1', ...text('uno') }), entry(3, 'message', text('two')));
  say(entry(4, 'message', text('three')));
}

describe('a rare event', () => {
  it('is passed over, and told of, where its code cannot be had; all others come, and nothing is asked for again', async () => {
    let tries = 0;
    const r = rig(undefined, { rare: () => Promise.reject(new TypeError(`no network ${++tries}`)) });
    await changes(r);
    await r.until(() => r.texts().length > 0 && tries === 1);
    await r.go(500);
    expect(tries).to.equal(1);
    expect(r.texts(), 'what follows waits').to.deep.equal(['one']);
    await r.go(1000);
    await r.go(2000);
    await r.until(() => r.texts().length === 3);
    expect(r.texts()).to.deep.equal(['one', 'two', 'three']);
    expect(tries).to.equal(3);
    expect(r.errors()).to.deep.equal(['load-failed']);
    expect(r.arrived()).to.deep.equal(['one', 'two', 'three']);
    expect(r.room.received.filter(({ t }) => t === 'subscribe')).to.deep.equal([]);
    expect(r.session.of('c1').cursor).to.equal(4);
  });

  it('and what waits for it belong to one person only', async () => {
    let go = (): void => {};
    const r = rig(undefined, { rare: () => new Promise<void>((resolve) => (go = resolve)) });
    await changes(r);
    await r.until(() => r.texts().length > 0);
    r.session.configure(settings({ userId: 'bob' }));
    go();
    await r.go(60);
    expect(r.texts()).to.deep.equal([]);
    expect(r.errors()).to.deep.equal([]);
  });

  it('holds back what follows until its code is here, and no longer', async () => {
    let go = (): void => {};
    const gate = new Promise<void>((resolve) => (go = resolve));
    const r = rig(undefined, { rare: () => gate.then(loadRare) });
    await changes(r);
    await r.until(() => r.texts().length > 0);
    await r.go(60);
    expect(r.texts()).to.deep.equal(['one']);
    go();
    await r.until(() => r.texts().length === 3);
    expect(r.texts()).to.deep.equal(['uno', 'two', 'three']);
    expect(r.arrived()).to.deep.equal(['one', 'two', 'three']);
    expect(r.errors()).to.deep.equal([]);
    expect(r.session.of('c1').cursor).to.equal(4);
  });

  it('that somebody asks for while its code cannot be had waits for the next connection, and for nobody else’s', async () => {
    let network = false;
    const r = rig(undefined, { rare: () => (network ? loadRare() : Promise.reject(new TypeError('no network'))) });
    r.room.say('theirs');
    const socket = await r.start();
    r.session.react('other-1', '👍', true);
    r.session.react('other-1', '🎉', true);
    await r.go(60);
    expect(r.room.log.length).to.equal(1);
    network = true;
    socket.break();
    await r.go(3000);
    await r.up();
    await r.until(() => r.room.log.length === 3);
    expect(r.room.log.slice(1).map(({ k, emoji }) => `${k} ${emoji}`)).to.deep.equal(['react 👍', 'react 🎉']);
    network = false;
    r.session.react('other-1', '😢', true);
    await r.go(60);
    network = true;
    r.session.configure(settings({ userId: 'bob' }));
    await r.up();
    await r.go(60);
    expect(r.room.log.length, 'asked for by another person').to.equal(3);
    expect(r.errors()).to.deep.equal([]);
  });
});
