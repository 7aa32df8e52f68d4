import { expect } from '@open-wc/testing';
import { openIndexedDb } from '../../../src/storage/indexed-db.js';
import type { Drawer, Transaction } from '../../../src/storage/drawer.js';

describe('the database and a page that is frozen', () => {
  const drawers: Drawer[] = [];
  const name = `freeze-${Date.now()}`;
  const open = async (): Promise<Drawer> => {
    const drawer = await openIndexedDb(name, indexedDB, () => undefined);
    drawers.push(drawer);
    return drawer;
  };
  const write = (drawer: Drawer, key: string, value: unknown): Promise<void> => drawer.run('readwrite', async (tx) => tx.put(['values', key], value));
  const read = (drawer: Drawer, key: string): Promise<unknown> => drawer.run('readonly', (tx) => tx.get(['values', key]));

  afterEach(async () => {
    document.dispatchEvent(new Event('resume'));
    for (const drawer of drawers.splice(0)) drawer.close();
    await new Promise((resolve) => (indexedDB.deleteDatabase(name).onsuccess = resolve));
  });

  /** A page in the middle of something, and what lets it go on. */
  const midway = async (page: Drawer, tries: string[]): Promise<{ done: Promise<unknown> }> => {
    let begun!: () => void;
    const beginning = new Promise<void>((resolve) => (begun = resolve));
    const done = page.run('readwrite', async (tx: Transaction) => {
      tries.push('begun');
      const before = await tx.get(['values', 'count']);
      begun();
      // As long as it asks, it is under way.
      for (let more = 0; more < 200; more++) await tx.get(['values', 'count']);
      tx.put(['values', 'count'], Number(before ?? 0) + 1);
      tries.push('written');
    });
    await beginning;
    return { done };
  };

  it('keeps nobody waiting, and does what it had not done when it goes on', async () => {
    const tries: string[] = [];
    const { done } = await midway(await open(), tries);
    document.dispatchEvent(new Event('freeze'));
    // Another page's, which did not hear that.
    const other = await open();
    await write(other, 'count', 10);
    expect(tries).to.deep.equal(['begun']);
    expect(await read(other, 'count')).to.equal(10);
    document.dispatchEvent(new Event('resume'));
    await done;
    expect(tries).to.deep.equal(['begun', 'begun', 'written']);
    expect(await read(other, 'count')).to.equal(11);
  });

  it('asks nothing while it is frozen, whoever wants it, and keeps what it only has to write', async () => {
    const [frozen, other] = [await open(), await open()];
    document.dispatchEvent(new Event('freeze'));
    let found: unknown = 'not yet';
    const reading = read(frozen, 'count').then((value) => (found = value));
    await write(frozen, 'said', 'while it was frozen');
    await write(other, 'count', 10);
    expect(await read(await open(), 'said')).to.equal('while it was frozen');
    expect(found).to.equal('not yet');
    document.dispatchEvent(new Event('resume'));
    await reading;
    expect(found).to.equal(10);
  });

  it('does what is only written, and is not told that its work failed', async () => {
    const page = await open();
    const writing = write(page, 'said', 'in the last moment');
    await Promise.resolve();
    document.dispatchEvent(new Event('freeze'));
    await writing;
    expect(await read(await open(), 'said')).to.equal('in the last moment');
  });

  it('hears of no freezing once it is closed', async () => {
    const page = await open();
    const failing = page.run('readwrite', async (tx) => {
      await tx.get(['values', 'a']);
      throw new Error('mine');
    });
    expect(await failing.catch((error: Error) => error.message)).to.equal('mine');
    page.close();
    document.dispatchEvent(new Event('freeze'));
    const other = await open();
    await write(other, 'a', 1);
    expect(await read(other, 'a')).to.equal(1);
  });
});
