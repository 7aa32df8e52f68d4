import { expect } from '@open-wc/testing';
import type { Peer } from '../../../../src/testing/bench.js';
import socketIoBox, { socketIoKit } from '../boxes/socket-io.js';
import { json, make, open, partsOf } from './rig.js';

describe('traps: socket-io', function () {
  this.timeout(40_000);
  const event = (name: string, data: object) => `42${json([name, data])}`;

  it('an error that answers a send makes it failed, with Retry', async () => {
    let kind = true;
    const made = make(socketIoBox, { backend: { receive: (peer, frame) => (!kind && String(frame).includes('send_message') ? peer.send(event('error', { message: 'Out of tokens' })) : made.box.receive(peer, frame)) } });
    const { bench, session } = made;
    await bench.start();
    kind = false;
    session.sendMessage('Hi');
    await bench.until(() => bench.messages()[0]?.status === 'failed');
    expect(bench.messages()[0]?.statusReason).to.contain('Out of tokens');
    kind = true;
    session.retryMessage(bench.messages()[0]!.id);
    expect(await bench.until(() => bench.messages()[0]?.status === 'sent')).to.equal(true);
    expect(bench.texts()).to.deep.equal(['Hi']);
  });

  it('what came while the line was down is news, in its place', async () => {
    const made = make(socketIoKit(true));
    const { bench, box } = made;
    await bench.start();
    bench.say(...box.say({ id: '101', conversation: 'c1', text: 'One' }));
    await bench.go();
    await bench.cut();
    box.say({ id: '102', conversation: 'c1', text: 'Two' });
    bench.down = false;
    await bench.up();
    await bench.until(() => bench.texts().length > 1);
    expect(bench.texts()).to.deep.equal(['One', 'Two']);
    expect(bench.arrived()).to.deep.equal(['One', 'Two']);
  });

  it('a list that was asked for in one person’s name is not shown to the next', async () => {
    let asked = 0;
    const made = make(socketIoKit(true), {
      backend: {
        fetch: () => {
          if (++asked > 1) return { status: 200, body: '[]' };
          const { settings } = made.session;
          made.session.configure({ ...settings, address: { ...settings.address, userId: 'bob' } });
          return { status: 200, body: json([{ id: 1, girl_id: 'c1', content: 'Between Ann and us', sender: 'girl' }]) };
        },
      },
    });
    const { bench } = made;
    await bench.start();
    expect(await bench.until(() => asked === 2 && bench.session.connection.status === 'connected')).to.equal(true);
    await bench.go();
    expect(bench.texts()).to.deep.equal([]);
  });

  it('what the connect handler emits before the connection is confirmed is kept', async () => {
    const { bench } = await open(socketIoBox);
    expect(bench.told.filter(({ name }) => name === 'chat-presence')).to.have.length(1);
  });

  it('no frame within pingInterval + pingTimeout: the connection is dead', async () => {
    const { bench } = await open(socketIoBox, { backend: { accept: (peer: Peer) => peer.send('0{"sid":"e","pingInterval":25000,"pingTimeout":20000}') } });
    await bench.go(40_000);
    expect(bench.sockets).to.have.length(1);
    bench.say('2');
    await bench.go(40_000);
    expect(bench.sockets).to.have.length(1);
    expect(bench.sent).to.include('3');
    await bench.go(20_000);
    expect(bench.sockets.length).to.be.above(1);
  });

  it('a photo under way is shown, and the photo ends it', async () => {
    const { bench, session } = await open(socketIoBox);
    session.action('request_photo', { context: 'beach' });
    bench.say(event('photo_generating', { task_id: 't1', estimated_time: 30, tokens_deducted: 5 }));
    await bench.go();
    expect(bench.sent).to.include(event('request_photo', { user_id: 'u1', girl_id: 'c1', context: 'beach' }));
    expect(partsOf(bench)).to.deep.equal([{ type: 'progress', label: 'photo', kind: 'photo', estimate: 30 }]);
    bench.say(event('photo_generated', { girl_id: 'c1', photo_url: 'https://x.test/p.png' }));
    await bench.go();
    expect(partsOf(bench)).to.deep.equal([{ type: 'image', url: 'https://x.test/p.png' }]);
  });

  it('the read message is told of once it was seen, and only with ids that the backend knows', async () => {
    const { bench, session } = await open(socketIoBox);
    bench.say(event('photo_suggestion', { girl_id: 'c1', message: 'Shall I?' }), event('message_received', { message: { id: 12, girl_id: 'c1', content: 'Hi' } }));
    await bench.go();
    session.markRead();
    await bench.go();
    expect(bench.sent.at(-1)).to.equal(event('mark_read', { user_id: 'u1', girl_id: 'c1', message_ids: [12] }));
    session.sendMessage('Yes');
    await bench.until(() => bench.messages().at(-1)?.status === 'sent');
    bench.say(event('messages_read', { message_ids: [bench.messages().at(-1)!.id], count: 1 }));
    await bench.go();
    expect(bench.messages().at(-1)?.status).to.equal('read');
  });

  it('back-off of 1, 2, 4, 5 s, five attempts, then it stops and tells people', async () => {
    const { bench, session } = await open(socketIoBox);
    await bench.cut();
    expect(await bench.until(() => session.connection.status === 'failed')).to.equal(true);
    expect(bench.sockets.length).to.be.within(5, 7);
    expect(session.connection.error?.message).to.be.a('string').and.not.equal('');
  });

  it('connects and disconnects with login and logout', async () => {
    const { bench, session } = await open(socketIoBox);
    session.configure({ ...session.settings, address: { ...session.settings.address, userId: undefined } });
    await bench.go(5000);
    expect(bench.socket).to.equal(undefined);
    // What is missing is said: without user-id this protocol cannot work.
    expect(session.connection.error?.message).to.contain('user-id');
    session.configure({ ...session.settings, address: { ...session.settings.address, userId: 'u1' } });
    expect(await bench.up()).to.equal(true);
  });

  it('a path that is none costs its message alone', async () => {
    const { bench } = await open(socketIoBox);
    bench.say(event('photo_generated', { girl_id: 'c1', photo_url: '/\\[' }), event('message_received', { message: { id: 1, girl_id: 'c1', content: 'Still here' } }));
    await bench.go();
    expect(bench.texts()).to.include('Still here');
  });
});
