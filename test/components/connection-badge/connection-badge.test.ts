import '../../../components/connection-badge/connection-badge.define.js';
import { expect } from '@open-wc/testing';
import type { ConnectionBadge } from '../../../components/connection-badge/connection-badge.js';
import type { ConnectionStatus } from '../../../src/domain/index.js';
import { fakeConnection, type FakeConnection } from '../../../src/testing/index.js';
import { expectAccessible } from '../../helpers/axe.js';
import { all, frame, one, part, under, until } from '../harness.js';

const WORDS: Readonly<Record<ConnectionStatus, string>> = {
  idle: 'Not connected', connecting: 'Connecting', connected: 'Connected', reconnecting: 'Reconnecting', polling: 'Connected, slower than usual', offline: 'Offline',
  failed: 'Connection failed', closed: 'Disconnected',
}; // prettier-ignore

async function show(status: ConnectionStatus, more: Parameters<FakeConnection['setConnection']>[1] = {}, attributes: readonly string[] = []) {
  const fake = fakeConnection();
  fake.setConnection(status, more);
  const badge = document.createElement('connection-badge');
  for (const name of attributes) badge.setAttribute(name, '');
  await under(badge, fake);
  return { fake, badge };
}
const words = (badge: ConnectionBadge) => one(badge, 'status').textContent!.trim();
/** What is live in the region: what screen readers say when it changes. */
const spoken = (badge: ConnectionBadge) => one(badge, 'status').children[0]!.textContent!.trim();
const has = (badge: ConnectionBadge, state: string) => {
  try {
    return badge.matches(`:state(${state})`);
  } catch {
    return undefined;
  }
};

