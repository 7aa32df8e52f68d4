/** What comes while the code for a rare event is on its way, or cannot be had. */
import { expect } from '@open-wc/testing';
import { loadRare, useRare } from '../../../src/conversation/events.js';
import type { FakeSocket } from '../../helpers/fake-socket.js';
import { cleanUp, keep, rig, settings, type SessionRig } from './rig.js';

afterEach(cleanUp);
// Once loaded, the code is there for the whole page.
beforeEach(() => useRare(undefined as never));

const by = { id: 'ada', role: 'agent' };
const at = '2026-11-20T12:00:00Z';
const entry = (seq: number, k: string, more: object) => ({ seq, at, k, by, id: `e${seq}`, ...more });
const text = (words: string) => ({ parts: [{ type: 'text', text: words }] });

/** A message, a change to it and another message, in one frame and one after it. */
async function changes(r: SessionRig): Promise<FakeSocket> {
  const socket = await r.start();
  const say = (...entries: object[]) => socket.say(JSON.stringify({ t: 'entries', c: 'c1', entries }));
  say(entry(1, 'message', text('one')), entry(2, 'edit', { target: 'e1', ...text('uno') }), entry(3, 'message', text('two')));
  say(entry(4, 'message', text('three')));
  return socket;
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

  it('that was passed over comes when its code does, and holds back nothing meanwhile', async () => {
    let network = false;
    let tries = 0;
    const r = rig(undefined, { rare: () => (tries++, network ? loadRare() : Promise.reject(new TypeError('no network'))) });
    const socket = await changes(r);
    await r.go(1000);
    await r.go(2000);
    await r.until(() => r.texts().length === 3);
    socket.say(JSON.stringify({ t: 'entries', c: 'c1', entries: [entry(5, 'remove', { target: 'e3' }), entry(6, 'message', text('four'))] }));
    await r.go(60);
    expect(r.texts(), 'as far as it can be shown').to.deep.equal(['one', 'two', 'three', 'four']);
    expect(tries).to.equal(3);
    expect(r.errors(), 'told once').to.deep.equal(['load-failed']);
    network = true;
    await r.go(11_000);
    await r.until(() => r.texts()[0] === 'uno');
    expect(r.texts()).to.deep.equal(['uno', '', 'three', 'four']);
    expect(r.arrived()).to.deep.equal(['one', 'two', 'three', 'four']);
    expect(r.room.received.filter(({ t }) => t === 'subscribe')).to.deep.equal([]);
    expect(r.session.of('c1').cursor).to.equal(6);
  });

  it('that was passed over is asked for by the next page', async () => {
    const kept = keep();
    const r = rig(undefined, { kept, rare: () => Promise.reject(new TypeError('no network')) });
    const { room } = r;
    const socket = await r.start();
    r.session.sendMessage('mine');
    await r.until(() => room.log.length === 1 && r.states()[0] === 'sent');
    const changes = [entry(2, 'message', text('one')), entry(3, 'edit', { target: 'e2', ...text('uno') }), entry(4, 'message', text('two'))];
    room.log.push(...changes);
    socket.say(JSON.stringify({ t: 'entries', c: 'c1', entries: changes }));
    await r.go(1000);
    await r.go(2000);
    await r.until(() => r.texts().length === 3);
    // A database takes its own time.
    const written = async (): Promise<number> => (await r.store.load(r.session.scope, 'c1'))?.messages.length ?? 0;
    for (let i = 0; i < 400 && (await written()) < 3; i++) await r.go(3);
    r.session.dispose();
    const next = rig(undefined, { kept: keep(kept.name), room });
    await next.start();
    await next.until(() => next.texts()[1] === 'uno');
    expect(next.texts()).to.deep.equal(['mine', 'uno', 'two']);
    expect(next.arrived(), 'known').to.deep.equal([]);
    expect(room.hellos.at(-1)!['subscribe']).to.deep.equal([{ c: 'c1', epoch: 'epoch-1', cursor: 2 }]);
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

  it('that somebody asks for while its code cannot be had goes out when it is, over the same connection', async () => {
    let network = false;
    const r = rig(undefined, { rare: () => (network ? loadRare() : Promise.reject(new TypeError('no network'))) });
    r.room.say('theirs');
    await r.start();
    r.session.react('other-1', '👍', true);
    r.session.react('other-1', '🎉', true);
    await r.go(60);
    await r.go(10_000);
    expect(r.room.log.length).to.equal(1);
    network = true;
    await r.go(10_000);
    await r.until(() => r.room.log.length === 3);
    expect(r.room.log.slice(1).map(({ k, emoji }) => `${k} ${emoji}`)).to.deep.equal(['react 👍', 'react 🎉']);
    expect(r.net.sockets.length).to.equal(1);
  });
});
