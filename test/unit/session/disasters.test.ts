/** Disasters that meet: a log that is lost, storage that is deleted, tabs that end or hang at that moment. Whoever still has what was said offers it again. */
import { expect } from '@esm-bundle/chai';
import { loadProtocol } from '../../../src/protocols/registry.js';
import { loadAll, World, type TabRig } from './tabs/rig.js';

let world: World;
before(loadAll);
beforeEach(() => {
  world = new World();
});
afterEach(() => world.end());

/** `shared`: false has each tab connect by itself. */
async function up(shared = true): Promise<TabRig> {
  const tab = world.open();
  if (!shared) {
    const request = tab.tab.locks.request.bind(tab.tab.locks) as (name: string, ...rest: unknown[]) => Promise<unknown>;
    const refuse = (name: string, ...rest: unknown[]): Promise<unknown> => (name.includes(':tabs:') ? Promise.reject(new DOMException('no', 'SecurityError')) : request(name, ...rest));
    Object.assign(tab.tab.locks, { request: refuse });
  }
  tab.tabs.start();
  await world.until(() => tab.tabs.connection.status === 'connected');
  return tab;
}

async function says(tab: TabRig, text: string): Promise<void> {
  tab.tabs.sendMessage(text);
  await world.until(() => tab.states().at(-1) === 'sent');
  await world.go(100);
}

describe('the log is lost', () => {
  for (const [name, typed] of [['in which somebody typed, but said nothing', true], ['in which nobody did anything', false]] as const) {
    it(`just after the tab closed that had something confirmed: one ${name} offers it again`, async () => {
      const other = await up(false);
      if (typed) other.tabs.setTyping(true);
      await world.go(100);
      const sender = await up(false);
      await says(sender, 'confirmed');
      sender.close();
      await world.go(100);
      world.room.wipe();
      world.cut(1012);
      await world.until(() => other.tabs.connection.status === 'connected' && world.room.texts.length > 0 && other.states().join() === 'sent', 100, 200);
      expect(world.room.texts).to.eql(['confirmed']);
      expect(other.texts()).to.eql(['confirmed']);
    });
  }
});

describe('the code that sends does not come', () => {
  it('to the tab that leads next: what it shows as waiting is sent before what is said meanwhile', async () => {
    const first = await up();
    let refuse: (() => void) | undefined;
    let gone = false;
    const load = (name: string): ReturnType<typeof loadProtocol> => (gone ? new Promise((_, no) => (refuse = () => no(new TypeError('offline')))) : loadProtocol(name));
    const second = world.open({}, { load });
    second.tabs.start();
    await world.go(100);
    world.down = true;
    world.cut();
    second.tabs.sendMessage('one');
    await world.until(() => first.texts().join() === 'one');
    await world.go(100);
    gone = true;
    first.close();
    world.disk.wipe();
    await world.until(() => refuse !== undefined);
    refuse!();
    refuse = undefined;
    await world.until(() => refuse !== undefined);
    second.tabs.sendMessage('two');
    await world.go(100);
    gone = false;
    refuse!();
    await world.go(100);
    world.down = false;
    await world.until(() => world.room.log.length === 2 && second.states().join() === 'sent,sent', 100, 400);
    expect(world.room.texts).to.eql(['one', 'two']);
    expect(second.texts()).to.eql(['one', 'two']);
  });
});

describe('the log is lost, and what the browser keeps is deleted', () => {
  it('as the tab closes that had something confirmed: the next one offers again what it shows of it, before what it says itself', async () => {
    const sender = await up();
    const other = world.open();
    other.tabs.start();
    await says(sender, 'one');
    await says(sender, 'two');
    await world.until(() => other.texts().join() === 'one,two');
    world.down = true;
    world.cut(1012);
    world.room.wipe();
    world.disk.wipe();
    sender.close();
    await world.go(100);
    world.room.say('of another life');
    world.down = false;
    await world.until(() => other.tabs.connection.status === 'connected' && world.room.texts.length === 3 && other.states().join() === 'sent,sent', 100, 200);
    await says(other, 'three');
    expect(world.room.texts).to.eql(['of another life', 'one', 'two', 'three']);
    expect(other.texts()).to.eql(['of another life', 'one', 'two', 'three']);
  });
});

