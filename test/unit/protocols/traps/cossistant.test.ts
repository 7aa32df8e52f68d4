import { expect } from '@open-wc/testing';
import cossistantBox, { cossistantKit } from '../boxes/cossistant.js';
import { frames, json, make, open } from './rig.js';

describe('traps: cossistant', function () {
  this.timeout(40_000);
  const told = (more: object) => json({ type: 'new_message', conversationId: 'c1', messageId: 'm1', content: { text: 'Hi' }, senderType: 'visitor', senderId: 'u1', ...more });

  it('every frame carries an id of its own and the time', async () => {
    const { bench, session } = await open(cossistantBox);
    session.sendMessage('Hi');
    session.setTyping(true, 'Hel');
    await bench.until(() => frames(bench).some(({ type }) => type === 'typing_progress'));
    await bench.go(40_000);
    const all = frames(bench);
    expect(new Set(all.map(({ id }) => id)).size).to.equal(all.length);
    for (const { timestamp } of all) expect(timestamp).to.be.a('number');
    expect(all.map(({ type }) => type)).to.include.members(['subscribe_conversation', 'send_message', 'typing_start', 'typing_progress', 'typing_stop', 'ping']);
  });

  it('the team subscribes to its website as well, after each connection_established; visitors do not', async () => {
    const { bench } = await open(cossistantBox, { address: { userRole: 'agent', websiteId: 'site-456', userId: 'agent-9' } });
    await bench.cut();
    bench.down = false;
    await bench.up();
    expect(frames(bench).filter(({ type }) => type === 'subscribe_website').map(({ websiteId }) => websiteId)).to.deep.equal(['site-456', 'site-456']);
    const visitor = await open(cossistantBox, { address: { websiteId: 'site-456' } });
    expect(frames(visitor.bench).some(({ type }) => type === 'subscribe_website')).to.equal(false);
  });

  it('where connection_established is never said, the subscriptions go out after one vain attempt, once on each connection, and what comes of them says that somebody listens', async () => {
    const { bench, session } = make(cossistantBox, {
      address: { url: 'https://never-greets.test' },
      backend: {
        accept() {},
        receive(peer, frame) {
          const { type, conversationId, content, metadata } = JSON.parse(frame as string) as Record<string, unknown>;
          if (type === 'subscribe_conversation') peer.send(json({ type: 'subscription_confirmed', channel: `conversation:${String(conversationId)}` }));
          if (type === 'send_message') peer.send(told({ content, metadata }));
        },
      },
    });
    session.start();
    session.engage();
    expect(await bench.up()).to.equal(true);
    expect(bench.sockets).to.have.length(2);
    session.sendMessage('Hi');
    await bench.until(() => bench.messages()[0]?.status === 'sent');
    expect(frames(bench).map(({ type }) => type)).to.deep.equal(['subscribe_conversation', 'send_message']);
    await bench.cut();
    bench.down = false;
    expect(await bench.up()).to.equal(true);
    expect(frames(bench).filter(({ type }) => type === 'subscribe_conversation')).to.have.length(2);
  });

  it('what comes of a subscription stands for connection_established; an error, a pong and what is not known do not', async () => {
    const { bench, session } = make(cossistantBox, { address: { url: 'https://greets-late.test' }, backend: { accept() {}, receive() {} } });
    session.start();
    session.engage();
    await bench.until(() => bench.socket !== undefined);
    bench.say('{"type":"error","error":"Wait a moment"}', '{"type":"pong"}', '{"type":"auth_required"}', json({ type: 'subscription_error', error: 'Not now' }));
    await bench.go(1000);
    expect(session.connection.status).to.equal('connecting');
    bench.say(told({ senderType: 'user', senderId: 'a1' }));
    await bench.go();
    expect(session.connection.status).to.equal('connected');
    expect(bench.texts()).to.deep.equal(['Hi']);
    // Asked for after each.
    bench.say('{"type":"connection_established"}');
    await bench.go();
    expect(frames(bench).map(({ type }) => type)).to.deep.equal(['subscribe_conversation', 'subscribe_conversation']);
  });

  it('a ping that is answered with an unknown message type, or never, is no error and ends nothing', async () => {
    const { bench } = await open(cossistantBox);
    await bench.go(200_000);
    expect(frames(bench).some(({ type }) => type === 'ping')).to.equal(true);
    expect(bench.errors()).to.deep.equal([]);
    expect(bench.sockets).to.have.length(1);
  });

  for (const telling of [true, false]) {
    it(`one’s own messages come back ${telling ? 'with' : 'without'} a client id: pending until then, no bubble twice, the same words in their order`, async () => {
      const { bench, session } = await open(cossistantKit(telling));
      session.sendMessage('Hi');
      session.sendMessage('Hi');
      expect(bench.messages().map(({ status }) => status)).to.deep.equal(['pending', 'pending']);
      await bench.until(() => bench.messages().every(({ status }) => status === 'sent'));
      expect(bench.messages().map(({ id, text }) => `${id} ${text}`)).to.deep.equal(['own-1 Hi', 'own-2 Hi']);
      expect(bench.arrived()).to.deep.equal([]);
    });
  }

  it('one’s own come back under another id than the page’s, or under one where the page gave none, and without a client id: no bubble twice', async () => {
    const sides = [
      [{ userId: 'u1' }, 'visitor', 'visitor-9'],
      [{ userId: undefined, userRole: 'agent' }, 'user', 'agent-9'],
    ] as const;
    for (const [address, senderType, senderId] of sides) {
      const { bench, session } = await open(cossistantBox, { address, backend: { receive() {} } });
      bench.say(told({ messageId: 'm0', content: { text: 'Hi' }, senderType: 'user', senderId: 'agent-1' }));
      await bench.go();
      session.sendMessage('Hi');
      await bench.until(() => frames(bench).some(({ type }) => type === 'send_message'));
      bench.say(told({ messageId: 'm2', content: { text: 'Hi' }, senderType, senderId }), told({ messageId: 'm3', content: { text: 'And more' }, senderType, senderId }));
      await bench.go();
      expect(bench.messages().map(({ id, own, status, text }) => [id, own, status, text])).to.deep.equal([['m0', false, 'sent', 'Hi'], ['m2', true, 'sent', 'Hi'], ['m3', true, 'sent', 'And more']]);
    }
  });

  it('another of the team who says the same is another, where it is known who we are or who they are', async () => {
    for (const userId of ['u1', undefined]) {
      const { bench, session } = await open(cossistantBox, { address: { userId, userRole: 'agent' }, backend: { receive() {} } });
      if (!userId) bench.say(json({ type: 'typing_progress', conversationId: 'c1', userId: 'agent-1', userType: 'user', content: 'H' }));
      session.sendMessage('Hi');
      await bench.until(() => frames(bench).some(({ type }) => type === 'send_message'));
      bench.say(told({ messageId: 'm2', content: { text: 'Hi' }, senderType: 'user', senderId: 'agent-1' }));
      await bench.go();
      expect(bench.messages().map(({ own, status }) => [own, status])).to.have.deep.members([[true, 'pending'], [false, 'sent']]);
    }
  });

  it('one that does not come back is failed with Retry, and sent after all should it come later', async () => {
    const { bench, session } = await open(cossistantBox, { backend: { receive() {} } });
    session.sendMessage('Hi');
    expect(await bench.until(() => bench.messages()[0]?.status === 'failed')).to.equal(true);
    bench.say(told({ content: { text: 'Hi', metadata: { clientId: bench.messages()[0]!.clientId ?? bench.messages()[0]!.id } } }));
    await bench.go();
    expect(bench.messages().map(({ status, text }) => [status, text])).to.deep.equal([['sent', 'Hi']]);
  });

  it('one that comes back too late, and without its id, is the one that was given up', async () => {
    const { bench, session } = await open(cossistantBox, { backend: { receive() {} } });
    for (const text of ['Hi', 'Ho']) session.sendMessage(text);
    expect(await bench.until(() => bench.messages().every(({ status }) => status === 'failed'))).to.equal(true);
    bench.say(told({ content: { text: 'Ho' } }));
    await bench.go();
    expect(bench.messages().map(({ id, status, text }) => [text === 'Ho' ? id : '', status, text])).to.deep.equal([['', 'failed', 'Hi'], ['m1', 'sent', 'Ho']]);
    expect(session.stats.queuedMessageCount).to.equal(0);
  });

  it('one’s own typing comes back and is not shown', async () => {
    const { bench, session } = await open(cossistantBox);
    session.setTyping(true, 'Hel');
    await bench.until(() => frames(bench).some(({ type }) => type === 'typing_progress'));
    await bench.go();
    expect(session.conversation().typing).to.deep.equal([]);
  });

  it('what is typed is live, is not blanked by an indicator without text, and ends with the message', async () => {
    const { bench, session, box } = await open(cossistantBox);
    bench.say(json({ type: 'typing_progress', conversationId: 'c1', userId: 'agent-1', userType: 'user', content: 'Good mor' }), ...box.typing!('c1', true));
    await bench.go();
    expect(session.conversation().typing.map(({ text }) => text)).to.deep.equal(['Good mor']);
    bench.say(...box.say({ id: 'm7', conversation: 'c1', text: 'Good morning' }));
    await bench.go();
    expect(session.conversation().typing).to.deep.equal([]);
  });

  it('an agent on the website sees, for each conversation, what its visitor is typing', async () => {
    const { bench, session } = await open(cossistantBox, { address: { userRole: 'agent', websiteId: 'w1', userId: 'agent-9' } });
    for (const [conversationId, content] of [['c7', 'How much'], ['c8', 'Where is']]) bench.say(json({ type: 'typing_progress', conversationId, userId: `v-${conversationId}`, userType: 'visitor', content }));
    bench.say(json({ type: 'visitor_online', conversationId: 'c8', visitorId: 'v-c8' }), json({ type: 'conversation_status_changed', conversationId: 'c7', status: 'pending' }));
    await bench.go();
    expect(['c7', 'c8'].map((c) => session.conversation(c).typing.map(({ text }) => text))).to.deep.equal([['How much'], ['Where is']]);
    expect(session.inbox.map(({ id }) => id)).to.include.members(['c7', 'c8']);
    expect(session.conversation('c7').info.status).to.equal('pending');
    expect(session.conversation().typing).to.deep.equal([]);
  });

  it('HTML is hostile: its text is shown and nothing else of it', async () => {
    const { bench } = await open(cossistantBox);
    const html = '<div onclick="alert(1)">Hello&nbsp;<b>you</b> &lt;3<br>next</div><script>steal()</script><style>p{}</style><img src=x onerror=alert(1)><a href="javascript:alert(1)">link</a><svg><script>x</script></svg><!-- no --><p title="a>b">end';
    bench.say(told({ senderType: 'user', senderId: 'agent-1', content: { html } }));
    await bench.go();
    expect(bench.texts()).to.deep.equal(['Hello you <3\nnext\nlink\nend']);
  });

  it('the server asks to reconnect: after the time that it says, and nobody is told of a fault', async () => {
    const { bench, session } = await open(cossistantBox);
    bench.say('{"type":"reconnect","reason":"deploy","retryAfter":5000}');
    await bench.go(4000);
    expect(bench.sockets).to.have.length(1);
    expect(await bench.until(() => bench.sockets.length === 2 && session.connection.status === 'connected')).to.equal(true);
    expect(bench.errors()).to.deep.equal([]);
  });

  it('keeps 100 unsent messages, and refuses one more where people see it', async () => {
    const { bench, session } = await open(cossistantBox);
    session.sendMessage('first');
    await bench.until(() => bench.messages()[0]?.status === 'sent');
    await bench.cut();
    for (let i = 0; i < 100; i++) session.sendMessage(`${i}`);
    expect(() => session.sendMessage('one more')).to.throw().with.property('code', 'queue-full');
  });

  it('its client’s defaults: 1 s × 1.5, 30 s at most, for ever; with no attempts allowed it does not come back by itself', async () => {
    expect(cossistantBox.codec.defaults).to.deep.equal({ reconnectDelay: 1000, reconnectMultiplier: 1.5, maxReconnectDelay: 30_000, queueSize: 100 });
    const { bench, session } = await open(cossistantBox, { tuning: { maxAttempts: 0 } });
    bench.socket!.break();
    await bench.go(60_000);
    expect([session.connection.status, bench.sockets.length]).to.deep.equal(['failed', 1]);
    session.retry();
    expect(await bench.up()).to.equal(true);
  });
});
