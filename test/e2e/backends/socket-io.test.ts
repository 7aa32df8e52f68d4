/** Socket.IO: the genuine server, and one with the manners of python-socketio. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { everywhere } from './shared.js';
import { once, eventually, stage, until } from './stage.js';

describe('socket-io, in front of its server', () => {
  const on = stage('socket-io', { conversation: '9', 'user-id': '7' }, { answers: false });
  const control = () => on.server.control;
  /** Data of the events of this name that clients sent. */
  const events = (name: string): Record<string, unknown>[] => control().received().flatMap((frame) => (frame.startsWith(`42["${name}"`) ? [(JSON.parse(frame.slice(2)) as [string, Record<string, unknown>])[1]] : []));

  everywhere({
    stage: on, conversation: '9', other: '10', state: 'Sent', many: true,
    says: (peer, text) => void control().act('message', { peer: Number(peer), text }),
    sent: () => events('send_message').map(({ content }) => String(content)),
    refusals: [
      { modes: { engine: 'node' }, words: /denied: .*Invalid token/ },
      { modes: { engine: 'python' }, words: /denied: .*Invalid token/ },
    ],
    wrap: (json) => `42${json}`,
    violation: '42["message_received",{"girl_id":9,"message":{}}]',
    unknown: { name: 'gift_received', says: () => void control().act('event'), data: /Rose/ },
    own: [
      { frame: { event: 'gift', data: { id: 1 } }, seen: /^42\["gift",\{"id":1\}\]$/ },
      { frame: { event: 'gift', data: { id: 2 }, ack: true }, seen: /^420\["gift",\{"id":2\}\]$/ },
      { frame: '42["as it is"]', seen: /^42\["as it is"\]$/ },
    ],
    capabilities: { confirm: 'oldest', typing: true, read: true, presence: true, attachments: 'url', conversations: true, actions: ['request_photo'] },
  });

  for (const engine of ['node', 'python'] as const)
    describe(`engine ${engine}`, () => {
      it('presence before the connection, numbers as numbers, typing both ways, read both ways', { timeout: 60_000 }, async () => {
        control().set({ engine, numeric: true });
        const visitor = await on.visit({ token: 'good' });
        await visitor.is('connected');
        assert.equal(control().received()[0], '40{"token":"good","user_id":7}');
        assert.doesNotMatch(control().clients.at(-1)!.path, /good/);
        await visitor.hears('chat-presence', /"id":"7".*true/);
        await visitor.type('Hel');
        await eventually(() => events('typing_indicator').some(({ is_typing, girl_id, user_id }) => is_typing === true && girl_id === 9 && user_id === 7), 'typing is not told');
        await eventually(() => events('typing_indicator').at(-1)!['is_typing'] === false, 'it never stops');
        await visitor.say('lo');
        await visitor.reads(/^You, Hello,.*, Sent$/);
        assert.deepEqual(events('send_message'), [{ user_id: 7, girl_id: 9, content: 'Hello' }]);
        control().act('typing');
        await visitor.sees(/is typing/);
        control().act('read');
        await visitor.reads(/^You, Hello,.*, Read$/);
        const id = control().act('message', { text: 'Seen?' }) as number;
        await once(visitor, 'Seen?');
        await eventually(() => events('mark_read').some(({ message_ids: ids }) => (ids as number[]).includes(id)), 'it was not told that it was read');
        control().act('message', { peer: 11, text: 'From somebody else' });
        await visitor.hears('chat-message', /From somebody else/);
        assert.ok(!(await visitor.texts()).includes('From somebody else'));
        visitor.leave();
      });

      it('an error fails the send that it answers; without one it is told to the person', { timeout: 60_000 }, async () => {
        control().set({ engine, sends: 'refused', words: 'Not enough tokens' });
        const visitor = await on.visit({ token: 'good' });
        await visitor.is('connected');
        await visitor.say('Too expensive');
        await visitor.reads(/^You, Too expensive,.*, Not sent$/);
        await visitor.sees(/Not enough tokens/);
        control().set({ sends: 'confirmed' });
        await visitor.press('Retry');
        await visitor.reads(/^You, Too expensive,.*, Sent$/);
        await once(visitor, 'Too expensive');
        control().act('error', { message: 'Maintenance at noon' });
        await visitor.sees(/Maintenance at noon/);
        await visitor.hears('chat-error', /Maintenance at noon/);
        visitor.leave();
      });

      it('photos: suggested, under way, there; bytes and acknowledgements for handlers', { timeout: 60_000 }, async () => {
        control().set({ engine });
        const visitor = await on.visit({ token: 'good' });
        await visitor.is('connected');
        control().act('suggestion');
        await visitor.reads(/Shall I send you a photo\?/);
        await visitor.connection((connection) => connection.send({ event: 'request_photo', data: { user_id: 7, girl_id: 9, context: 'at the beach' } }));
        await visitor.page.waitForSelector('::-p-aria([role="progressbar"])');
        control().act('photo');
        await visitor.page.waitForSelector('::-p-aria([role="image"])');
        await visitor.gone('progressbar');
        await visitor.connection((connection) => {
          const told: unknown[] = [];
          Object.assign(window, { told });
          connection.registerHandlers({
            file: (found) => {
              const { name, bytes, again } = found as { name: string; bytes: ArrayBuffer; again: ArrayBuffer[] };
              told.push(name, new TextDecoder().decode(bytes), again[0]!.byteLength);
            },
            'ack:gift': (found) => void told.push(found),
          });
          connection.send({ event: 'gift', data: { id: 3 }, ack: true });
        });
        control().act('binary');
        await visitor.holds(() => (window as unknown as { told: unknown[] }).told.length >= 4);
        const told = await visitor.page.evaluate(() => JSON.stringify((window as unknown as { told: unknown[] }).told));
        for (const one of ['"note.txt","four bytes and more",3', '{"ok":true,"event":"gift"}']) assert.ok(told.includes(one), told);
        visitor.leave();
      });

      it('answers pings, notices their absence, and comes back after a kick of either kind', { timeout: 60_000 }, async () => {
        control().set({ engine, pingInterval: 100, pingTimeout: 400 });
        const visitor = await on.visit({ token: 'good' });
        await visitor.is('connected');
        await eventually(() => control().received().filter((frame) => frame === '3').length >= 4, 'pings are not answered');
        for (const kick of ['leave', 'close']) {
          const count = control().clients.length;
          control().act(kick);
          await eventually(() => control().clients.length > count, `it did not come back after ${kick}`);
          await until(async () => control().log.some(({ client, direction, frame }) => client === control().clients.length && direction === 'out' && String(frame).startsWith('40')), () => 'not let in again');
          await visitor.is('connected');
        }
        control().act('message', { text: 'After the kicks' });
        await once(visitor, 'After the kicks');
        if (engine === 'python') {
          const count = control().clients.length;
          control().set({ silent: true });
          await eventually(() => control().clients.length > count, 'a dead connection was kept');
        }
        visitor.leave();
      });
    });

  it('follows login, another user, and logout', { timeout: 60_000 }, async () => {
    const before = control().clients.length;
    const visitor = await on.visit({ 'user-id': false, token: 'good' });
    await visitor.hears('chat-error', /missing-setting: .*user-id/);
    assert.equal(control().clients.length, before);
    await visitor.set({ 'user-id': '7' });
    await visitor.is('connected');
    control().act('message', { text: 'For seven' });
    await once(visitor, 'For seven');
    await visitor.set({ 'user-id': false });
    await eventually(() => !control().clients.some(({ open }) => open), 'still there after logout');
    await visitor.set({ 'user-id': 'eight' });
    await visitor.is('connected');
    assert.ok(control().received().includes('40{"token":"good","user_id":"eight"}'));
    assert.deepEqual(await visitor.texts(), []);
    visitor.leave();
  });

  it('namespaces, peer fields, paths, history; five attempts, then it says so', { timeout: 60_000 }, async () => {
    control().set({ namespace: '/chat', peerField: 'room', history: true, answers: true });
    const settings = { token: 'good', conversation: 'lobby', namespace: '/chat', 'peer-field': 'room', 'socket-path': '/realtime/io', 'history-url': '/messages' };
    const first = await on.visit(settings);
    await first.is('connected');
    assert.match(control().clients.at(-1)!.path, /^\/realtime\/io\/\?EIO=4&transport=websocket/);
    await first.say('Is this the lobby?');
    await once(first, 'You wrote: Is this the lobby?');
    first.leave();
    // Another browser: what was said is there, once, in its order and on its side.
    const second = await on.visit(settings);
    await second.reads(/^You, Is this the lobby\?/);
    assert.deepEqual(await second.texts(), ['Is this the lobby?', 'You wrote: Is this the lobby?']);
    await second.set({ namespace: '/elsewhere' });
    await second.is('failed');
    await second.hears('chat-error', /Invalid namespace/);
    second.leave();
    control().set({ refuse: 503 });
    const third = await on.visit({ token: 'good', 'max-attempts': false, 'max-reconnect-delay': 200 });
    await third.is('failed');
    await third.hears('chat-error', /connect-failed.*5 attempts/);
    await third.sees(/Connection failed/);
    third.leave();
  });
});