describe('the log is lost while the disk is full', () => {
  it('after the tab closed that had something confirmed: another reads that from the disk, though it can write nothing there', async () => {
    const other = await up(false);
    const sender = await up(false);
    await says(sender, 'confirmed');
    sender.close();
    world.disk.full = true;
    world.down = true;
    world.cut();
    other.tabs.sendMessage('waiting');
    await world.go(100);
    expect(other.tabs.volatile).to.equal(true);
    world.room.wipe();
    await sent('confirmed', 'waiting');
    expect(other.states()).to.eql(['sent', 'sent']);
  });
});

describe('the tab that leads hangs', () => {
  it('and hears of something that the next one hears of later: its page is told once', async () => {
    const leader = await up();
    const other = await up();
    world.hole = true;
    leader.tab.freeze();
    await world.until(() => other.net.sockets.length > 0, 500);
    world.room.say('news');
    leader.tab.thaw();
    await world.go(100);
    expect(leader.arrived()).to.eql(['news']);
    world.hole = false;
    world.cut();
    await world.until(() => [leader, other].every(({ tabs, texts }) => tabs.connection.status === 'connected' && texts().join() === 'news'), 200);
    await world.go(1000);
    expect(other.arrived()).to.eql(['news']);
    expect(leader.arrived()).to.eql(['news']);
  });
});

/** What tabs say stays unsent. */
function offline(): void {
  world.down = true;
  world.cut();
}

async function sent(...texts: string[]): Promise<void> {
  world.down = false;
  await world.until(() => texts.every((text) => world.room.texts.includes(text)), 200, 300).catch((error: unknown) => {
    throw new Error(`${String(error)}\nthe log: ${world.room.texts.join(' ')}`);
  });
  await world.go(3000);
  expect(world.room.texts).to.eql(texts);
}

describe('storage is deleted under a page', () => {
  it('that has something to send, and is gone before it could: the next page has it', async () => {
    const tab = await up(false);
    await says(tab, 'confirmed');
    offline();
    for (const text of ['one', 'two']) tab.tabs.sendMessage(text);
    await world.go(100);
    world.disk.wipe();
    await world.go(100);
    tab.crash();
    world.open().tabs.start();
    await sent('confirmed', 'one', 'two');
  });

  it('that has nothing to send: it keeps nothing either', async () => {
    const tab = await up(false);
    await says(tab, 'confirmed');
    world.disk.wipe();
    await world.go(3000);
    expect(world.disk.stores).to.equal(undefined);
  });

  it('that follows, while nobody leads: what it said is in the next page', async () => {
    const leader = await up();
    const other = await up();
    offline();
    other.tab.freeze();
    leader.tab.freeze();
    other.tab.thaw();
    other.tabs.sendMessage('one');
    await world.go(100);
    world.disk.wipe();
    await world.go(100);
    other.crash();
    leader.crash();
    world.open().tabs.start();
    await sent('one');
  });

  it('that follows, while nobody leads and the second thing it said is on its way there: both are sent in their order', async () => {
    const leader = await up();
    const other = await up();
    offline();
    leader.tab.freeze();
    other.tabs.sendMessage('one');
    await world.go(100);
    world.disk.slow = 400;
    other.tabs.sendMessage('two');
    await world.go(8);
    // Nor does it take anything from now on.
    world.disk.full = true;
    world.disk.wipe();
    await world.go(8);
    world.disk.slow = 0;
    leader.crash();
    await sent('one', 'two');
    expect(other.states()).to.eql(['sent', 'sent']);
  });

  it('and the tab that leads ends: one that shows what waits still sends it', async () => {
    const leader = await up();
    const other = await up();
    offline();
    other.tabs.sendMessage('one');
    await world.go(100);
    other.tab.freeze();
    leader.close();
    world.disk.wipe();
    await world.go(100);
    other.tab.thaw();
    await world.go(100);
    expect(other.texts()).to.eql(['one']);
    await sent('one');
    expect(other.states()).to.eql(['sent']);
  });
});

