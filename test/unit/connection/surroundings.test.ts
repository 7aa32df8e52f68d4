import { expect } from '@open-wc/testing';
import { Connection } from '../../../src/connection/connection.js';
import { browserSurroundings } from '../../../src/connection/surroundings.js';
import { DEFAULT_TUNING } from '../../../src/domain/index.js';
import { flush } from '../../helpers/fake-socket.js';

/** Counts listeners that are added to the window and the document, and not removed. */
function counting(): { count: () => number; restore: () => void } {
  let count = 0;
  const restores: (() => void)[] = [];
  for (const target of [window, document]) {
    const { addEventListener, removeEventListener } = target;
    target.addEventListener = ((...args: Parameters<typeof addEventListener>) => (count++, addEventListener.apply(target, args))) as typeof addEventListener;
    target.removeEventListener = ((...args: Parameters<typeof removeEventListener>) => (count--, removeEventListener.apply(target, args))) as typeof removeEventListener;
    restores.push(() => Object.assign(target, { addEventListener, removeEventListener }));
  }
  return { count: () => count, restore: () => restores.forEach((restore) => restore()) };
}

const page = (type: string, persisted: boolean) => window.dispatchEvent(new PageTransitionEvent(type, { persisted }));

describe('the surroundings of a page', () => {
  it('says what happens around it', () => {
    const heard: string[] = [];
    const end = browserSurroundings().on((what) => heard.push(what));
    window.dispatchEvent(new Event('offline'));
    window.dispatchEvent(new Event('online'));
    document.dispatchEvent(new Event('freeze'));
    document.dispatchEvent(new Event('resume'));
    document.dispatchEvent(new Event('visibilitychange'));
    page('pagehide', true);
    page('pageshow', true);
    page('pagehide', false);
    page('pageshow', false);
    end();
    window.dispatchEvent(new Event('online'));
    expect(heard).to.deep.equal(['offline', 'online', 'freeze', 'resume', document.visibilityState === 'hidden' ? 'hidden' : 'visible', 'pagehide', 'pageshow']);
  });

  it('is one set of listeners, there only while somebody listens', () => {
    const listeners = counting();
    const surroundings = browserSurroundings();
    expect(browserSurroundings()).to.equal(surroundings);
    expect(listeners.count()).to.equal(0);
    const fn = () => {};
    const ends = [surroundings.on(fn), surroundings.on(fn), surroundings.on(() => {})];
    expect(listeners.count()).to.equal(7);
    ends[0]!();
    ends[0]!();
    ends[1]!();
    expect(listeners.count()).to.equal(7);
    ends[2]!();
    expect(listeners.count()).to.equal(0);
    listeners.restore();
  });

  it('is held by a connection only while it is wanted', async () => {
    const listeners = counting();
    const connection = new Connection(
      { dial: () => new Promise(() => {}), tuning: () => DEFAULT_TUNING, liveness: () => ({ ping: 'none', answers: false }), ping: () => undefined },
      { open() {}, frame() {}, lost() {}, status() {} },
    );
    expect(listeners.count()).to.equal(0);
    connection.connect();
    expect(listeners.count()).to.equal(7);
    connection.disconnect();
    expect(listeners.count()).to.equal(0);
    connection.connect();
    connection.dispose();
    await flush();
    expect(listeners.count()).to.equal(0);
    listeners.restore();
  });
});
