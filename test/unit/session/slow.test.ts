/** Storage that takes its time: cold, busy, or shared with tabs that write at once. Nothing is lost for that, nothing overtakes, and nothing waits for ever. */
import { expect } from '@esm-bundle/chai';
import { Conversation } from '../../../src/conversation/conversation.js';
import { Keeper } from '../../../src/session/keeper.js';
import { handOver } from '../../../src/session/tabs/hand-over.js';
import type { Commit, Store } from '../../../src/storage/types.js';
import { ManualClock, settle } from '../../helpers/clock.js';
import { loadProtocol } from '../../../src/protocols/registry.js';
import { cleanUp, keep, rig, settings } from './rig.js';
import { loadAll, World, type TabRig } from './tabs/rig.js';

/** Until `hurry`. */
const STUCK = 1e9;

let world: World;
before(loadAll);
beforeEach(() => {
  world = new World();
});
afterEach(() => world.end());

async function up(): Promise<TabRig> {
  const tab = world.open();
  tab.tabs.start();
  await world.until(() => tab.tabs.connection.status === 'connected');
  return tab;
}

/** The tab that leads is frozen until the other has taken over, and comes back. */
async function losesTheLead(leader: TabRig, other: TabRig): Promise<void> {
  await world.go(100);
  leader.tab.freeze();
  await world.until(() => other.tabs.connection.status === 'reconnecting', 500);
  await world.go(4000);
  leader.tab.thaw();
  await world.go(100);
}

/** One message is confirmed, and one waits, when the log is lost while storage is stuck. */
async function recalling(): Promise<TabRig> {
  const tab = await up();
  tab.tabs.sendMessage('confirmed');
  await world.until(() => tab.states().join() === 'sent');
  world.down = true;
  world.cut();
  tab.tabs.sendMessage('waiting');
  await world.go(100);
  world.disk.slow = STUCK;
  world.room.wipe();
  world.down = false;
  await world.until(() => tab.tabs.connection.status === 'connected', 500);
  return tab;
}