describe('the tab that leads crashes, and storage is deleted', () => {
  it('before the next has looked there: it sends what it shows as waiting', async () => {
    offline();
    const [leader, other] = [world.open(), world.open()];
    for (const { tabs } of [leader, other]) tabs.start();
    await world.go(100);
    leader.tabs.sendMessage('one');
    await world.go(100);
    other.tabs.sendMessage('two');
    await world.go(100);
    expect(other.texts()).to.eql(['one', 'two']);
    // It answers nobody any more.
    world.disk.slow = 1e9;
    leader.crash();
    await world.go(100);
    expect(other.texts(), 'meanwhile').to.eql(['one', 'two']);
    await world.go(3000);
    world.disk.wipe();
    world.disk.hurry();
    await sent('one', 'two');
    expect(other.states()).to.eql(['sent', 'sent']);
  });
});

describe('the tab that leads closes while storage is slow', () => {
  it('what the next one says then is sent in its order, with what it says later', async () => {
    await world.end();
    // Each step takes what is drawn. With these draws the first of the two cannot be kept in time, and the second can, while storage is still being looked through.
    world = new World(16);
    const leader = await up();
    const other = await up();
    world.disk.slow = 400;
    leader.tabs.sendMessage('of the other tab');
    await world.go(24);
    leader.close();
    await world.go(24);
    other.tabs.sendMessage('one');
    await world.until(() => world.room.texts.length > 0, 24, 600);
    await world.go(300);
    other.tabs.sendMessage('two');
    await world.until(() => other.states().join() === 'sent,sent,sent', 100, 200);
    expect(world.room.texts).to.eql(['of the other tab', 'one', 'two']);
  });
});

describe('storage is slower than anybody waits for it', () => {
  for (const [name, seed, slow, closes] of [['leads goes on', 4, 2500, false], ['led closed', 3, 2500, true]] as const) {
    it(`and the tab that ${name}: what another could not keep in time goes before what it could, said after that`, async () => {
      await world.end();
      // With these draws the second is in the outbox, alone, when whoever leads looks there, and hears of the first after that.
      world = new World(seed);
      const leader = await up();
      const other = await up();
      leader.tabs.sendMessage('before');
      await world.until(() => other.states().join() === 'sent');
      await world.go(300);
      world.disk.slow = slow;
      if (closes) {
        leader.close();
        await world.go(24);
      }
      other.tabs.sendMessage('one');
      await world.go(1500);
      other.tabs.sendMessage('two');
      for (let i = 0; i < 14; i++) await world.go(50);
      world.disk.slow = 0;
      await world.until(() => other.states().join() === 'sent,sent,sent', 50, 600);
      expect(world.room.texts).to.eql(['before', 'one', 'two']);
    });
  }
});

describe('nothing can be kept', () => {
  it('and the tab that leads hangs: what the disk has is not to be had, and the next sends what it shows as waiting', async () => {
    const leader = await up();
    const other = await up();
    offline();
    leader.tabs.sendMessage('one');
    await world.go(100);
    world.disk.full = true;
    leader.tab.freeze();
    await world.until(() => other.tabs.volatile, 500);
    leader.tab.thaw();
    await sent('one');
    expect(other.texts()).to.eql(['one']);
    expect(leader.texts()).to.eql(['one']);
  });

  it('and the tab that leads ends: what another had it send, and shows, is sent', async () => {
    const leader = await up();
    const other = await up();
    offline();
    world.disk.full = true;
    other.tabs.sendMessage('one');
    await world.go(100);
    expect(leader.texts()).to.eql(['one']);
    leader.crash();
    await world.go(100);
    await sent('one');
    expect(other.states()).to.eql(['sent']);
  });
});
