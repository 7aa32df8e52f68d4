/** What must hold on every backend, whatever it calls things. Each function is one case with one page. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Capabilities } from '../../../src/domain/index.js';
import type { ServerName } from '../../servers/index.js';
import { once, eventually, until, type Attributes, type Detail, type Stage } from './stage.js';

/** What the cases need to know of a backend. */
export interface Facts<N extends ServerName> {
  readonly stage: Stage<N>;
  readonly conversation: string;
  readonly other: string;
  /** The other side says something. */
  says(conversation: string, text: string): void;
  /** Texts that people sent, in the order in which they came. */
  sent(): readonly string[];
  /** The word for a send that went through. */
  state: 'Sent' | 'Delivered' | 'Read';
  /** Modes under which a token is refused, and what is said of it. */
  readonly refusals: readonly { readonly modes: object; readonly words: RegExp }[];
  /** Something of the right type that breaks its schema. */
  readonly violation: unknown;
  /** Frames are wrapped before they are sent raw. */
  readonly wrap?: (json: string) => string;
  /** A frame that the codec does not know: its name, what a handler gets, and how the server says it. */
  readonly unknown: { readonly name: string; readonly says: () => void; readonly data: RegExp };
  /** Frames of the page's own, and what the server then has. */
  readonly own: readonly { readonly frame: unknown; readonly seen: RegExp }[];
  readonly capabilities: Partial<Capabilities>;
  /** After a lost connection it is said to be this, and not to reconnect. */
  readonly meanwhile?: 'polling';
  /** Handlers of the page's own are told of a subscription anew. */
  readonly renewed?: (conversation: string) => RegExp;
  readonly many?: boolean;
  readonly attributes?: Attributes;
}

