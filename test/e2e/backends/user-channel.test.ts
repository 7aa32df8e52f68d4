/** One channel for everything a user has: pending messages again and again, pings that nobody answers, login and logout. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { everywhere } from './shared.js';
import { once, eventually, stage, until } from './stage.js';

interface Sent {
  readonly type: string;
  readonly message?: string;
  readonly conversation_uuid?: string;
}

describe('user-channel, in front of its server', () => {
  const on = stage('user-channel', { conversation: 'c1', 'user-id': 'u1' });
  const control = () => on.server.control;
  const frames = (): Sent[] => control().received().map((frame) => JSON.parse(frame) as Sent);

  everywhere({
    stage: on, conversation: 'c1', other: 'c2', state: 'Sent', many: true,
    says: (conversation, text) => void control().act('message', { conversation, text }),
    sent: () => frames().flatMap(({ type, message = '' }) => (type === 'message_generate' ? [message] : [])),
    refusals: [
      { modes: { refusal: 1008 }, words: /denied: .*Invalid token/ },
      { modes: { refusal: 4401, closeReason: 'Signed out elsewhere' }, words: /signed-out: .*\(Signed out elsewhere\)/ },
    ],
    violation: { type: 'message_generate', conversation_uuid: 'c1', message: 42 },
    unknown: { name: 'notification_new', says: () => void control().act('notification'), data: /Invoice paid/ },
    own: [
      { frame: { type: 'typing', on: true }, seen: /^\{"type":"typing","on":true\}$/ },
      { frame: '{"type":"as it is"}', seen: /^\{"type":"as it is"\}$/ },
    ],
    capabilities: { confirm: 'none', conversations: true, pending: true },
    renewed: () => /"get_pending"/,
  });

  it('what waited comes once, however often it is handed out', { timeout: 60_000 }, async () => {
    control().set({ repeats: true });
    control().act('later', { text: 'Before you came' });
    const visitor = await on.visit({ token: 'good' });
    await once(visitor, 'Before you came');
    control().act('message', { text: 'While you are here' });
    await once(visitor, 'While you are here');
    control().act('later', { text: 'Told when asked' });
    const asked = frames().filter(({ type }) => type === 'get_pending').length;
    await visitor.connection((connection) => connection.requestPending());
    await once(visitor, 'Told when asked');
    assert.equal(frames().filter(({ type }) => type === 'get_pending').length, asked + 1);
    control().cut();
    await eventually(() => frames().filter(({ type }) => type === 'get_pending').length === asked + 2, 'what is pending was not asked for again');
    control().act('message', { text: 'After all of that' });
    await visitor.reads(/After all of that/);
    for (const text of ['Before you came', 'While you are here', 'Told when asked', 'After all of that']) await once(visitor, text);
    visitor.leave();
  });

  it('a message is written anew: in its place, or in that of the last', { timeout: 60_000 }, async () => {
    const visitor = await on.visit({ token: 'good' });
    await visitor.is('connected');
    const first = control().act('message', { text: 'First answer' }) as string;
    control().act('message', { text: 'Second answer' });
    await visitor.reads(/Second answer/);
    control().act('regenerate', { id: first, text: 'First, but better' });
    await visitor.reads(/First, but better/);
    control().act('regenerate', { id: '', text: 'Second, but better' });
    await visitor.reads(/Second, but better/);
    assert.deepEqual((await visitor.texts()).filter((text) => /First|Second/.test(text)), ['First, but better', 'Second, but better']);
    control().act('text', { text: 'Only words' });
    await once(visitor, 'Only words');
    visitor.leave();
  });

  it('an error of the backend is shown to the person', { timeout: 60_000 }, async () => {
    const visitor = await on.visit({ token: 'good' });
    await visitor.is('connected');
    control().act('error', { message: 'You have no credit left' });
    await visitor.sees(/You have no credit left/);
    const { code, message } = await visitor.hears('chat-error', /credit/);
    assert.deepEqual([code, message], ['server-error', 'You have no credit left']);
    await visitor.is('connected');
    visitor.leave();
  });

  it('pings that were never answered mean nothing; after one answer they do', { timeout: 60_000 }, async () => {
    control().set({ pong: 'never' });
    const visitor = await on.visit({ token: 'good', 'heartbeat-interval': 80, 'request-timeout': 80 });
    await visitor.is('connected');
    await eventually(() => frames().filter(({ type }) => type === 'ping').length >= 4, 'no pings');
    const { id } = control().clients.at(-1)!;
    assert.equal(control().clients.at(-1)!.open, true);
    assert.match(control().received(id).find((frame) => frame.includes('ping'))!, /"timestamp":"\d{4}-\d\d-\d\dT/);
    control().set({ pong: 'always' });
    await visitor.holds((connection) => connection.stats!.roundTripTime !== null);
    control().set({ pong: 'never' });
    await eventually(() => control().clients.length > id, 'a dead connection was kept');
    await visitor.hears('chat-status', /"reconnecting"/);
    visitor.leave();
  });

  it('follows login, another user, and logout', { timeout: 60_000 }, async () => {
    const before = control().clients.length;
    const visitor = await on.visit({ 'user-id': false });
    await visitor.holds((connection) => connection.connected === false && connection.error === null);
    await visitor.set({ 'user-id': 'u1' });
    await visitor.holds((connection) => connection.connected === false && connection.error === null);
    assert.equal(control().clients.length, before, 'connected without a token');
    await visitor.set({ token: 'of u1' });
    await visitor.is('connected');
    assert.match(control().clients.at(-1)!.path, /^\/ws\/user\/u1\?token=of(\+|%20)u1$/);
    control().act('message', { user: 'u1', text: 'For the first user' });
    await once(visitor, 'For the first user');
    await visitor.set({ token: false });
    await eventually(() => !control().clients.some(({ open }) => open), 'still there after logout');
    assert.notEqual(await visitor.connection((connection) => connection.status), 'failed');
    await visitor.set({ 'user-id': 'u2', token: 'of u2' });
    await visitor.is('connected');
    assert.match(control().clients.at(-1)!.path, /^\/ws\/user\/u2\?/);
    assert.deepEqual(await visitor.texts(), []);
    await visitor.set({ token: 'newer' });
    await eventually(() => /token=newer/.test(control().clients.at(-1)!.path), 'the new token is not used');
    await until(async () => control().clients.filter(({ open }) => open).length === 1, () => 'two connections at once');
    visitor.leave();
  });

  it('a handshake that is refused is tried as often as was set, and then that is said', { timeout: 60_000 }, async () => {
    control().set({ token: 'good', refusal: 403 });
    const visitor = await on.visit({ 'max-attempts': 3, 'max-reconnect-delay': 200 }, { tokens: ['bad'] });
    await visitor.is('failed');
    assert.equal(await visitor.page.evaluate(() => (window as unknown as { asked: number }).asked), 3);
    await visitor.hears('chat-error', /connect-failed.*3 attempts/);
    await visitor.find('button', 'Retry');
    visitor.leave();
  });
});
