import { expect } from '@open-wc/testing';
import { loadProtocol } from '../../../src/protocols/registry.js';
import { PartyRoom } from '../../helpers/party-room.js';
import { leaseName } from '../../../src/storage/leases.js';
import { cleanUp, keep, like, rig, settings, visits, type SessionRig } from './rig.js';

/** A page that said something in time; from here on nothing is written any more. */
async function inTime(one: SessionRig, room: SessionRig['room']): Promise<SessionRig> {
  await one.start();
  one.session.sendMessage('in time');
  await one.until(() => room.log.length === 1 && one.states().join() === 'sent');
  one.store.putOutbox = () => new Promise(() => {});
  return one;
}

describe('Session', () => {
  // These are chunks of their own: fetched before the first test, not within its time.
  before(() => Promise.all([loadProtocol('party'), import('../../../src/session/sending.js'), import('../../../src/storage/indexed-db.js')]));
  afterEach(cleanUp);

  describe('over a page load', () => {
    it('delivers what a closed page left unsent, once, under its own id', async () => {
      const { room, page } = visits('reload');
      const one = page();
      const socket = await one.start();
      room.deaf = true;
      const sent = one.session.sendMessage('over the reload');
      await one.until(() => room.log.length === 1);
      expect(room.texts).to.deep.equal(['over the reload']);
      socket.break();
      one.session.sendMessage('written offline');
      await one.go();
      one.session.dispose();
      room.deaf = false;
      const two = page();
      two.session.start();
      await two.until(() => two.texts().length === 2);
      expect(two.texts()).to.deep.equal(['over the reload', 'written offline']);
      expect(two.states()).to.deep.equal(['pending', 'pending']);
      await two.up();
      await two.until(() => room.log.length === 2);
      await two.go();
      expect(room.texts).to.deep.equal(['over the reload', 'written offline']);
      expect(two.texts()).to.deep.equal(['over the reload', 'written offline']);
      expect(two.states()).to.deep.equal(['sent', 'sent']);
      expect(two.session.find(sent.id)?.id).to.equal(sent.id);
    });

    it('shows what was confirmed in the last moment of a session, where the backend brings none of it', async () => {
      const given = await like('without-history', { capabilities: { resume: false, history: false } });
      const { page } = visits('last-moment', given);
      const one = page();
      await one.start();
      // Storage is slow: the second is confirmed while the first is being written.
      const { commit } = one.store;
      one.store.commit = async (...given) => {
        await commit.apply(one.store, given);
        return new Promise(() => {});
      };
      one.session.sendMessage('confirmed before');
      await one.until(() => one.states().join() === 'sent');
      one.store.commit = commit;
      one.session.sendMessage('confirmed at last');
      await one.until(() => one.states().join() === 'sent,sent');
      one.session.dispose();
      const two = page();
      two.session.start();
      await two.until(() => two.texts().length === 2);
      expect(two.texts()).to.deep.equal(['confirmed before', 'confirmed at last']);
      expect(two.states()).to.deep.equal(['sent', 'sent']);
    });

    it('writes again what waits when somebody deletes the database, before anything else is said', async () => {
      const { name, page } = visits('deleted');
      const one = page();
      const socket = await one.start();
      socket.break();
      for (const text of ['one', 'two']) one.session.sendMessage(text);
      /** As a page finds it that comes after a crash of this one. */
      const waits = async (): Promise<number> => {
        const { store } = keep(name);
        const rows = (await store.restore(one.session.scope)) ? await store.outbox(one.session.scope) : [];
        store.close();
        return rows.length;
      };
      let rows = 0;
      const look = () => void waits().then((n) => (rows = n));
      await one.until(() => (look(), rows === 2));
      await new Promise<void>((resolve, reject) => {
        const request = indexedDB.deleteDatabase(name);
        request.onsuccess = () => resolve();
        request.onerror = () => reject(new Error('not deleted'));
      });
      rows = 0;
      await one.until(() => (look(), rows === 2));
      expect(rows).to.equal(2);
      expect(one.states()).to.deep.equal(['pending', 'pending']);
      expect(one.session.volatile).to.equal(false);
    });

    it('goes on from where the last page was: shown from storage, missed messages told once', async () => {
      const { room, page } = visits('cursor');
      const one = page();
      await one.start();
      one.session.sendMessage('mine');
      await one.until(() => room.log.length === 1);
      room.say('first');
      let stored = 0;
      await one.until(() => {
        void one.store.load(one.session.scope, 'c1').then((found) => (stored = found?.messages.length ?? 0));
        return stored === 2;
      });
      one.session.dispose();
      room.say('while away');
      const two = page();
      two.session.start();
      await two.until(() => two.texts().length > 0);
      expect(two.texts()).to.deep.equal(['mine', 'first']);
      await two.up();
      expect((room.hellos.at(-1)!.subscribe as { cursor: number }[])[0]!.cursor).to.equal(2);
      expect(two.texts()).to.deep.equal(['mine', 'first', 'while away']);
      expect(two.arrived()).to.deep.equal(['while away']);
    });

    it('shows what was refused, where the page ended before it kept the message as that', async () => {
      const { room, page } = visits('refused');
      const one = page();
      await one.start();
      one.session.sendMessage('fine');
      await one.until(() => room.log.length === 1);
      const at = Date.now();
      const command = { type: 'send-message', conversation: 'c1', id: 'r1', n: 2, at: new Date(at), parts: [{ type: 'text', text: 'refused' }] } as const;
      await one.store.putOutbox({ scope: one.session.scope, writer: 'gone', command, bytes: 99, state: 'failed', reason: 'Not like that.', addedAt: at });
      one.session.dispose();
      const two = page();
      two.session.start();
      await two.until(() => two.texts().includes('refused'));
      expect(two.session.find('r1')?.status).to.equal('failed');
      expect(two.session.find('r1')?.statusReason).to.equal('Not like that.');
      await two.up();
      two.session.retryMessage('r1');
      await two.until(() => room.log.length === 2);
      expect(room.texts).to.deep.equal(['fine', 'refused']);
    });

    it('delivers what a page left that holds its lease a moment longer than this one takes to come', async () => {
      const { name, room, page } = visits('late');
      const one = page();
      await one.start();
      one.session.sendMessage('first');
      await one.until(() => room.log.length === 1);
      const command = { type: 'send-message', conversation: 'c1', id: 'l1', n: 1, at: new Date(), parts: [{ type: 'text', text: 'left behind' }] } as const;
      await one.store.putOutbox({ scope: one.session.scope, writer: 'going', command, bytes: 99, state: 'queued', addedAt: Date.now() });
      let leave!: () => void;
      await new Promise<void>((held) => void navigator.locks.request(leaseName('going', name), () => new Promise<void>((release) => {
        leave = release;
        held();
      })));
      one.session.dispose();
      const two = page();
      await two.start();
      await two.go(100);
      expect(room.texts, 'it lives as far as anyone can tell').to.deep.equal(['first']);
      leave();
      await two.until(() => room.log.length === 2);
      expect(room.texts).to.deep.equal(['first', 'left behind']);
      await two.until(() => two.states().join() === 'sent,sent');
    });

    it('delivers what was said in the last moment of a page, when storage was too slow to take it', async () => {
      const { name, room, page } = visits('moment');
      const one = await inTime(page(), room);
      one.session.sendMessage('at the door');
      one.session.sendMessage('and out');
      dispatchEvent(new Event('pagehide'));
      one.session.dispose();
      const two = page();
      two.session.start();
      await two.until(() => two.texts().length === 3);
      expect(two.texts()).to.deep.equal(['in time', 'at the door', 'and out']);
      expect(two.session.conversation().blocks[0]!.messages.at(-1)!.createdAt).to.be.an.instanceOf(Date);
      await two.up();
      await two.until(() => room.log.length === 3 && !two.states().includes('pending'));
      expect(room.texts).to.deep.equal(['in time', 'at the door', 'and out']);
      expect(localStorage.getItem(`${name}:left`), 'nothing is left there').to.equal(null);
    });

    it('delivers what was said in the last moment of a page that had just come, before its storage was open', async () => {
      const { room, page } = visits('soon');
      const one = page();
      let opening = false;
      one.store.restore = () => new Promise(() => (opening = true));
      one.session.start();
      one.session.sendMessage('hardly here');
      one.session.sendMessage('and gone');
      await one.until(() => opening);
      dispatchEvent(new Event('pagehide'));
      one.session.dispose();
      // As the browser does with the locks of a page that is gone.
      one.store.close();
      const two = page();
      await two.start();
      await two.until(() => room.log.length === 2);
      expect(room.texts).to.deep.equal(['hardly here', 'and gone']);
    });

    it('shows what is said before storage is open behind what an earlier page left unsent, as it goes out', async () => {
      const { room, page } = visits('behind');
      const one = page();
      one.session.start();
      one.session.sendMessage('first');
      await one.until(() => Boolean(one.session.sending?.keeps(one.session.conversation().blocks[0]!.messages[0]!.id)));
      one.session.dispose();
      const two = page();
      two.session.start();
      two.session.sendMessage('second');
      expect(two.texts()).to.deep.equal(['second']);
      await two.until(() => two.texts().length === 2 && two.session.sending !== undefined);
      expect(two.texts()).to.deep.equal(['first', 'second']);
      await two.up();
      await two.until(() => room.log.length === 2);
      expect(room.texts).to.deep.equal(['first', 'second']);
    });

    it('delivers what was said while a page took over what another had left, behind that', async () => {
      const { room, page } = visits('between');
      const zero = page();
      await zero.start();
      zero.session.sendMessage('first');
      await zero.until(() => zero.states().join() === 'sent');
      const command = { type: 'send-message', conversation: 'c1', id: 'l1', n: 1, at: new Date(), parts: [{ type: 'text', text: 'left behind' }] } as const;
      await zero.store.putOutbox({ scope: zero.session.scope, writer: 'gone', command, bytes: 99, state: 'queued', addedAt: Date.now() });
      zero.session.dispose();
      const one = page();
      const adopt = one.store.adopt.bind(one.store);
      let taken = false;
      one.store.adopt = async (...args) => {
        await adopt(...args);
        taken = true;
        return new Promise(() => {});
      };
      one.session.start();
      one.session.sendMessage('meanwhile');
      await one.until(() => taken);
      dispatchEvent(new Event('pagehide'));
      one.session.dispose();
      // As the browser does with the locks of a page that is gone.
      one.store.close();
      const two = page();
      await two.start();
      await two.until(() => room.log.length === 3);
      expect(room.texts).to.deep.equal(['first', 'left behind', 'meanwhile']);
    });

    for (const [what, conversation] of [['', 'c1'], [', in a conversation that nobody could remember yet', undefined]] as const)
      it(`delivers what was said in a page that never got the code to send it${what}`, async () => {
        const { room, page } = visits('bare', settings({ conversation }));
        const one = page();
        // A network that is gone: whatever is wanted of it does not come.
        one.store.restore = () => new Promise(() => {});
        await one.session.prepare();
        one.session.sendMessage('hardly here');
        one.session.sendMessage('and gone');
        dispatchEvent(new Event('pagehide'));
        one.session.dispose();
        one.store.close();
        const two = page();
        await two.start();
        await two.until(() => room.log.length === 2 && two.states().join() === 'sent,sent');
        expect(room.texts).to.deep.equal(['hardly here', 'and gone']);
        two.session.dispose();
        const three = page();
        await three.start();
        await three.until(() => three.texts().length === 2);
        expect(three.texts()).to.deep.equal(['hardly here', 'and gone']);
      });

    it('delivers what was said in a page that never got any code, as its network was gone', async () => {
      const { room, page } = visits('blank', settings({ conversation: undefined }));
      const one = page();
      Object.assign(one.session.deps, { load: () => Promise.reject(new TypeError('offline')) });
      one.session.start();
      one.session.sendMessage('hardly here');
      one.session.sendMessage('and gone');
      await one.go();
      dispatchEvent(new Event('pagehide'));
      one.session.dispose();
      const two = page();
      await two.start();
      await two.until(() => room.log.length === 2 && two.states().join() === 'sent,sent');
      expect(room.texts).to.deep.equal(['hardly here', 'and gone']);
    });

    it('delivers what was said in an element that left the page before its storage was open, once', async () => {
      const { name, room, page } = visits('taken-off');
      const one = page();
      let answer: (() => void) | undefined;
      one.store.restore = () => new Promise((resolve) => (answer = () => resolve(false)));
      one.session.start();
      one.session.sendMessage('hardly here');
      one.session.sendMessage('and gone');
      await one.until(() => answer !== undefined);
      one.session.dispose();
      answer!();
      const two = page();
      await two.start();
      await two.until(() => room.log.length === 2 && two.states().join() === 'sent,sent');
      expect(room.texts).to.deep.equal(['hardly here', 'and gone']);
      expect(localStorage.getItem(`${name}:left`), 'nothing is left there').to.equal(null);
    });

    it('asks again for code that did not come, and sends what waited for it; not once all is over', async () => {
      const { room, page } = visits('again');
      const one = page();
      const { deps } = one.session;
      const { load } = deps;
      let asked = 0;
      Object.assign(deps, { load: () => Promise.reject(new TypeError(`offline ${++asked}`)) });
      one.session.start();
      one.session.sendMessage('hardly here');
      await one.go();
      expect(one.session.connection.status).to.equal('failed');
      const soon = asked;
      const told = one.errors();
      await one.go(9000);
      expect(asked).to.equal(soon);
      await one.go(1100);
      expect(asked).to.equal(soon + 1);
      expect(one.errors()).to.deep.equal(told);
      Object.assign(deps, { load });
      await one.go(10_100);
      await one.up();
      await one.until(() => one.states().join() === 'sent');
      expect(room.texts).to.deep.equal(['hardly here']);

      const two = page();
      Object.assign(two.session.deps, { load: () => Promise.reject(new TypeError(`offline ${++asked}`)) });
      two.session.start();
      await two.go();
      two.session.dispose();
      const last = asked;
      await two.go(20_000);
      expect(asked).to.equal(last);
      expect(two.clock.pending).to.equal(0);
    });

    describe('while the code that sends does not come', () => {
      /** A page that said two things and got no code yet; what it left meanwhile, and how its network comes back. */
      const without = async (what: string, given = settings(), held = false) => {
        const { name, room, page } = visits(what, given);
        const one = page();
        const { deps } = one.session;
        const { load } = deps;
        Object.assign(deps, { load: () => (held ? new Promise(() => {}) : Promise.reject(new TypeError('offline'))) });
        one.session.start();
        one.session.sendMessage('hardly here');
        one.session.sendMessage('and gone');
        const left = () => localStorage.getItem(`${name}:left`) ?? '';
        // After a refusal at once, whatever the clock says; only where nothing is said time has to pass.
        await one.until(() => left().includes('and gone'), held ? 100 : 0);
        expect(left()).to.include('and gone');
        const crash = async () => {
          const rows = left();
          // As the browser does with the locks of a page that is gone.
          await navigator.locks.request(leaseName(one.session.writer, name), { steal: true }, () => undefined);
          one.session.dispose();
          one.store.close();
          localStorage.setItem(`${name}:left`, rows);
        };
        const goesOutFromTheNext = async () => {
          const two = page();
          await two.start();
          await two.until(() => room.log.length === 2 && two.states().join() === 'sent,sent');
          expect(room.texts).to.deep.equal(['hardly here', 'and gone']);
          expect(left()).to.equal('');
        };
        return { one, room, page, left, crash, goesOutFromTheNext, back: () => void Object.assign(deps, { load }) };
      };

      for (const [what, conversation] of [['', 'c1'], [', by somebody whose conversation has no name yet', undefined]] as const)
        it(`a crash of the page loses nothing of what was said${what}`, async () => {
          const { one, crash, goesOutFromTheNext } = await without('crashed', settings({ conversation }));
          expect(one.session.currentConversation, 'nobody made one up for that').to.equal(conversation);
          await crash();
          await goesOutFromTheNext();
        });

      it('nor does a crash while its server holds the line', async () => {
        const { crash, goesOutFromTheNext } = await without('held', settings(), true);
        await crash();
        await goesOutFromTheNext();
      });

      it('other pages leave it alone, and it goes out once, from the page where it was said', async () => {
        const { one, room, page, left, back } = await without('alive');
        const two = page();
        await two.start();
        two.session.sendMessage('of another page');
        await two.until(() => two.states().join() === 'sent');
        await two.go(6000);
        expect(room.texts).to.deep.equal(['of another page']);
        back();
        await one.go(10_100);
        await one.up();
        await one.until(() => one.session.stats.queuedMessageCount === 0);
        expect(room.texts).to.deep.equal(['of another page', 'hardly here', 'and gone']);
        expect(left()).to.equal('');
        one.session.dispose();
        one.store.close();
        await two.store.outbox(two.session.scope);
        two.net.sockets[0]!.break();
        const { sent } = await two.up();
        await two.go(6000);
        expect(sent.join(), 'nothing is there to be sent once more').not.to.contain('hardly here');
        expect(await two.store.outbox(two.session.scope)).to.deep.equal([]);
      });

      it('what is taken back is not there for anybody', async () => {
        const { one, left } = await without('taken back');
        one.session.discardMessage(one.session.early[0]!.id);
        await one.go(10_100);
        await one.until(() => !left().includes('hardly here'));
        expect(left()).to.contain('and gone');
      });

      it('in a new conversation, what was said in the one before is for whoever comes there', async () => {
        const { one, room, page, left } = await without('moved');
        one.session.configure(settings({ conversation: 'c2' }));
        expect(left()).to.contain('and gone');
        const two = page();
        await two.start();
        await two.until(() => room.log.length === 2);
        expect(room.texts).to.deep.equal(['hardly here', 'and gone']);
      });
    });

    describe('in another conversation', () => {
      /** What was said in c2 waits, and the page is in c1 now, with a connection. The socket that this opens besides goes to c2. */
      const elsewhere = async (what: string) => {
        const { name, page } = visits(what, settings({ conversation: 'c2' }));
        const one = page();
        (await one.start()).break();
        one.session.sendMessage('left');
        await one.until(() => one.session.stats.queuedMessageCount === 1 && one.store.kind === 'indexeddb');
        await one.store.outbox(one.session.scope);
        one.session.dispose();
        const two = rig(settings(), { kept: keep(name) });
        await two.start();
        await two.until(() => two.net.sockets.length === 2);
        const aside = two.net.sockets[1]!;
        expect(aside.url).to.match(/\/c2$/);
        return { two, aside, name };
      };

      it('delivers what was left over a connection of its own, which ends with that', async () => {
        const { two, aside } = await elsewhere('aside');
        const room = new PartyRoom();
        room.accept(aside);
        await two.until(() => (room.pump(), aside.readyState >= WebSocket.CLOSING));
        expect(room.texts).to.deep.equal(['left']);
        expect(two.room.texts).to.deep.equal([]);
        await two.until(() => two.net.alive === 1);
        expect(await two.store.outbox(two.session.scope)).to.deep.equal([]);
        two.net.sockets[0]!.break();
        await two.until(() => two.net.sockets.length > 2);
        two.room.accept(two.net.sockets[2]!);
        await two.go(500);
        expect(two.net.sockets.length, 'nothing is left to be sent').to.equal(3);
      });

      it('leaves there what was said before any code came, when another is opened', async () => {
        const { name, store } = keep();
        const r = rig(settings({ conversation: 'c2' }), { kept: { name, store } });
        r.session.sendMessage('early');
        r.session.configure(settings());
        const left = JSON.parse(localStorage.getItem(`${name}:left`)!) as { command: { conversation: string; id: string } }[];
        localStorage.removeItem(`${name}:left`);
        expect(left.map(({ command }) => command.conversation)).to.deep.equal(['c2']);
        expect(r.session.find(left[0]!.command.id, 'c2')?.status).to.equal('pending');
        expect(r.session.early).to.deep.equal([]);
      });

      it('leaves to one person what they said before any code came, when the next signs in; what a guest said goes along', async () => {
        const { name, store } = keep();
        const r = rig(settings({ userId: 'ann' }), { kept: { name, store } });
        r.session.sendMessage('of Ann');
        r.session.configure(settings({ userId: 'bob' }));
        expect(r.texts()).to.deep.equal([]);
        await r.start();
        await r.go(100);
        expect(r.room.texts, 'as Bob').to.deep.equal([]);
        r.session.configure(settings({ userId: 'ann' }));
        await r.up();
        await r.until(() => r.room.texts.length > 0);
        expect(r.room.log.map(({ by, parts }) => [by.id, (parts as { text: string }[])[0]!.text])).to.deep.equal([['ann', 'of Ann']]);
        const guest = rig(settings({ userId: undefined }));
        guest.session.sendMessage('of somebody');
        guest.session.configure(settings({ userId: 'bob' }));
        await guest.start();
        await guest.until(() => guest.room.texts.length > 0);
        expect(guest.room.log.map(({ by }) => by.id)).to.deep.equal(['bob']);
      });

      /** A page over the protocol of another backend, in a conversation; `hi` is what its sockets are greeted with. */
      const visit = async (protocol: string, conversation: string, name: string, hi?: string) => {
        const r = rig(settings({ protocol, conversation }), { kept: keep(name) });
        r.session.start();
        await r.until(() => r.net.sockets.length > 0);
        const socket = r.net.sockets[0]!;
        socket.accept();
        if (hi) socket.say(hi);
        await r.until(() => r.session.connection.status === 'connected');
        return { r, socket, sent: () => r.net.sockets.flatMap((one) => one.sent as string[]) };
      };
      const leave = async (protocol: string, name: string, hi?: string) => {
        const { r, socket } = await visit(protocol, 'c2', name, hi);
        socket.break();
        r.session.sendMessage('left');
        await r.until(() => r.session.stats.queuedMessageCount === 1 && r.store.kind === 'indexeddb');
        await r.store.outbox(r.session.scope);
        r.session.dispose();
      };

      it('where a connection is one conversation and no more, it waits for that: it is neither refused, nor said in the one at hand, nor is another connection made', async () => {
        const name = `rooms-${Date.now()}`;
        await leave('realtime-session', name);
        const two = await visit('realtime-session', 'c1', name);
        await two.r.go(2000);
        expect(two.sent()).to.deep.equal([]);
        expect(two.r.net.sockets).to.have.length(1);
        expect(two.r.errors()).to.deep.equal([]);
        two.r.session.dispose();
        const three = await visit('realtime-session', 'c2', name);
        await three.r.until(() => three.r.states().join() === 'sent');
        expect(three.sent()).to.deep.equal(['left']);
      });

      it('where only those who listen hear of it, it is listened for there', async () => {
        const name = `echoes-${Date.now()}`, hi = '{"type":"connection_established"}';
        await leave('cossistant', name, hi);
        const two = await visit('cossistant', 'c1', name, hi);
        const frames = () => two.sent().map((frame) => JSON.parse(frame) as { type: string; conversationId: string; metadata?: object });
        await two.r.until(() => frames().some(({ type }) => type === 'send_message'));
        const said = frames().find(({ type }) => type === 'send_message')!;
        expect(said.conversationId).to.equal('c2');
        expect(frames().filter(({ type }) => type === 'subscribe_conversation').map(({ conversationId }) => conversationId)).to.have.members(['c1', 'c2']);
        two.socket.say(JSON.stringify({ type: 'new_message', conversationId: 'c2', messageId: 'm1', content: { text: 'left' }, metadata: said.metadata, senderType: 'visitor', senderId: 'me' }));
        await two.r.until(() => two.r.session.stats.queuedMessageCount === 0);
        expect(two.r.session.find('m1', 'c2')?.status).to.equal('sent');
      });

      it('waits for nothing when the page goes in the moment in which that is looked at', async () => {
        const { name, page } = visits('gone', settings({ conversation: 'c2' }));
        const one = page();
        (await one.start()).break();
        one.session.sendMessage('left');
        await one.until(() => one.session.stats.queuedMessageCount === 1 && one.store.kind === 'indexeddb');
        await one.store.outbox(one.session.scope);
        const two = rig(settings(), { kept: keep(name) });
        await two.start();
        const { carry } = await import('../../../src/session/aside.js');
        one.session.dispose();
        const end = new AbortController();
        const carried = carry(two.session, ['c2'], end.signal);
        end.abort();
        await carried;
        expect(two.net.sockets).to.have.length(1);
      });

      it('asks no more where this person is not let in, and leaves it for whoever opens that', async () => {
        const { two, aside, name } = await elsewhere('barred');
        aside.accept();
        aside.end(4404);
        await two.go(500);
        two.net.sockets[0]!.break();
        await two.until(() => two.net.sockets.length > 2);
        two.room.accept(two.net.sockets[2]!);
        await two.go(500);
        expect(two.net.sockets.map(({ url }) => url.slice(-2))).to.deep.equal(['c1', 'c2', 'c1']);
        two.session.dispose();
        const three = rig(settings({ conversation: 'c2' }), { kept: keep(name) });
        await three.start();
        await three.until(() => three.states().join() === 'sent');
        expect(three.room.texts).to.deep.equal(['left']);
      });
    });

    it('delivers what somebody of the team left unsent, though nobody opens that conversation again', async () => {
      const team = settings({ conversation: undefined, userRole: 'agent' });
      const { room, page } = visits('team', team);
      const one = page();
      const socket = await one.start();
      one.session.subscribe('c1');
      await one.go();
      socket.break();
      one.session.sendMessage('on its way', { conversation: 'c1' });
      await one.until(() => one.session.stats.queuedMessageCount === 1);
      dispatchEvent(new Event('pagehide'));
      one.session.dispose();
      const two = page();
      await two.start();
      await two.until(() => room.log.length === 1);
      expect(room.texts).to.deep.equal(['on its way']);
    });

    it('leaves nothing where nothing was said', () => {
      const name = `silent-${Date.now()}`;
      rig(settings(), { kept: keep(name) });
      dispatchEvent(new Event('pagehide'));
      expect(localStorage.getItem(`${name}:left`)).to.equal(null);
    });

    it('leaves nothing when the page goes after it has ended', () => {
      const name = `ended-${Date.now()}`;
      const r = rig(settings(), { kept: keep(name) });
      r.session.sendMessage('a');
      r.session.dispose();
      // What it left itself is taken by whoever comes next.
      localStorage.removeItem(`${name}:left`);
      dispatchEvent(new Event('pagehide'));
      expect(localStorage.getItem(`${name}:left`)).to.equal(null);
    });

    it('keeps what one person said in the last moment of a page through the visit of another', async () => {
      const { name, room, page } = visits('persons');
      const one = await inTime(page(), room);
      one.session.sendMessage('at the door');
      dispatchEvent(new Event('pagehide'));
      one.session.dispose();
      const other = rig(settings({ userId: 'other', conversation: 'c2' }), { kept: keep(name) });
      await other.start();
      await other.until(() => other.session.connection.status === 'connected');
      await other.go(100);
      other.session.dispose();
      const two = page();
      await two.start();
      await two.until(() => room.log.length === 2);
      expect(room.texts).to.deep.equal(['in time', 'at the door']);
    });

    it('leaves nothing behind for the next page where this one comes back', async () => {
      const name = `back-${Date.now()}`;
      const r = rig(settings(), { kept: keep(name) });
      await r.start();
      r.session.sendMessage('first');
      await r.until(() => r.states().join() === 'sent');
      const write = r.store.putOutbox;
      let written = (): void => {};
      r.store.putOutbox = (row) => new Promise<void>((done) => (written = () => void write.call(r.store, row).then(done)));
      r.session.sendMessage('on the way out');
      await r.go();
      dispatchEvent(new Event('pagehide'));
      expect(localStorage.getItem(`${name}:left`)).to.contain('on the way out');
      dispatchEvent(new Event('pageshow'));
      expect(localStorage.getItem(`${name}:left`)).to.equal(null);
      written();
      await r.until(() => r.states().join() === 'sent,sent');
      expect(r.room.texts).to.deep.equal(['first', 'on the way out']);
    });

    it('writes nothing before the person does something', async () => {
      const name = `guest-${Date.now()}`;
      const r = rig(settings(), { kept: keep(name) });
      await r.start();
      r.room.say('hello');
      await r.go();
      expect(r.store.kind).to.equal('memory');
      expect((await indexedDB.databases()).map((d) => d.name)).not.to.include(name);
    });
  });

  describe('a log that began a new life', () => {
    it('offers again what was confirmed, under a new writer', async () => {
      const kept = keep();
      const r = rig(settings(), { kept });
      const first = await r.start();
      r.session.sendMessage('kept by me');
      await r.until(() => r.room.log.length === 1);
      await r.go();
      expect(r.states()).to.deep.equal(['sent']);
      const writer = String(r.room.hellos[0]!.client);
      r.room.wipe();
      first.break();
      await r.go(2500);
      await r.up();
      await r.up();
      await r.until(() => r.room.log.length === 1);
      await r.go();
      expect(r.room.hellos.at(-1)!.client).not.to.equal(writer);
      const writers = async () => (await navigator.locks.query()).held!.flatMap(({ name }) => (name!.startsWith(leaseName('', kept.name)) ? [name!.slice(leaseName('', kept.name).length)] : []));
      for (let i = 0; i < 100 && (await writers()).includes(writer); i++) await r.go();
      expect(await writers(), 'the old one is given up').to.deep.equal([r.room.hellos.at(-1)!.client]);
      expect(r.room.texts).to.deep.equal(['kept by me']);
      expect(r.texts()).to.deep.equal(['kept by me']);
      expect(r.states()).to.deep.equal(['sent']);
    });

    it('offers it later where that cannot be done at once, since the code for it does not come, and what is said meanwhile behind it', async () => {
      const onerror = window.onerror;
      window.onerror = () => true;
      const r = rig();
      const first = await r.start();
      r.session.sendMessage('kept by me');
      await r.until(() => r.room.log.length === 1 && r.states().join() === 'sent');
      const { lease } = r.store;
      // As where the file of it is refused: whoever is to do it throws before it has begun.
      let refused = 0;
      r.store.lease = () => Promise.reject(new TypeError(`offline ${++refused}`));
      r.room.wipe();
      first.break();
      await r.go(2500);
      await r.up();
      await r.until(() => refused > 0);
      r.session.sendMessage('meanwhile');
      await r.go(1000);
      r.store.lease = lease;
      await r.go(10_100);
      await r.up();
      await r.until(() => r.room.log.length === 2 && r.states().join() === 'sent,sent');
      window.onerror = onerror;
      expect(r.room.texts).to.deep.equal(['kept by me', 'meanwhile']);
      expect(r.texts()).to.deep.equal(['kept by me', 'meanwhile']);
    });
  });
});