describe('with slow storage', () => {
  it('what waits is sent, though the line was cut before it was known what the lost log had', async () => {
    const tab = await recalling();
    world.down = true;
    world.cut();
    await world.until(() => tab.tabs.connection.status === 'reconnecting');
    world.disk.hurry();
    await world.go(100);
    world.down = false;
    await world.until(() => tab.states().join() === 'sent,sent', 500);
    expect(world.room.texts).to.eql(['confirmed', 'waiting']);
  });

  it('what the lost log had goes out before the rest, over whatever connection', async () => {
    const tab = await recalling();
    world.cut();
    await world.until(() => tab.net.sockets.filter(({ readyState }) => readyState === 1).length === 1 && tab.tabs.connection.status === 'connected', 500);
    await world.go(1000);
    expect(world.room.texts).to.eql([]);
    world.disk.hurry();
    await world.until(() => tab.states().join() === 'sent,sent', 500);
    expect(world.room.texts).to.eql(['confirmed', 'waiting']);
  });

  it('a tab that loses the lead still sends what it could not keep', async () => {
    const leader = await up();
    const other = await up();
    world.disk.slow = STUCK;
    leader.tabs.sendMessage('not kept yet');
    await losesTheLead(leader, other);
    expect(leader.texts()).to.eql(['not kept yet']);
    world.disk.hurry();
    await world.until(() => leader.states().join() === 'sent' && other.texts().length === 1, 500);
    expect(world.room.texts).to.eql(['not kept yet']);
  });

  it('a change that is asked for while storage opens is not lost with the lead', async () => {
    const leader = await up();
    const other = await up();
    world.disk.slow = STUCK;
    leader.tabs.react('m1', '👍', true);
    leader.tabs.setStatus('resolved');
    await losesTheLead(leader, other);
    world.disk.hurry();
    await world.until(() => world.room.log.length === 2, 500);
    await world.go(1000);
    expect(world.room.log.map(({ k }) => k)).to.eql(['react', 'status']);
  });

  it('what a tab that follows said in its last moment is sent by the one that leads', async () => {
    const leader = await up();
    const tab = await up();
    world.disk.slow = STUCK;
    tab.tabs.sendMessage('last');
    tab.tabs.sendMessage('words');
    await world.go(100);
    dispatchEvent(new Event('pagehide'));
    tab.crash();
    world.disk.hurry();
    await world.until(() => leader.states().join() === 'sent,sent', 100);
    expect(world.room.texts).to.eql(['last', 'words']);
    expect(localStorage.getItem(`${world.disk.name}:left`)).to.equal(null);
  });

  it('and comes back to it as if nothing was', async () => {
    await up();
    const tab = await up();
    world.disk.slow = STUCK;
    tab.tabs.sendMessage('still here');
    await world.go(100);
    dispatchEvent(new Event('pagehide'));
    dispatchEvent(new Event('pageshow'));
    expect(localStorage.getItem(`${world.disk.name}:left`)).to.equal(null);
    world.disk.hurry();
    await world.until(() => tab.states().join() === 'sent', 100);
    expect(world.room.texts).to.eql(['still here']);
  });

  it('what is said goes out within seconds, and is there once when the disk answers', async () => {
    const tab = await up();
    world.disk.slow = STUCK;
    tab.tabs.sendMessage('said');
    await world.go(1500);
    expect(world.room.texts).to.eql([]);
    // Two for the storage to open, as nothing was said before; two for what is written.
    await world.until(() => tab.states().join() === 'sent', 100, 60);
    tab.tabs.sendMessage('at once');
    await world.until(() => tab.states().join() === 'sent,sent', 10, 10);
    world.cut();
    await world.until(() => tab.tabs.connection.status === 'connected', 100);
    world.disk.hurry();
    await world.go(1000);
    expect(world.disk.kept('outbox')).to.eql([]);
    world.open().tabs.start();
    await world.go(1000);
    expect(world.room.texts).to.eql(['said', 'at once']);
  });

  it('a page that finds it stuck connects and sends all the same, and what was left comes behind', async () => {
    const before = await up();
    world.down = true;
    world.cut();
    before.tabs.sendMessage('left');
    await world.until(() => world.disk.kept('outbox').length === 1, 100);
    before.crash();
    world.down = false;
    world.disk.slow = STUCK;
    const tab = world.open();
    tab.tabs.start();
    tab.tabs.sendMessage('new');
    // Nothing is asked of the disk where it is asked whether there is one.
    for (let i = 0; i < 4; i++) {
      world.disk.answer();
      await world.go(10);
    }
    await world.until(() => tab.states().join() === 'sent', 100, 90);
    expect(world.room.texts).to.eql(['new']);
    world.disk.hurry();
    await world.until(() => tab.states().join() === 'sent,sent', 100);
    expect(world.room.texts).to.eql(['new', 'left']);
    expect(world.disk.kept('outbox')).to.eql([]);
  });

  it('what a tab that follows says goes out as soon', async () => {
    const leader = await up();
    const tab = await up();
    world.disk.slow = STUCK;
    tab.tabs.sendMessage('from here');
    await world.until(() => tab.states().join() === 'sent' && leader.states().join() === 'sent', 100, 90);
    expect(world.room.texts).to.eql(['from here']);
    world.disk.hurry();
    await world.go(2000);
    expect(world.disk.kept('outbox')).to.eql([]);
    expect(world.room.texts).to.eql(['from here']);
  });

  it('a tab that takes the lead is not connected before its own socket is', async () => {
    const leader = await up();
    const tab = await up();
    leader.tabs.sendMessage('kept');
    await world.until(() => tab.states().join() === 'sent');
    world.disk.slow = STUCK;
    leader.tab.freeze();
    for (let i = 0; i < 80; i++) await world.go(100);
    expect(tab.told.slice(1).filter((told) => !told.startsWith('+'))).to.eql(['reconnecting']);
    world.disk.hurry();
    await world.until(() => tab.tabs.connection.status === 'connected', 100);
    expect(tab.net.sockets.length).to.equal(1);
  });

  it('a tab that takes the lead says nothing before what it said as a follower', async () => {
    const leader = await up();
    const tab = await up();
    world.disk.slow = STUCK;
    tab.tabs.sendMessage('first');
    await world.go(100);
    // Whatever begins from now on is quick; the first is still on its way.
    world.disk.slow = 0;
    leader.crash();
    await world.until(() => tab.net.sockets.length === 1 && tab.tabs.connection.status === 'connected', 100);
    tab.tabs.sendMessage('second');
    expect(tab.texts()).to.eql(['first', 'second']);
    await world.go(1000);
    expect(world.room.texts).to.eql([]);
    world.disk.hurry();
    await world.until(() => tab.states().join() === 'sent,sent', 100);
    expect(world.room.texts).to.eql(['first', 'second']);
  });

  it('what was taken back on its way into storage is not sent', async () => {
    await up();
    const tab = await up();
    world.disk.slow = STUCK;
    const { id } = tab.tabs.sendMessage('oh no');
    await world.go(100);
    tab.tabs.discardMessage(id);
    expect(tab.texts()).to.eql([]);
    world.disk.hurry();
    await world.go(100);
    tab.tabs.sendMessage('better');
    await world.until(() => tab.states().join() === 'sent');
    expect(world.room.texts).to.eql(['better']);
  });

  it('what is said before there is any code or conversation survives the page', async () => {
    const address = { ...settings().address, conversation: undefined };
    const tab = world.open({ address }, { load: () => Promise.reject(new TypeError('offline')) });
    tab.tabs.start();
    tab.tabs.sendMessage('first');
    await world.go(100);
    tab.tabs.sendMessage('second');
    await world.go(3000);
    tab.around.say('pagehide');
    dispatchEvent(new Event('pagehide'));
    tab.crash();
    const next = world.open({ address });
    next.tabs.start();
    await world.until(() => next.states().join() === 'sent,sent', 100);
    expect(world.room.texts).to.eql(['first', 'second']);
  });

  it('what is said before there is any code goes out when there is', async () => {
    let offline = true;
    const tab = world.open({}, { load: (name) => (offline ? Promise.reject(new TypeError('offline')) : loadProtocol(name)) });
    tab.tabs.start();
    tab.tabs.sendMessage('first');
    await world.go(3000);
    offline = false;
    tab.tabs.retry();
    await world.until(() => tab.states().join() === 'sent', 100);
    expect(world.room.texts).to.eql(['first']);
  });

  it('what other tabs ask for goes out in their order, whichever look into storage takes longer', async () => {
    const { store, name } = keep();
    const adopt = store.adopt.bind(store);
    let answer!: () => void;
    const first = new Promise<void>((resolve) => (answer = resolve));
    const one = rig(undefined, { kept: { store, name } });
    await one.start();
    one.session.sendMessage('before');
    await one.until(() => one.room.texts.length === 1);
    let looks = 0;
    store.adopt = async (...args) => {
      if (looks++ === 0) await first;
      return adopt(...args);
    };
    const asked = ['first', 'second'].map((text) => handOver(one.session, [{ type: 'send-message', conversation: 'c1', id: text, n: 1, at: new Date(0), parts: [{ type: 'text', text }] }], false, () => undefined));
    await one.go(100);
    answer();
    await Promise.all(asked);
    await one.until(() => one.room.texts.length === 3);
    expect(one.room.texts).to.eql(['before', 'first', 'second']);
    await cleanUp();
  });

  it('a page that goes while what is kept is read leaves nothing that waits, nor does the answer afterwards', async () => {
    const { store, name } = keep();
    const one = rig(undefined, { kept: { store, name } });
    await one.start();
    one.session.sendMessage('kept');
    await one.until(() => one.states().join() === 'sent');
    await store.load(one.session.scope, 'c1');
    one.session.dispose();
    const again = keep(name).store;
    let answer!: () => void;
    let asked = false;
    const load = again.load.bind(again);
    again.load = async (...args) => {
      asked = true;
      await new Promise<void>((resolve) => (answer = resolve));
      return load(...args);
    };
    const two = rig(undefined, { kept: { store: again, name } });
    two.session.start();
    await two.until(() => asked);
    two.session.dispose();
    expect(two.clock.pending).to.equal(0);
    answer();
    await two.go(0);
    expect(two.clock.pending).to.equal(0);
    await cleanUp();
  });

  it('what does not join on to what another page keeps is kept as a whole', async () => {
    const commits: Commit[] = [];
    const store = { commit: (commit: Commit) => Promise.resolve(commits.push(commit) > 1) } as unknown as Store;
    const conversation = new Conversation('c1', { self: () => ({ id: 'me', role: 'visitor' }), clock: new ManualClock(), newId: () => 'id', now: () => new Date(0), hasHistory: () => true });
    const keeper = new Keeper(store, 'scope');
    const at = new Date(0);
    for (const id of ['a', 'b']) conversation.addOwn({ type: 'send-message', conversation: 'c1', id, n: 1, at, parts: [{ type: 'text', text: id }] });
    keeper.note(conversation, { changed: true, arrived: [], touched: [conversation.find('b')!], removed: [] });
    await settle();
    expect(commits.map(({ messages, reset }) => [messages.map(({ id }) => id).join(' '), reset])).to.eql([['b', false], ['a b', true]]);
  });

  it('is written with a cursor that is not ahead of its messages, and says where the last write of this page ended', async () => {
    const commits: Commit[] = [];
    let next = (): void => {};
    const store = { load: () => Promise.resolve(undefined), commit: (commit: Commit) => new Promise((done) => (commits.push(commit), (next = () => done(true)))) } as unknown as Store;
    const of = (id: string) => new Conversation(id, { self: () => ({ id: 'me', role: 'visitor' }), clock: new ManualClock(), newId: () => 'id', now: () => new Date(0), hasHistory: () => true });
    const keeper = new Keeper(store, 'scope');
    const [one, two] = [of('one'), of('two')];
    const hears = (conversation: Conversation, seq: number) => keeper.note(conversation, conversation.apply({ type: 'message', message: { id: `m${seq}`, seq, author: { id: 'x', role: 'agent' }, parts: [{ type: 'text', text: 'x' }] } }));
    hears(one, 1);
    hears(two, 1);
    await settle();
    hears(two, 2);
    for (let i = 0; i < 3; i++) {
      next();
      await settle();
      if (i === 0) hears(one, 2);
    }
    const said = commits.map(({ conversation, messages, from }) => [conversation.conversation, messages.map(({ id }) => id).join(), conversation.cursor, from]);
    expect(said).to.eql([['one', 'm1', 1, undefined], ['two', 'm1,m2', 2, undefined], ['one', 'm2', 2, 1]]);
  });
});