export function everywhere<N extends ServerName>(facts: Facts<N>): void {
  const { stage, conversation, other } = facts;
  const control = () => stage.server.control;
  const visit = (attributes: Attributes = {}, options?: Parameters<typeof stage.visit>[1]) => stage.visit({ conversation, token: 'good', ...facts.attributes, ...attributes }, options);

  it('connects, sends, receives, and says of a send what this backend says', { timeout: 60_000 }, async () => {
    const visitor = await visit();
    await visitor.is('connected');
    await visitor.say('Hello there');
    await visitor.reads(new RegExp(`^You, Hello there,.*, ${facts.state}$`));
    await eventually(() => facts.sent().includes('Hello there'), 'the backend never heard it');
    facts.says(conversation, 'How can I help?');
    await visitor.reads(/^(Support|Assistant), How can I help\?/);
    const { message } = await visitor.hears('chat-message', /How can I help\?/);
    assert.equal(message.own, false);
    assert.equal((await visitor.events('chat-message')).filter((detail: Detail) => detail.message.text === 'Hello there').length, 0, 'an own send is no chat-message');
    await once(visitor, 'Hello there');
    await once(visitor, 'How can I help?');
    assert.equal((await visitor.events('chat-error')).length, 0);
    const stats = await visitor.connection((connection) => JSON.stringify({ ...connection.stats, missing: ['connectTime', 'messagesSent', 'messagesReceived', 'reconnectAttempts', 'queuedMessageCount', 'lastError', 'lastErrorTime', 'roundTripTime', 'subscriptions'].filter((name) => !(name in connection.stats!)) }));
    const { missing, messagesSent, messagesReceived, queuedMessageCount, subscriptions, lastError, connectTime } = JSON.parse(stats) as Detail;
    assert.deepEqual({ missing, messagesSent, queuedMessageCount, subscriptions, lastError }, { missing: [], messagesSent: 1, queuedMessageCount: 0, subscriptions: [conversation], lastError: null });
    assert.ok(messagesReceived >= 1, `${messagesReceived} received`);
    assert.ok(Math.abs(connectTime - Date.now()) < 60_000);
    const capabilities = JSON.parse(await visitor.connection((connection) => JSON.stringify(connection.capabilities))) as Capabilities;
    for (const [name, value] of Object.entries(capabilities)) assert.deepEqual(value, (facts.capabilities as Record<string, unknown>)[name] ?? (name === 'actions' ? [] : false), name);
    visitor.leave();
  });

  for (const { modes, words } of facts.refusals)
    it(`asks once for a fresh token, then stops and says why: ${JSON.stringify(modes)}`, { timeout: 60_000 }, async () => {
      control().set({ token: 'good', ...modes } as never);
      const before = control().clients.length;
      const visitor = await visit({ token: false }, { tokens: ['bad', 'worse', 'good'] });
      await visitor.is('failed');
      assert.equal(await visitor.page.evaluate(() => (window as unknown as { asked: number }).asked), 2);
      assert.ok(control().clients.length - before <= 2, 'it hammers');
      const error = JSON.parse(await visitor.connection((connection) => JSON.stringify(connection.error))) as Detail;
      assert.match(`${error.code}: ${error.message}`, words);
      assert.doesNotMatch(JSON.stringify(await visitor.events('chat-error')), /worse/);
      await visitor.hears('chat-error', words);
      // A person may try again, and is asked for a token again.
      await visitor.press('Retry');
      await visitor.is('connected');
      visitor.leave();
    });

  it('asks for a token before every connect, and one refusal is nothing to talk about', { timeout: 60_000 }, async () => {
    control().set({ token: 'good', ...facts.refusals[0]!.modes } as never);
    const visitor = await visit({ token: false }, { tokens: ['old', 'good'] });
    await visitor.is('connected');
    assert.equal(await visitor.page.evaluate(() => (window as unknown as { asked: number }).asked), 2);
    control().cut();
    await visitor.holds(() => (window as unknown as { asked: number }).asked >= 3);
    await visitor.is('connected');
    assert.ok((await visitor.events('chat-status')).every((detail: Detail) => detail.status !== 'failed'));
    visitor.leave();
  });

  it('a restarted backend: says so, keeps what is written, sends it in order, is subscribed again', { timeout: 60_000 }, async () => {
    const visitor = await visit();
    await visitor.is('connected');
    if (facts.many) await visitor.connection((connection, id) => connection.subscribe(id), other);
    await visitor.say('Before');
    await visitor.reads(new RegExp(`^You, Before,.*${facts.state}$`));
    await control().down();
    await visitor.is('reconnecting');
    for (const text of ['First', 'Second', 'Third']) await visitor.say(text);
    await visitor.reads(/^You, Third,.*, Sending$/);
    control().clear();
    await control().up();
    await visitor.is('connected');
    for (const text of ['First', 'Second', 'Third']) await visitor.reads(new RegExp(`^You, ${text},.*${facts.state}$`));
    // A browser that has given a frame to its socket is a moment before the server that reads it.
    await eventually(() => facts.sent().length >= 3, 'not everything arrived');
    assert.deepEqual(facts.sent(), ['First', 'Second', 'Third']);
    for (const text of ['Before', 'First', 'Second', 'Third']) await once(visitor, text);
    if (facts.renewed) for (const id of [conversation, ...(facts.many ? [other] : [])]) await eventually(() => control().received().some((frame) => facts.renewed!(id).test(frame)), `${id} was not subscribed to again`);
    facts.says(conversation, 'Back again');
    await visitor.reads(/, Back again,/);
    assert.deepEqual(facts.sent(), ['First', 'Second', 'Third'], 'something went twice');
    assert.ok(Number(await visitor.connection((connection) => connection.stats!.reconnectAttempts)) >= 1);
    visitor.leave();
  });

  it('what cannot be read costs itself alone', { timeout: 60_000 }, async () => {
    const visitor = await visit();
    await visitor.is('connected');
    const { wrap = (json: string) => json } = facts;
    const clients = control().clients.length;
    const frames: [string, unknown][] = [
      ['not JSON', wrap('{"type":')], ['an empty frame', ''], ['too deep', wrap(`${'['.repeat(5000)}${']'.repeat(5000)}`)], ['too large', wrap(`["${'x'.repeat(8 * 1024 * 1024 + 10)}"]`)],
      ['bytes', Buffer.from([1, 2, 3, 255])], ['no object', wrap('42')], ['a violated schema', facts.violation],
    ];
    for (const [index, [name, frame]] of frames.entries()) {
      control().say(frame);
      await until(async () => (await visitor.events('chat-error')).length > index, () => `nothing was said of ${name}`);
    }
    const errors = await visitor.events('chat-error');
    assert.deepEqual(errors.map(({ code }: Detail) => code), frames.map(() => 'protocol-error'));
    assert.equal(await visitor.connection((connection) => connection.stats!.framesDropped), frames.length);
    assert.equal(control().clients.length, clients, 'the connection was given up');
    facts.says(conversation, 'Still here');
    await visitor.reads(/, Still here,/);
    assert.equal(await visitor.connection((connection) => connection.status), 'connected');
    visitor.leave();
  });

  it('handlers, frames of the page, requests: what integrators have', { timeout: 60_000 }, async () => {
    const visitor = await visit();
    await visitor.is('connected');
    const { name, says, data } = facts.unknown;
    await visitor.connection((connection, type) => {
      const told: string[] = [];
      Object.assign(window, {
        told,
        offs: [
          connection.registerHandlers({
            [type]: () => {
              told.push('thrower');
              throw new Error('a fault of the page');
            },
          }),
          connection.registerHandlers({ [type]: (found) => void told.push(`first ${JSON.stringify(found)}`) }),
          connection.registerHandlers({ [type]: (found) => void told.push(`second ${JSON.stringify(found)}`), constructor: () => void told.push('never') }),
        ],
      });
    }, name);
    const told = (): Promise<string[]> => visitor.page.evaluate(() => (window as unknown as { told: string[] }).told);
    says();
    await until(async () => (await told()).length >= 3, () => 'not all handlers ran');
    const [thrower, first, second] = await told();
    assert.equal(thrower, 'thrower');
    assert.match(first!, data);
    assert.equal(first!.slice(6), second!.slice(7));
    await visitor.hears('chat-error', /"handler"/);
    await visitor.page.evaluate(() => (window as unknown as { offs: (() => void)[] }).offs.slice(0, 2).forEach((off) => off()));
    says();
    await until(async () => (await told()).length >= 4, () => 'the last set is gone as well');
    assert.match((await told())[3]!, /^second/);
    for (const { frame, seen } of facts.own) {
      control().clear();
      await visitor.connection((connection, json) => connection.send(JSON.parse(json) as unknown), JSON.stringify(frame));
      await eventually(() => control().received().some((one) => seen.test(one)), `the server has no ${String(seen)}`);
    }
    // Nothing happens where a backend has no such thing; nothing is thrown either.
    await visitor.connection((connection) => connection.requestPending());
    assert.equal(await visitor.connection((connection) => connection.connected), true);
    await visitor.connection((connection) => connection.disconnect());
    await visitor.is('closed');
    const refused = await visitor.connection((connection) => {
      try {
        connection.send({ type: 'ping' });
        return 'sent';
      } catch (error) {
        return `${(error as { code?: string }).code} ${(error as Error).message}`;
      }
    });
    assert.match(refused, /^not-connected /);
    await visitor.connection((connection) => connection.connect());
    await visitor.is('connected');
    visitor.problems.splice(0, visitor.problems.length, ...visitor.problems.filter((problem) => !problem.includes('a fault of the page')));
    visitor.leave();
  });

  it('offers what this backend can carry, and nothing else, in the accessibility tree', { timeout: 60_000 }, async () => {
    const visitor = await visit({}, { widget: 'attachments voice typing-preview' });
    await visitor.is('connected');
    const tree = async (): Promise<string[]> => {
      const found: string[] = [];
      const nodes = [(await visitor.page.accessibility.snapshot({ interestingOnly: false }))!];
      for (let node = nodes.shift(); node; node = nodes.shift()) {
        if (node.name) found.push(`${node.role}: ${node.name}`);
        nodes.push(...(node.children ?? []));
      }
      return found;
    };
    await visitor.say('Mine');
    await visitor.reads(new RegExp(`^You, Mine,.*, ${facts.state}$`));
    facts.says(conversation, 'Theirs');
    await visitor.reads(/, Theirs,/);
    // What is offered for everything that is said: the others stand beside it, where the backend has them.
    const seen: string[] = [];
    for (const text of ['Mine', 'Theirs']) {
      const message = await visitor.page.waitForSelector(`>>> [role=article][aria-label*="${text}"]`);
      await message!.hover();
      await visitor.find('button', 'Copy');
      seen.push(...(await tree()));
      await visitor.page.mouse.move(0, 0);
      await visitor.gone('button', 'Copy');
    }
    await visitor.type('half a sentence');
    await visitor.find('button', 'Send');
    seen.push(...(await tree()));
    const has = facts.capabilities;
    const upload = has.attachments === 'upload';
    const table: readonly (readonly [name: RegExp, offered: unknown])[] = [
      [/^button: React/, has.reactions], [/^button: Reply/, has.replies], [/^button: Edit/, has.edit], [/^button: Delete/, has.remove], [/^button: Regenerate/, has.regenerate],
      [/^button: .*(Attach|file)/i, upload], [/^button: Record/, upload], [/visible to the team/, has.typingText],
    ]; // prettier-ignore
    for (const [name, offered] of table) assert.equal(seen.some((one) => name.test(one)), Boolean(offered), `${String(name)} among\n${seen.join('\n')}`);
    const states = (await visitor.messages()).join('\n');
    if (!has.delivered) assert.doesNotMatch(states, /, Delivered$/m);
    if (!has.read) assert.doesNotMatch(states, /, Read$/m);
    // What was typed is told where the backend has a word for it, and to no other.
    if (!has.typing) assert.ok(control().received().every((frame) => !/typing|half a/.test(frame)), control().received().join('\n'));
    visitor.leave();
  });

  it('tabs that share have one connection: what comes stands in both, either sends, one goes on without the other', { timeout: 60_000 }, async () => {
    const visitor = await visit({ 'share-tabs': true });
    await visitor.is('connected');
    const second = await visitor.page.browserContext().newPage();
    await second.goto(visitor.page.url());
    const state = () => second.evaluate(() => document.querySelector('chat-connection')!.status);
    const texts = () => second.evaluate(() => (document.querySelector('chat-widget') as unknown as { messages: { text: string; status?: string; own: boolean }[] }).messages.map(({ text, own, status }) => (own ? `${text} ${status}` : text)));
    const say = (words: string) => second.evaluate((text) => void document.querySelector('chat-connection')!.sendMessage(text), words);
    const stands = (text: string) => until(async () => (await texts()).filter((one) => one === text).length === 1, () => `"${text}" is not there, or more than once`);
    const sockets = () => control().clients.filter(({ open }) => open).length;
    await until(async () => (await state()) === 'connected', () => 'the second tab is not connected');
    assert.equal(sockets(), 1);
    facts.says(conversation, 'For all tabs');
    await once(visitor, 'For all tabs');
    await stands('For all tabs');
    await say('From the second');
    await visitor.reads(new RegExp(`^You, From the second,.*, ${facts.state}$`));
    await stands(`From the second ${facts.state.toLowerCase()}`);
    await once(visitor, 'From the second');
    assert.equal(sockets(), 1);
    await visitor.page.goto('about:blank');
    await eventually(() => control().clients.filter(({ open }) => open).length === 1 && control().clients.length > 1, 'nobody took over');
    await until(async () => (await state()) === 'connected', () => 'the second tab does not connect');
    await say('Alone now');
    await stands(`Alone now ${facts.state.toLowerCase()}`);
    await eventually(() => facts.sent().filter((text) => text === 'Alone now').length === 1, 'the backend has it never, or twice');
    facts.says(conversation, 'For the one');
    await stands('For the one');
    for (const text of ['For all tabs', `From the second ${facts.state.toLowerCase()}`]) await stands(text);
    await second.close();
  });

  if (facts.many)
    it('a message of another conversation stays out of this one, and counts in its own', { timeout: 60_000 }, async () => {
      const visitor = await visit();
      await visitor.is('connected');
      await visitor.connection((connection, id) => connection.subscribe(id), other);
      await visitor.connection((connection, id) => connection.sendMessage('To the other', { conversation: id }), other);
      await eventually(() => facts.sent().includes('To the other'), 'the other conversation never got it');
      facts.says(other, 'Not for this one');
      facts.says(conversation, 'For this one');
      await visitor.reads(/, For this one,/);
      const { message } = await visitor.hears('chat-message', /Not for this one/);
      assert.equal(message.conversation, other);
      assert.deepEqual((await visitor.texts()).filter((text) => /other|Not for/.test(text)), []);
      // Seen where it belongs, without another connection.
      const clients = control().clients.filter(({ open }) => open).length;
      await visitor.page.evaluate((id: string) => document.querySelector('chat-widget')!.setAttribute('conversation', id), other);
      await visitor.reads(/, Not for this one,/);
      assert.deepEqual((await visitor.texts()).filter((text) => text === 'For this one'), []);
      assert.equal(control().clients.filter(({ open }) => open).length, clients);
      visitor.leave();
    });
}