describe('<connection-badge>', () => {
  for (const [status, expected] of Object.entries(WORDS)) {
    it(`says ${status} in words, with a dot, and reflects it`, async () => {
      const { badge } = await show(status as ConnectionStatus);
      expect(words(badge)).to.equal(expected);
      expect(badge.status).to.equal(status);
      expect(badge.getAttribute('status')).to.equal(status);
      expect(has(badge, status)).to.be.oneOf([true, undefined]);
      for (const name of ['base', 'dot', 'label']) expect(part(badge, name), name).to.not.equal(undefined);
      expect(part(badge, 'dot')!.getBoundingClientRect().width).to.be.greaterThan(5);
      await expectAccessible(badge);
    });
  }

  it('leaves one custom state for the next', async function () {
    const { badge, fake } = await show('connected');
    if (has(badge, 'connected') === undefined) this.skip();
    fake.setConnection('offline');
    await until(() => has(badge, 'offline'));
    expect(has(badge, 'connected')).to.equal(false);
  });

  it('is idle without a connection', async () => {
    const badge = await under(document.createElement('connection-badge'));
    expect(badge.status).to.equal('idle');
    expect(words(badge)).to.equal('Not connected');
  });

  it('counts the attempts without saying each one', async () => {
    const { badge, fake } = await show('connected');
    fake.setConnection('reconnecting', { attempts: 1 });
    await until(() => words(badge) === 'Reconnecting · attempt 1');
    const before = spoken(badge);
    fake.setConnection('reconnecting', { attempts: 3 });
    await until(() => words(badge) === 'Reconnecting · attempt 3');
    expect(before).to.equal('Reconnecting');
    expect(spoken(badge), 'what is live did not change').to.equal('Reconnecting');
    expect(one(badge, 'status').getAttribute('aria-atomic')).to.equal('false');
    expect(one(badge, 'status').children[1]!.getAttribute('aria-live')).to.equal('off');
  });

  it('says that the connection is restored, once, and nothing at the first connecting', async () => {
    const { badge, fake } = await show('connecting');
    expect(spoken(badge)).to.equal('');
    fake.setConnection('connected');
    await until(() => words(badge) === 'Connected');
    expect(spoken(badge)).to.equal('');
    fake.setConnection('reconnecting', { attempts: 1 });
    fake.setConnection('reconnecting', { attempts: 2 });
    await until(() => badge.status === 'reconnecting');
    fake.setConnection('connected');
    await until(() => spoken(badge) === 'Connection restored');
    await until(() => words(badge) === 'Connected', 'back to plain words');
    expect(spoken(badge)).to.equal('');
  });

  it('has nothing to add to its words where all is well', async () => {
    const { badge } = await show('connected');
    expect(part(badge, 'base')!.hasAttribute('title')).to.equal(false);
  });

  it('does not call a connection restored for ever, where it was moved while that was news', async () => {
    const { badge, fake } = await show('reconnecting');
    fake.setConnection('connected');
    await until(() => spoken(badge) === 'Connection restored');
    const box = badge.parentElement!;
    badge.remove();
    box.append(badge);
    await until(() => words(badge) === 'Connected', 'back to plain words');
    expect(spoken(badge)).to.equal('');
  });

  it('says each return after each loss, also when these follow each other quickly', async () => {
    const { badge, fake } = await show('reconnecting');
    for (let i = 0; i < 2; i++) {
      fake.setConnection('connected');
      await until(() => spoken(badge) === 'Connection restored');
      fake.setConnection('reconnecting', { attempts: 1 });
      await until(() => spoken(badge) === 'Reconnecting');
    }
  });

  it('offers a retry once it failed, with the reason, and keeps the focus when that works', async () => {
    const { badge, fake } = await show('failed', { error: { code: 'connect-failed', message: 'Check the address.' } });
    expect(words(badge)).to.equal('Connection failed. Check the address.');
    expect(part(badge, 'base')!.title).to.equal('Check the address.');
    const retry = one(badge, 'button', 'Retry');
    expect(part(badge, 'retry')).to.equal(retry);
    retry.focus();
    retry.click();
    expect(fake.calls).to.deep.equal([['retry']]);
    fake.setConnection('connecting');
    await until(() => all(badge, 'button').length === 0);
    expect(badge.shadowRoot!.activeElement).to.equal(part(badge, 'base'));
  });

  it('says until when the backend asked to be left alone, and offers to try at once', async () => {
    const { badge, fake } = await show('reconnecting', { attempts: 3, error: { code: 'server-error', message: 'The backend is busy.', until: '14:32' } });
    expect(words(badge)).to.equal('Reconnecting · 14:32');
    one(badge, 'button', 'Retry').click();
    expect(fake.calls).to.deep.equal([['retry']]);
    // What went wrong with an attempt is not a wait: the next one comes by itself.
    fake.setConnection('reconnecting', { attempts: 1, error: { code: 'token-failed', message: 'getToken() failed.' } });
    await until(() => words(badge) === 'Reconnecting · attempt 1');
    expect(all(badge, 'button').length).to.equal(0);
    expect(badge.shadowRoot!.activeElement).to.equal(part(badge, 'base'));
  });

  it('says that somebody has to sign in again, and that messages come more slowly', async () => {
    const { badge, fake } = await show('failed', { error: { code: 'signed-out', message: 'Sign in again.' } });
    expect(words(badge)).to.equal('Signed out. Sign in again.');
    expect(spoken(badge)).to.contain('Signed out');
    fake.setConnection('polling');
    await until(() => words(badge) === 'Connected, slower than usual');
    expect(spoken(badge)).to.equal('Connected, slower than usual');
  });

  it('compact: shows the dot only, and keeps the words for those who cannot see it', async () => {
    const { badge } = await show('offline', {}, ['compact']);
    expect(words(badge)).to.equal('Offline');
    expect(part(badge, 'label')!.getBoundingClientRect().width).to.be.at.most(1);
    expect(part(badge, 'base')!.title).to.equal('Offline');
    await expectAccessible(badge);
    badge.setAttribute('compact', 'false');
    await frame();
    expect(part(badge, 'label')!.getBoundingClientRect().width).to.be.greaterThan(10);
  });

  it('follows the direction of the page', async () => {
    document.documentElement.dir = 'rtl';
    const { badge } = await show('connected');
    const dot = part(badge, 'dot')!.getBoundingClientRect();
    const label = part(badge, 'label')!.getBoundingClientRect();
    document.documentElement.removeAttribute('dir');
    expect(dot.left).to.be.greaterThan(label.right);
  });
});
