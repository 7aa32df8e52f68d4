import { expect } from '@open-wc/testing';
import realtimeBox from '../boxes/realtime-session.js';
import { json, make, open } from './rig.js';

describe('traps: realtime-session', function () {
  this.timeout(40_000);
  const says = (text: string, source = 'tutor') => json({ kind: 'transcript', data: { source, text } });

  it('what the composer sends is the bare text, what a page sends is JSON', async () => {
    const { bench, session } = await open(realtimeBox);
    session.sendMessage('{"type":"chat"} مرحبا!');
    session.send({ type: 'audio_metadata', format: 'webm', duration: 5000 });
    await bench.until(() => bench.sent.length > 1);
    expect(bench.sent).to.have.members(['{"type":"chat"} مرحبا!', '{"type":"audio_metadata","format":"webm","duration":5000}']);
  });

  it('nothing is ever said unasked: no ping, no receipt, no typing, no subscription', async () => {
    const { bench, session } = await open(realtimeBox);
    bench.say(says('Hello'));
    session.setTyping(true, 'Hel');
    await bench.go(2000);
    session.markRead();
    session.subscribe('c1');
    session.requestPending();
    await bench.go(200_000);
    expect(bench.sent).to.deep.equal([]);
    expect(session.connection.status).to.equal('connected');
  });

  it('what was said to a connection that was refused is said again over the next, once', async () => {
    let lets = true;
    const made = make(realtimeBox, {
      backend: {
        accept(peer) {
          if (lets) return made.box.accept(peer);
          peer.send('{"kind":"error","data":{"message":"Token expired"}}');
          peer.close(1008);
        },
        receive: (peer, frame) => void (lets && made.box.receive(peer, frame)),
      },
    });
    const { bench, box, session } = made;
    await bench.start();
    lets = false;
    await bench.cut();
    session.sendMessage('One');
    session.sendMessage('Two');
    bench.down = false;
    expect(await bench.until(() => session.connection.status === 'failed')).to.equal(true);
    lets = true;
    session.retry();
    expect(await bench.until(() => session.connection.status === 'connected')).to.equal(true);
    session.sendMessage('Three');
    await bench.go(3000);
    expect(box.said.map(({ text }) => text)).to.deep.equal(['One', 'Two', 'Three']);
    await bench.cut();
    bench.down = false;
    await bench.up();
    await bench.go(3000);
    expect(box.said.length, 'what was heard is not said again').to.equal(3);
    expect(bench.messages().map(({ status }) => status)).to.deep.equal(['sent', 'sent', 'sent']);
  });

  it('what one person said to a connection that was heard nothing of is not said again in the name of the next', async () => {
    const made = make(realtimeBox, { address: { userId: 'ann' }, backend: { accept: () => undefined } });
    const { bench, box, session } = made;
    await bench.start();
    session.sendMessage('Between Ann and us');
    expect(await bench.until(() => box.said.length === 1)).to.equal(true);
    const as = (userId: string) => session.configure({ ...session.settings, address: { ...session.settings.address, userId } });
    as('bob');
    await bench.up();
    session.sendMessage('Bob here');
    expect(await bench.until(() => box.said.length === 2)).to.equal(true);
    await bench.go(3000);
    expect(box.said.map(({ text }) => text)).to.deep.equal(['Between Ann and us', 'Bob here']);
  });

  it('what a socket that was about to close did not take is said over the next, and shown as sent', async () => {
    const made = make(realtimeBox, { backend: { accept: () => undefined } });
    const { bench, box, session } = made;
    await bench.start();
    const closing = bench.socket!;
    closing.readyState = 2;
    session.sendMessage('One');
    await bench.go(1000);
    expect(box.said).to.deep.equal([]);
    closing.readyState = 1;
    closing.break();
    await bench.up();
    await bench.go(3000);
    bench.say(says('Hello'));
    await bench.go();
    expect(box.said.map(({ text }) => text)).to.deep.equal(['One']);
    expect(bench.messages().filter(({ own }) => own).map(({ status }) => status)).to.deep.equal(['sent']);
  });

  it('what every connection ends over is failed in the end, and can be tried again', async () => {
    let bad = false;
    const made = make(realtimeBox, {
      backend: {
        accept: (peer) => void (bad || made.box.accept(peer)),
        receive: (peer, frame) => (bad ? peer.close(1011) : made.box.receive(peer, frame)),
      },
    });
    const { bench, box, session } = made;
    await bench.start();
    bad = true;
    await bench.cut();
    session.sendMessage('Poison');
    bench.down = false;
    for (let i = 0; i < 5 && bench.messages()[0]?.status !== 'failed'; i++) await bench.until(() => bench.messages()[0]?.status === 'failed');
    expect(bench.messages()[0]).to.include({ status: 'failed', statusReason: 'The backend could not take it.' });
    bad = false;
    expect(await bench.until(() => session.connection.status === 'connected')).to.equal(true);
    session.retryMessage(bench.messages()[0]!.id);
    await bench.until(() => box.said.length > 0);
    await bench.go(3000);
    expect(box.said.map(({ text }) => text)).to.deep.equal(['Poison']);
    expect(bench.messages().map(({ status }) => status)).to.deep.equal(['sent']);
  });

  it('is not echoed: what was typed stands once, as sent; what the user said is another message', async () => {
    const { bench, session } = await open(realtimeBox);
    session.sendMessage('Hello');
    await bench.until(() => bench.messages()[0]?.status === 'sent');
    bench.say(says('Hello', 'user'));
    await bench.go();
    expect(bench.messages().map(({ own, status, text }) => [own, status, text])).to.deep.equal([[true, 'sent', 'Hello'], [true, 'sent', 'Hello']]);
  });

  it('speech belongs to the transcript of the tutor before it, whatever was said in between', () => {
    const wire = realtimeBox.codec.start({ newId: ((n = 0) => () => `id-${++n}`)(), now: () => new Date(0), self: { id: 'u1', role: 'visitor' } } as never);
    wire.decode(says('One'));
    wire.decode(says('You said this', 'user'));
    expect(wire.decode('{"kind":"audio","data":{"audio_data":"SUQz","format":"mp3"}}').events).to.deep.equal([{ type: 'speech', id: 'id-1', data: 'SUQz', format: 'mp3' }]);
  });

  it('context is kept and told, nested or flat', async () => {
    const { bench, session } = await open(realtimeBox);
    for (const context of [{ session_id: 's', agent: { language: 'ar-AR', audio_enabled: true, active_tool: null } }, { language: 'en', audio_enabled: false }]) {
      bench.say(json({ kind: 'context', data: context }));
      await bench.go();
      expect(session.conversation().info.context).to.deep.include(context);
      expect(bench.told.findLast(({ name }) => name === 'chat-conversation')?.detail).to.deep.include({ context });
    }
  });

  it('unasked follow-ups come in one after the other, and the same words twice are two messages', async () => {
    const { bench } = await open(realtimeBox);
    bench.say(says('Are you there?'), says('Are you there?'));
    await bench.go();
    expect(bench.texts()).to.deep.equal(['Are you there?', 'Are you there?']);
  });

  it('an error and 1008: one fresh token, then it stops and says why; an error and 1011: it goes on trying', async () => {
    const { bench, session } = make(realtimeBox, { token: () => 'bad-token' });
    session.start();
    session.engage();
    await bench.until(() => session.connection.status === 'failed');
    expect(session.connection.error?.message).to.contain('Invalid token');
    expect(bench.asked).to.equal(2);
    const other = await open(realtimeBox);
    other.bench.say('{"kind":"error","data":{"message":"The model is gone"}}');
    other.bench.socket!.peer.close(1011);
    await other.bench.go();
    expect(other.bench.errors()).to.include('server-error');
    expect(await other.bench.up()).to.equal(true);
  });

  it('tries within 3 s each, five times at once and then as often as no backend minds, for ever', async () => {
    const { bench, session } = await open(realtimeBox);
    await bench.cut();
    const at: number[] = [];
    for (let passed = 0; passed < 120_000; passed += 100) {
      while (at.length < bench.sockets.length - 1) at.push(bench.clock.now());
      await bench.go();
    }
    const waits = at.map((time, i) => time - (at[i - 1] ?? time));
    expect(waits.slice(1, 4).every((wait) => wait >= 1500 && wait <= 3200), waits.join()).to.equal(true);
    expect(Math.max(...waits), waits.join()).to.be.below(9700);
    expect(at).to.have.length.within(14, 17);
    expect(session.connection.status).to.equal('reconnecting');
    bench.down = false;
    expect(await bench.up()).to.equal(true);
  });
});
