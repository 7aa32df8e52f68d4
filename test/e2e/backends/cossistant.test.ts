/** The support platform: the echo is the confirmation, one's own typing comes back, pongs go nowhere. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { everywhere } from './shared.js';
import { once, eventually, stage, until } from './stage.js';

interface Sent {
  readonly type: string;
  readonly id?: string;
  readonly timestamp?: number;
  readonly conversationId?: string;
  readonly content?: { readonly text?: string } | string;
}

describe('cossistant, in front of its server', () => {
  const on = stage('cossistant', { conversation: 'conv-123' }, { answers: false });
  const control = () => on.server.control;
  const frames = (type: string): Sent[] => control().received().map((frame) => JSON.parse(frame) as Sent).filter((frame) => frame.type === type);

  everywhere({
    stage: on, conversation: 'conv-123', other: 'conv-9', state: 'Sent', many: true,
    says: (conversation, text) => void control().act('message', { conversation, text }),
    sent: () => frames('send_message').map(({ content }) => (content as { text: string }).text),
    refusals: [
      { modes: { refusal: 1008, closeReason: 'Token revoked' }, words: /denied: .*Token revoked/ },
      { modes: { refusal: 4403, closeReason: 'Not for you' }, words: /denied: .*Not for you/ },
      { modes: { refusal: 'frame' }, words: /The token is not valid/ },
    ],
    violation: { type: 'new_message', conversationId: 'conv-123', messageId: 'x', content: 'no object', senderType: 'user' },
    unknown: { name: 'team_joined', says: () => void control().act('event'), data: /Ada/ },
    own: [{ frame: { type: 'ping' }, seen: /"type":"ping","id":".+","timestamp":\d+/ }],
    capabilities: { confirm: 'echo', typing: true, typingText: true, presence: true, metadata: true, conversations: true, inbox: true },
    renewed: (conversation) => new RegExp(`"subscribe_conversation".*"${conversation}"`),
  });

  it('is Sending until it comes back, whether or not it says whose it is', { timeout: 60_000 }, async () => {
    control().set({ echo: 'never', typingEcho: false });
    const visitor = await on.visit({ 'request-timeout': 1500 });
    await visitor.is('connected');
    await visitor.say('Into the void');
    await visitor.reads(/^You, Into the void,.*, Sending$/);
    await visitor.reads(/^You, Into the void,.*, Not sent$/);
    control().set({ echo: 'plain' });
    await visitor.press('Retry');
    await visitor.reads(/^You, Into the void,.*, Sent$/);
    for (const text of ['Twice the same', 'Twice the same']) await visitor.say(text);
    await until(async () => (await visitor.messages()).filter((name) => /^You, Twice the same,.*, Sent$/.test(name)).length === 2, () => 'not two of them');
    control().act('repeat');
    control().act('message', { text: 'Then this' });
    await visitor.reads(/Then this/);
    assert.deepEqual(await visitor.texts(), ['Into the void', 'Twice the same', 'Twice the same', 'Then this']);
    const ids = control().received().map((frame) => (JSON.parse(frame) as Sent).id);
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(frames('send_message').every(({ timestamp }) => Math.abs(Date.now() - timestamp!) < 60_000));
    visitor.leave();
  });

  it('typing goes out, live only where that is wanted; comes in; and never for oneself', { timeout: 60_000 }, async () => {
    const visitor = await on.visit({}, { widget: 'typing-preview' });
    await visitor.is('connected');
    await visitor.type('Hello');
    await eventually(() => frames('typing_progress').some(({ content }) => content === 'Hello'), 'no live text');
    assert.equal(frames('typing_start').length, 1);
    await visitor.sees(/visible to the team/);
    await eventually(() => frames('typing_stop').length === 1, 'it never stops');
    assert.doesNotMatch(await visitor.text(), /is typing/);
    control().act('typing');
    await visitor.sees(/Support is typing/);
    const { participant, typing } = await visitor.hears('chat-typing', /member-9/);
    assert.deepEqual([participant.id, typing], ['member-9', true]);
    control().act('typing', { isTyping: false });
    await visitor.hears('chat-typing', /member-9.*"typing":false/);
    // It is said a little longer to those who listen, so that a pause is not another beginning.
    await until(async () => !/is typing/.test(await visitor.page.evaluate(() => document.querySelector('chat-widget')!.shadowRoot!.querySelector('typing-indicator')!.shadowRoot!.querySelector('[role=status]')!.textContent ?? '')), () => 'still typing');
    visitor.leave();
  });

  it('a missing or strange pong ends nothing; a wish to reconnect is no fault', { timeout: 60_000 }, async () => {
    const visitor = await on.visit({ 'heartbeat-interval': 60, 'request-timeout': 60 });
    await visitor.is('connected');
    const { id } = control().clients.at(-1)!;
    await eventually(() => frames('ping').length >= 3, 'no pings');
    control().set({ pong: 'unknown' });
    const before = frames('ping').length;
    await eventually(() => frames('ping').length >= before + 3, 'no pings any more');
    assert.equal(control().clients.at(-1)!.id, id);
    control().clear();
    control().act('reconnect', { retryAfter: 100 });
    await eventually(() => control().clients.at(-1)!.id > id && frames('subscribe_conversation').length === 1, 'it did not come back');
    await visitor.is('connected');
    control().act('message', { text: 'On the new line' });
    await once(visitor, 'On the new line');
    assert.deepEqual(await visitor.events('chat-error'), []);
    visitor.leave();
  });

  it('status, assignment and presence are told; hostile markup is text, hostile links are none', { timeout: 60_000 }, async () => {
    const visitor = await on.visit({});
    await visitor.is('connected');
    control().act('status', { status: 'resolved' });
    assert.equal((await visitor.hears('chat-conversation', /resolved/)).status, 'resolved');
    control().act('assign', { member: 'member-9' });
    assert.equal((await visitor.hears('chat-conversation', /member-9/)).assignee.id, 'member-9');
    control().act('presence', { online: false });
    assert.equal((await visitor.hears('chat-presence', /visitor-9/)).online, false);
    control().set({ bare: true });
    control().act('message', { text: '', html: '<img src=x onerror="document.title=1"><b>Bold</b> &amp; <a href="javascript:alert(1)">a link</a><script>document.title=2</script>' });
    await visitor.reads(/Bold & a link/);
    control().act('message', {
      text: 'With things', attachments: [{ id: 'a', url: 'javascript:alert(1)', type: 'file', name: 'evil.html' }, { id: 'b', url: 'https://example.com/report.pdf', type: 'application/pdf', name: 'report.pdf', size: 12 }],
    });
    await visitor.reads(/With things/);
    const linksOf = () => visitor.page.evaluate(() => {
      const found: string[] = [];
      const roots: ParentNode[] = [document];
      for (let root = roots.shift(); root; root = roots.shift()) for (const element of root.querySelectorAll('*')) {
        if (element instanceof HTMLAnchorElement) found.push(`${element.href} ${element.rel}`);
        if (element.shadowRoot) roots.push(element.shadowRoot);
      }
      return found;
    });
    let links: string[] = [];
    await until(async () => (links = await linksOf()).some((link) => /^https:\/\/example\.com\/report\.pdf .*noopener/.test(link)), () => `no such link among ${links.join('\n')}`);
    assert.doesNotMatch(links.join('\n'), /javascript/);
    assert.equal(await visitor.page.title(), 'Shop');
    visitor.leave();
  });

  it('a member of the team hears the whole website, live', { timeout: 60_000 }, async () => {
    const visitor = await on.visit({ conversation: false, 'user-role': 'agent', 'user-id': 'member-1', 'website-id': 'site-456', token: 'of the team' });
    await visitor.is('connected');
    await eventually(() => frames('subscribe_website').length === 1, 'not subscribed');
    control().act('progress', { conversation: 'conv-77', content: 'I would like to' });
    const { conversation, text } = await visitor.hears('chat-typing', /I would like to/);
    assert.deepEqual([conversation, text], ['conv-77', 'I would like to']);
    control().act('message', { conversation: 'conv-77', text: 'a refund', senderType: 'visitor', senderId: 'visitor-9' });
    assert.equal((await visitor.hears('chat-message', /a refund/)).message.author.role, 'visitor');
    control().cut();
    await eventually(() => frames('subscribe_website').length === 2, 'not subscribed again');
    visitor.leave();
  });

  it('follows another token, another conversation, and one that is denied', { timeout: 60_000 }, async () => {
    control().set({ denied: ['conv-secret'] });
    const visitor = await on.visit({ token: 'one' });
    await visitor.is('connected');
    await visitor.set({ token: 'two' });
    await eventually(() => control().clients.at(-1)!.path.endsWith('token=two') && control().clients.filter(({ open }) => open).length === 1, 'it did not follow the token');
    await visitor.is('connected');
    control().act('message', { text: 'In the first' });
    await once(visitor, 'In the first');
    await visitor.set({ conversation: 'conv-2' });
    await eventually(() => frames('subscribe_conversation').at(-1)?.conversationId === 'conv-2', 'it did not follow the conversation');
    await until(async () => !(await visitor.texts()).includes('In the first'), () => 'the old conversation is still shown');
    await visitor.set({ conversation: 'conv-secret' });
    const error = await visitor.hears('chat-error', /You cannot see this conversation/);
    assert.equal(error.code, 'denied');
    await visitor.is('connected');
    visitor.leave();
  });
});
