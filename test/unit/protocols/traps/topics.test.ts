import { expect } from '@open-wc/testing';
import topicsBox from '../boxes/topics.js';
import { frames, json, make, open, partsOf } from './rig.js';

describe('traps: topics', function () {
  this.timeout(40_000);
  const event = (more: object, message: object = {}) => json({ type: 'conversationEvent', data: { id: 'e1', conversationID: 'c1', message: { status: 'sent', body: { type: 'text', text: 'Hi' }, ...message }, actorID: 'agent-1', actorType: 'agent', ...more } });

  it('subscriptions made while closed go out at open; unsubscribing from what never was sends nothing', async () => {
    const { bench, session } = make(topicsBox);
    session.subscribe('c5');
    session.unsubscribe('c6');
    await bench.start();
    session.unsubscribe('c7');
    session.subscribe('c5');
    session.unsubscribe('c5');
    await bench.go();
    expect(frames(bench).map(({ action, resourceID, topic }) => `${action} ${topic} ${resourceID}`).sort()).to.deep.equal(['subscribe conversationEvent c1', 'subscribe conversationEvent c5', 'unsubscribe conversationEvent c5']);
  });

  it('an event with a known id is a status and no second message; failed comes with its reason', async () => {
    const { bench } = await open(topicsBox);
    bench.say(event({ actorID: 'u1', actorType: 'user' }));
    await bench.go();
    for (const status of ['delivered', 'read']) {
      bench.say(event({ actorID: 'u1', actorType: 'user' }, { status }));
      await bench.go();
      expect(bench.messages().map((m) => m.status)).to.deep.equal([status]);
    }
    bench.say(event({ id: 'e2', actorID: 'u1', actorType: 'user' }), event({ id: 'e2', actorID: 'u1', actorType: 'user' }, { status: 'failed', statusReason: 'No such number' }));
    await bench.go();
    expect(bench.messages().at(-1)).to.include({ status: 'failed', statusReason: 'No such number' });
    expect(bench.messages()).to.have.length(2);
  });

  it('other bodies show a plain notice, pictures are pictures', async () => {
    const { bench } = await open(topicsBox);
    bench.say(event({ id: 'e1' }, { body: { type: 'carousel', items: [] } }), event({ id: 'e2' }, { body: { type: 'image', image: { id: 'i', url: 'https://x.test/a.png', text: 'Look' } } }));
    await bench.go();
    expect(partsOf(bench)).to.deep.equal([{ type: 'text', text: '[carousel]', notice: 'unsupported' }, { type: 'image', url: 'https://x.test/a.png' }, { type: 'text', text: 'Look' }]);
  });

  it('where the socket cannot be had it polls, says so, sends, and nothing is lost or twice on either switch', async () => {
    const { bench, box, session } = await open(topicsBox);
    bench.say(...box.say({ id: 'e1', conversation: 'c1', text: 'One' }));
    await bench.go();
    bench.refusing = true;
    bench.socket!.break();
    expect(await bench.until(() => session.connection.status === 'polling')).to.equal(true);
    box.say({ id: 'e2', conversation: 'c1', text: 'Two' });
    session.sendMessage('Three');
    expect(await bench.until(() => bench.texts().includes('Two') && bench.texts().includes('Three'))).to.equal(true);
    await bench.until(() => bench.messages().every(({ status }) => status !== 'pending'));
    const tried = bench.sockets.length;
    box.say({ id: 'e4', conversation: 'c1', text: 'Four' });
    bench.refusing = false;
    expect(await bench.until(() => session.connection.status === 'connected')).to.equal(true);
    expect(bench.sockets.length).to.be.above(tried);
    // The list brings what came meanwhile; only then is there something new.
    expect(await bench.until(() => bench.arrived().includes('Four'))).to.equal(true);
    bench.say(...box.say({ id: 'e5', conversation: 'c1', text: 'Five' }));
    await bench.go(10_000);
    expect([...bench.texts()].sort()).to.deep.equal(['Five', 'Four', 'One', 'Three', 'Two']);
    expect(bench.arrived()).to.deep.equal(['One', 'Two', 'Four', 'Five']);
    expect(bench.texts().filter((text) => text !== 'Three')).to.deep.equal(['One', 'Two', 'Four', 'Five']);
    expect(box.said.map(({ text }) => text)).to.deep.equal(['Three']);
  });

  it('polling stops when the socket opens, and asks after the last event', async () => {
    const asked: string[] = [];
    const made = make(topicsBox, { backend: { fetch: (request) => (asked.push(`${request.method} ${request.url.search}`), made.box.fetch!(request)) } });
    await made.bench.start();
    made.bench.say(...made.box.say({ id: 'e1', conversation: 'c1', text: 'One' }));
    await made.bench.go(10_000);
    const { length } = asked;
    await made.bench.go(30_000);
    expect(asked).to.have.length(length);
    made.bench.down = true;
    made.bench.socket!.break();
    await made.bench.go(2000);
    made.bench.down = false;
    await made.bench.up();
    await made.bench.go(5000);
    expect(asked.slice(length)[0]).to.equal('GET ?after=e1');
  });

  it('a list that gives a few at a time is asked for until all of it is here: at first as what was, after a loss as what is new', async () => {
    const log = Array.from({ length: 7 }, (_, i) => ({ id: `e${i}`, conversationID: 'c1', message: { status: 'sent', body: { type: 'text', text: `${i}` } }, actorID: 'agent-1', actorType: 'agent' }));
    let known = 5;
    const made = make(topicsBox, {
      backend: {
        fetch({ url }) {
          const from = log.findIndex(({ id }) => id === url.searchParams.get('after')) + 1;
          return { status: 200, body: json({ events: log.slice(from, Math.min(known, from + 2)) }) };
        },
      },
    });
    const { bench, session } = made;
    await bench.start();
    expect(await bench.until(() => bench.texts().length === 5)).to.equal(true);
    expect([bench.texts(), bench.arrived(), session.conversation().unread]).to.deep.equal([['0', '1', '2', '3', '4'], [], 0]);
    await bench.cut();
    log.push(...['8', '9'].map((text) => ({ ...log[0]!, id: `e${text}`, message: { status: 'sent', body: { type: 'text', text } } })));
    known = 9;
    bench.down = false;
    await bench.up();
    bench.say(event({ id: 'live' }, { body: { type: 'text', text: 'live' } }));
    expect(await bench.until(() => bench.texts().length === 10)).to.equal(true);
    expect(bench.texts()).to.deep.equal(['0', '1', '2', '3', '4', '5', '6', '8', '9', 'live']);
    expect([...bench.arrived()].sort()).to.deep.equal(['5', '6', '8', '9', 'live']);
  });

  it('what was missing when somebody went to another conversation is asked for when they come back', async () => {
    let hangs = false;
    const made = make(topicsBox, { backend: { fetch: (request) => (hangs && request.method === 'GET' ? undefined : made.box.fetch!(request)) } });
    const { bench, box, session } = made;
    const go = (conversation: string) => session.configure({ ...session.settings, address: { ...session.settings.address, conversation } });
    await bench.start();
    bench.say(...box.say({ id: 'e1', conversation: 'c1', text: 'One' }));
    await bench.go(3000);
    await bench.cut();
    box.say({ id: 'e2', conversation: 'c1', text: 'Two' });
    hangs = true;
    bench.down = false;
    await bench.up();
    bench.say(...box.say({ id: 'e3', conversation: 'c1', text: 'Three' }));
    await bench.go();
    expect(bench.texts()).to.deep.equal(['One', 'Three']);
    go('c2');
    await bench.up();
    hangs = false;
    go('c1');
    expect(await bench.until(() => bench.texts('c1').length === 3)).to.equal(true);
    expect(bench.texts('c1')).to.deep.equal(['One', 'Two', 'Three']);
  });

  it('a normal close (1000) is not retried', async () => {
    const { bench, session } = await open(topicsBox);
    bench.socket!.peer.close(1000);
    await bench.go(60_000);
    expect(bench.sockets).to.have.length(1);
    expect(session.connection.status).to.be.oneOf(['closed', 'failed']);
  });

  for (const status of [401, 403]) {
    it(`${status} while polling: it stops and says so`, async () => {
      const { bench, session } = make(topicsBox, { backend: { fetch: () => ({ status, body: '{"message":"Your plan has ended"}' }) } });
      bench.refusing = true;
      session.start();
      session.engage();
      expect(await bench.until(() => session.connection.status === 'failed')).to.equal(true);
      expect(session.connection.error?.code).to.equal(status === 401 ? 'signed-out' : 'denied');
      expect(session.connection.error?.message).to.contain('Your plan has ended');
      const { length } = bench.sockets;
      await bench.go(60_000);
      expect(bench.sockets).to.have.length(length);
    });
  }

  it('both paths can be the page’s own', async () => {
    const asked: string[] = [];
    const { bench, session } = await open(topicsBox, {
      address: { eventsUrl: '/list/{conversation}?of={user-id}', messagesUrl: 'https://other.test/say/{conversation}' },
      backend: { fetch: ({ url, method }) => (asked.push(`${method} ${url.href}`), { status: 200, body: method === 'GET' ? '{"events":[]}' : '{"id":"e1","message":{"status":"sent"}}' }) },
    });
    session.sendMessage('Hi');
    await bench.until(() => asked.length > 2);
    expect(new Set(asked)).to.deep.equal(new Set(['GET https://backend.test/list/c1?of=u1', 'POST https://other.test/say/c1']));
  });

  it('a send that was refused for good is failed in the backend’s words; one without an answer is sent again', async () => {
    let status = 422;
    const made = make(topicsBox, { backend: { fetch: (request) => (request.method === 'GET' || status === 200 ? made.box.fetch!(request) : status ? { status, body: '{"detail":"Too rude"}' } : undefined) } });
    const { bench, session, box } = made;
    await bench.start();
    session.sendMessage('Hi');
    await bench.until(() => bench.messages()[0]?.status === 'failed');
    expect(bench.messages()[0]?.statusReason).to.contain('Too rude');
    status = 0;
    session.retryMessage(bench.messages()[0]!.id);
    await bench.go(2000);
    expect(bench.messages()[0]?.status).to.equal('pending');
    status = 200;
    expect(await bench.until(() => bench.messages()[0]?.status === 'delivered')).to.equal(true);
    expect(box.said).to.have.length(1);
  });
});
