/** Subscriptions over a socket, sends over HTTP, polling where no socket is to be had. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { everywhere } from './shared.js';
import { once, eventually, stage, until } from './stage.js';

describe('topics, in front of its server', () => {
  const on = stage('topics', { conversation: 'c1' }, { answers: false });
  const control = () => on.server.control;
  const posts = (): string[] => control().received(0).flatMap((request) => (request.startsWith('POST ') ? [(JSON.parse(request.slice(request.indexOf('\n'))) as { body: { text: string } }).body.text] : []));
  const polls = (): string[] => control().received(0).filter((request) => request.startsWith('GET ') && request.includes('/events'));

  everywhere({
    stage: on, conversation: 'c1', other: 'c2', state: 'Sent', many: true,
    says: (conversation, text) => void control().act('message', { conversation, text }),
    sent: () => posts().filter((text, i, all) => all.lastIndexOf(text) === i),
    refusals: [
      { modes: { refusal: 4401, closeReason: 'Session expired' }, words: /signed-out: .*\(Session expired\)/ },
      { modes: { refusal: 1008, closeReason: 'Token revoked' }, words: /denied: .*Token revoked/ },
      { modes: { refusal: 4403, closeReason: 'Not for you' }, words: /denied: .*Not for you/ },
    ],
    violation: { type: 'conversationEvent', id: 'x', conversationID: 'c1', message: { status: 'delivered', body: { type: 'text', text: 42 } } },
    unknown: { name: 'agentEvent', says: () => void control().act('event'), data: /Ada/ },
    own: [
      { frame: { type: 'subscription', action: 'subscribe', topic: 'agentEvent', resourceID: 'a1' }, seen: /"agentEvent"/ },
      { frame: 'as it is', seen: /^as it is$/ },
    ],
    capabilities: { confirm: 'http', delivered: true, read: true, attachments: 'url', conversations: true },
    renewed: (conversation) => new RegExp(`"subscribe".*"${conversation}"`),
  });

  it('both shapes, pictures, unknown kinds; a known event is a change and no second message', { timeout: 60_000 }, async () => {
    const visitor = await on.visit({ token: 'good', conversation: 'c10' });
    await visitor.is('connected');
    await visitor.say('My own');
    await visitor.reads(/^You, My own,.*, Sent$/);
    const own = (/"id":"(e-\d+)"/.exec(control().log.findLast(({ direction, frame }) => direction === 'out' && String(frame).includes('My own'))!.frame as string) ?? [])[1];
    for (const [shape, status, word] of [['flat', 'delivered', 'Delivered'], ['wrapped', 'read', 'Read']] as const) {
      control().set({ shape });
      control().act('message', { conversation: 'c10', text: `In the shape ${shape}` });
      await once(visitor, `In the shape ${shape}`);
      control().act('repeat', { conversation: 'c10' });
      control().act('status', { conversation: 'c10', id: own, status });
      await visitor.reads(new RegExp(`^You, My own,.*, ${word}$`));
    }
    await visitor.say('To a wrong number');
    await visitor.reads(/^You, To a wrong number,.*, Sent$/);
    // It is told of twice, on the socket and by the answer over HTTP, in either order; the failure comes after both.
    await visitor.page.waitForNetworkIdle({ idleTime: 300 });
    control().act('status', { conversation: 'c10', status: 'failed', statusReason: 'The number is not in service' });
    await visitor.reads(/^You, To a wrong number,.*, Not sent$/);
    await visitor.sees(/The number is not in service/);
    await visitor.find('button', 'Retry');
    control().act('image', { conversation: 'c10', text: 'The spare part' });
    await visitor.reads(/The spare part/);
    await visitor.page.waitForSelector('::-p-aria([role="image"])');
    control().act('other', { conversation: 'c10' });
    await visitor.holds(() => (document.querySelector('chat-widget') as unknown as { messages: unknown[] }).messages.length === 6);
    await once(visitor, 'In the shape flat');
    visitor.leave();
  });

  it('goes on over HTTP when no socket is to be had, says so, and comes back without loss or repetition', { timeout: 60_000 }, async () => {
    const visitor = await on.visit({ token: 'good' });
    await visitor.is('connected');
    control().act('message', { text: 'Over the socket' });
    await once(visitor, 'Over the socket');
    control().set({ refuse: 503 });
    control().cut();
    control().act('silent', { text: 'Between socket and polling' });
    await visitor.is('polling');
    await once(visitor, 'Between socket and polling');
    control().act('message', { text: 'Over polling' });
    await once(visitor, 'Over polling');
    await visitor.say('Sent without a socket');
    await visitor.reads(/^You, Sent without a socket,.*, Sent$/);
    const asked = polls().length;
    await eventually(() => polls().length > asked + 1, 'polling stopped');
    assert.match(polls().at(-1)!, /\/api\/v1\/conversations\/c1\/events\?after=e-\d+/);
    assert.ok(await visitor.connection((connection) => connection.connected === false));
    control().act('silent', { text: 'Just before the socket' });
    control().set({ refuse: 0 });
    await visitor.is('connected');
    control().act('message', { text: 'Over the socket again' });
    for (const text of ['Over the socket', 'Between socket and polling', 'Over polling', 'Sent without a socket', 'Just before the socket', 'Over the socket again']) await once(visitor, text);
    // Asked until nothing can be missing, then no more.
    let last = polls().length;
    await until(async () => {
      await new Promise((resolve) => setTimeout(resolve, 1300));
      return last === (last = polls().length);
    }, () => 'polling goes on beside the socket');
    for (const text of ['Just before the socket', 'Over the socket again']) await once(visitor, text);
    visitor.leave();
  });

  it('a page that never had a socket works over HTTP alone', { timeout: 60_000 }, async () => {
    control().set({ refuse: 403 });
    control().act('silent', { conversation: 'c3', text: 'Was there before' });
    const visitor = await on.visit({ token: 'good', conversation: 'c3' });
    await visitor.is('polling');
    await once(visitor, 'Was there before');
    await visitor.say('Hello over HTTP');
    await visitor.reads(/^You, Hello over HTTP,.*, Sent$/);
    await once(visitor, 'Hello over HTTP');
    // Signed out meanwhile: it stops, and says so.
    control().set({ token: 'another' });
    await visitor.is('failed');
    await visitor.hears('chat-error', /signed-out|denied/);
    const asked = polls().length;
    await visitor.set({ token: 'another' });
    await visitor.is('polling');
    assert.ok(polls().length > asked);
    visitor.leave();
  });

  it('a lost answer and a busy backend: stored once, shown once, Sent in the end', { timeout: 60_000 }, async () => {
    const visitor = await on.visit({ token: 'good' });
    await visitor.is('connected');
    control().set({ loses: true, echo: 'never' });
    await visitor.say('Did it arrive?');
    await eventually(() => posts().length >= 1, 'never sent');
    await visitor.reads(/^You, Did it arrive\?,.*, Sending$/);
    control().set({ loses: false });
    await visitor.reads(/^You, Did it arrive\?,.*, Sent$/);
    control().set({ http: 503, echo: 'after' });
    await visitor.say('Busy now');
    await eventually(() => posts().includes('Busy now'), 'never tried');
    await visitor.reads(/^You, Busy now,.*, Sending$/);
    control().set({ http: 0 });
    await visitor.reads(/^You, Busy now,.*, Sent$/);
    control().set({ http: 422 });
    await visitor.say('Not like this');
    await visitor.reads(/^You, Not like this,.*, Not sent$/);
    await visitor.sees(/The server says 422/);
    for (const text of ['Did it arrive?', 'Busy now', 'Not like this']) await once(visitor, text);
    visitor.leave();
  });

  it('follows tokens and conversations; subscriptions are counted; a normal close is the end', { timeout: 60_000 }, async () => {
    const visitor = await on.visit({ token: 'one' });
    await visitor.is('connected');
    await visitor.set({ token: 'two' });
    await eventually(() => control().clients.at(-1)!.path.endsWith('token=two') && control().clients.filter(({ open }) => open).length === 1, 'it did not follow the token');
    await visitor.is('connected');
    control().clear();
    await visitor.connection((connection) => {
      connection.unsubscribe('never');
      connection.subscribe('c5');
    });
    await eventually(() => control().received().some((frame) => /"subscribe".*"c5"/.test(frame)), 'not subscribed');
    await visitor.connection((connection) => connection.unsubscribe('c5'));
    await eventually(() => control().received().some((frame) => /"unsubscribe".*"c5"/.test(frame)), 'not unsubscribed');
    assert.doesNotMatch(control().received().join('\n'), /never/);
    await visitor.set({ conversation: 'c6' });
    await eventually(() => control().received().some((frame) => /"subscribe".*"c6"/.test(frame)), 'it did not follow the conversation');
    await visitor.is('connected');
    control().act('message', { conversation: 'c6', text: 'In the sixth' });
    await once(visitor, 'In the sixth');
    const clients = control().clients.length;
    control().kick(1000, 'Bye');
    await visitor.is('closed');
    assert.equal(control().clients.length, clients);
    visitor.leave();
  });
});
