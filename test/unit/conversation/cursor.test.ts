/** The log's numbers: no hole is passed over, nothing is shown twice, a lost log is noticed. */
import { expect } from '@open-wc/testing';
import { restore } from '../../../src/conversation/kept.js';
import { oldestSeq } from '../../../src/conversation/page.js';
import type { ChatEvent, HistoryEvent, IncomingMessage, SubscribedEvent } from '../../../src/domain/index.js';
import { ANNA, ME, NOW, UNCHANGED, ids, incoming, list, message, own, setup, text, texts } from './setup.js';

const subscribed = (more: Partial<SubscribedEvent> = {}): SubscribedEvent => ({ type: 'subscribed', conversation: 'c1', resume: 'ok', ...more });
const page = (messages: readonly IncomingMessage[], more: Partial<HistoryEvent> = {}): HistoryEvent => ({ type: 'history', conversation: 'c1', messages, end: false, ...more });
const entries = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => incoming(`m${from + i}`, String(from + i), { seq: from + i }));
const gaps = (conversation: ReturnType<typeof setup>['conversation']) => conversation.view.blocks.flatMap((b) => (b.gapBefore ? [b.messages[0]!.id] : []));

/** A conversation that has 1 to 5 and follows the log. */
function following() {
  const { conversation } = setup();
  conversation.apply(subscribed({ epoch: 'e1', head: 5, resume: 'reset' }));
  conversation.apply(page(entries(1, 5), { tail: true, end: true }));
  return conversation;
}

describe('Conversation: numbers', () => {
  it('takes the head as its cursor when the newest page is here, not before', () => {
    const { conversation } = setup();
    conversation.apply(subscribed({ epoch: 'e1', head: 58, resume: 'reset' }));
    expect(conversation.cursor).to.equal(undefined);
    const change = conversation.apply(page(entries(31, 57), { tail: true }));
    expect(conversation).to.include({ cursor: 58, epoch: 'e1' });
    expect(change).to.include({ cursor: 58, reset: false });
    expect(change.touched.map((m) => m.seq), 'all of it is kept').to.deep.equal(entries(31, 57).map((m) => m.seq));
    expect(oldestSeq(conversation.log)).to.equal(31);
    expect(gaps(conversation)).to.deep.equal([]);
  });

  const numbered: readonly ((seq: number) => ChatEvent)[] = [
    (seq) => message(`n${seq}`, 'x', { seq }),
    (seq) => ({ type: 'patch', id: 'm1', patch: { parts: text(String(seq)) }, seq }),
    (seq) => ({ type: 'remove', id: 'm1', seq }),
    (seq) => ({ type: 'reaction', id: 'm1', emoji: '👍', by: ANNA, on: true, seq }),
    (seq) => ({ type: 'conversation', info: { status: 'resolved' }, seq }),
  ];
  for (const make of numbered) {
    describe(`${make(0).type} with a number`, () => {
      it('is applied when it is the next', () => {
        const conversation = following();
        expect(conversation.apply(make(6))).to.include({ changed: true, cursor: 6 });
        expect(conversation.cursor).to.equal(6);
      });

      it('is dropped when it is a repeat', () => {
        const conversation = following();
        const before = conversation.view;
        expect(conversation.apply(make(5))).to.deep.equal({ ...UNCHANGED, repeat: true });
        expect(conversation.view).to.equal(before);
      });

      it('is not applied when something before it is missing', () => {
        const conversation = following();
        const before = conversation.view;
        expect(conversation.apply(make(7))).to.deep.equal({ ...UNCHANGED, hole: true });
        expect(conversation.view).to.equal(before);
        expect(conversation.cursor).to.equal(5);
      });
    });
  }

  it('is not moved by what is for another conversation', () => {
    const conversation = following();
    expect(conversation.apply(message('other', 'x', { seq: 6 }, { conversation: 'c2' }))).to.deep.equal(UNCHANGED);
    expect(conversation.cursor).to.equal(5);
  });

  it('stays where it is when a newest page comes that nobody announced', () => {
    const conversation = following();
    conversation.apply(message('m6', 'x', { seq: 6 }));
    conversation.apply(page(entries(4, 6), { tail: true }));
    expect(conversation.cursor).to.equal(6);
  });

  it('tells of what a newest page brings that others said meanwhile, and of nothing else in it', () => {
    const conversation = following();
    conversation.apply(subscribed({ epoch: 'e1', head: 8, resume: 'reset' }));
    const [six, seven, eight] = entries(6, 8);
    const change = conversation.apply(page([incoming('early', 'x', { seq: 2 }), ...entries(3, 5), six!, { ...seven!, author: ME }, eight!], { tail: true }));
    expect(change.arrived.map((m) => m.id)).to.deep.equal(['m6', 'm8']);
  });

  it('moves on over entries that change nothing here', () => {
    const conversation = following();
    expect(conversation.apply({ type: 'patch', id: 'older', patch: { parts: text('x') }, seq: 6 })).to.include({ changed: false, cursor: 6 });
  });

  it('begins anywhere when nothing is known yet', () => {
    const { conversation } = setup();
    expect(conversation.apply(message('m41', 'x', { seq: 41 }))).to.include({ cursor: 41 });
    expect(conversation.apply(message('m43', 'x', { seq: 43 })).hole).to.equal(true);
  });

  it('settles an own message even by a repeat', () => {
    const conversation = following();
    conversation.addOwn(own('mine', 'x'));
    conversation.apply(message('mine', 'x', { author: ME, clientId: 'mine', seq: 5 }));
    expect(conversation.find('mine')?.status).to.equal('sent');
    expect(conversation.cursor).to.equal(5);
  });

  it('announces what was missed once it comes, and once only', () => {
    const conversation = following();
    conversation.apply(subscribed({ epoch: 'e1', head: 7 }));
    const arrived = [6, 7, 6, 7].flatMap((seq) => conversation.apply(message(`m${seq}`, 'x', { seq })).arrived.map((m) => m.id));
    expect(arrived).to.deep.equal(['m6', 'm7']);
  });

  describe('away for longer than the log keeps', () => {
    it('shows a gap between what is there and the newest page', () => {
      const conversation = following();
      conversation.apply(subscribed({ epoch: 'e1', head: 90, resume: 'partial' }));
      const change = conversation.apply(page(entries(61, 90), { tail: true }));
      expect(ids(conversation).slice(4, 7)).to.deep.equal(['m5', 'm61', 'm62']);
      expect(gaps(conversation)).to.deep.equal(['m61']);
      expect(change).to.include({ cursor: 90, reset: true });
      expect(change.arrived, 'missed, though not everything').to.have.length(30);
      expect(conversation.view.history).to.equal('more');
      expect(oldestSeq(conversation.log)).to.equal(61);
    });

    it('fills the gap by older pages, which carry the marker until they join on', () => {
      const conversation = following();
      conversation.apply(subscribed({ epoch: 'e1', head: 90, resume: 'partial' }));
      conversation.apply(page(entries(61, 90), { tail: true }));
      const [first, last] = [conversation.view.blocks[0], conversation.view.blocks.at(-1)];
      const change = conversation.apply(page(entries(31, 60)));
      expect(gaps(conversation)).to.deep.equal(['m31']);
      expect(change.arrived).to.deep.equal([]);
      expect(oldestSeq(conversation.log)).to.equal(31);
      expect(conversation.view.blocks[0]).to.equal(first);
      expect(conversation.view.blocks.at(-1)!.key).to.equal(last!.key);
      conversation.apply(page(entries(3, 30)));
      expect(gaps(conversation)).to.deep.equal([]);
      expect(texts(conversation)).to.deep.equal(entries(1, 90).map((m) => String(m.seq)));
      expect(oldestSeq(conversation.log)).to.equal(1);
    });

    it('closes the gap when nothing older is there any more', () => {
      const conversation = following();
      conversation.apply(subscribed({ epoch: 'e1', head: 90, resume: 'partial' }));
      conversation.apply(page(entries(61, 90), { tail: true }));
      conversation.apply(page([], { end: true }));
      expect(gaps(conversation)).to.deep.equal([]);
    });

    it('leaves the gap alone when a page comes that was asked for before', () => {
      const { conversation } = setup();
      conversation.apply(subscribed({ epoch: 'e1', head: 30, resume: 'reset' }));
      conversation.apply(page(entries(21, 30), { tail: true }));
      conversation.apply(subscribed({ epoch: 'e1', head: 90, resume: 'partial' }));
      conversation.apply(page(entries(61, 90), { tail: true }));
      conversation.apply(page(entries(11, 20)));
      expect(gaps(conversation)).to.deep.equal(['m61']);
      expect(ids(conversation)[0]).to.equal('m11');
      expect(oldestSeq(conversation.log)).to.equal(61);
    });

    it('shows none when the page reaches back to what is there', () => {
      const conversation = following();
      conversation.apply(subscribed({ epoch: 'e1', head: 20, resume: 'partial' }));
      const change = conversation.apply(page(entries(4, 20), { tail: true }));
      expect(gaps(conversation)).to.deep.equal([]);
      expect(change.reset).to.equal(false);
      expect(conversation.view.count).to.equal(20);
    });

    it('does not take an own message that got through for the join', () => {
      const conversation = following();
      conversation.addOwn(own('mine', 'mine'));
      conversation.apply(subscribed({ epoch: 'e1', head: 90, resume: 'partial' }));
      conversation.apply(page([incoming('mine', 'mine', { author: ME, seq: 60 }), ...entries(61, 90)], { tail: true }));
      expect(gaps(conversation)).to.deep.equal(['mine']);
      expect(conversation.find('mine')?.status).to.equal('sent');
      expect(ids(conversation).slice(4, 7)).to.deep.equal(['m5', 'mine', 'm61']);
    });
  });

  it('takes what comes live while the newest page is on its way', () => {
    const conversation = following();
    conversation.apply(subscribed({ epoch: 'e1', head: 20, resume: 'partial' }));
    expect(conversation.apply(message('m21', '21', { seq: 21 })).cursor).to.equal(undefined);
    expect(conversation.apply(message('m23', '23', { seq: 23 })).hole).to.equal(true);
    conversation.apply(page(entries(4, 20), { tail: true }));
    expect(conversation.cursor).to.equal(21);
    expect(texts(conversation)).to.deep.equal(entries(1, 21).map((m) => String(m.seq)));
  });

  it('shows a page as it stands: edits, removals and reactions that were missed', () => {
    const conversation = following();
    conversation.apply({ type: 'reaction', id: 'm2', emoji: '👍', by: ANNA, on: true, seq: 6 });
    conversation.apply(subscribed({ epoch: 'e1', head: 20, resume: 'partial' }));
    conversation.apply(page([incoming('m2', 'edited', { seq: 2, editedAt: NOW }), incoming('m3', '', { seq: 3, parts: [], deletedAt: NOW }), ...entries(4, 5)], { tail: true }));
    expect(conversation.find('m2')).to.include({ text: 'edited' });
    expect(conversation.find('m2')!.reactions).to.equal(undefined);
    expect(conversation.find('m3')!.deletedAt).to.equal(NOW);
    expect(conversation.view.count).to.equal(5);
  });

  describe('another life of the log', () => {
    const lost = (conversation: ReturnType<typeof setup>['conversation']) => {
      conversation.addOwn(own('waiting', 'waiting'));
      conversation.addOwn(own('broken', 'broken'));
      conversation.settle('broken', 'failed', 'x');
      conversation.apply(subscribed({ epoch: 'e2', head: 2, resume: 'reset' }));
    };

    it('keeps what is shown until the newest page is here, then only what is in it and own unsent messages', () => {
      const conversation = following();
      lost(conversation);
      expect(conversation).to.include({ epoch: 'e2', cursor: undefined });
      expect(conversation.view.count).to.equal(7);
      const change = conversation.apply(page([incoming('m1', '1', { seq: 1 }), incoming('new', 'new', { seq: 2 })], { tail: true, end: true }));
      expect(ids(conversation)).to.deep.equal(['m1', 'new', 'waiting', 'broken']);
      expect(list(conversation).map((m) => m.status)).to.deep.equal(['sent', 'sent', 'pending', 'failed']);
      expect(change.removed).to.have.members(['m2', 'm3', 'm4', 'm5']);
      expect(change).to.include({ cursor: 2, reset: true });
      expect(gaps(conversation)).to.deep.equal(['m1']);
      expect(conversation.apply(message('m3', 'x', { seq: 3 })).cursor).to.equal(3);
    });

    it('shows as waiting again what is offered again', () => {
      const conversation = following();
      conversation.apply(message('mine', 'mine', { author: ME, clientId: 'mine', seq: 6 }));
      lost(conversation);
      expect(conversation.addOwn(own('mine', 'mine'))?.status).to.equal('pending');
      conversation.apply(page([incoming('m1', '1', { seq: 1 })], { tail: true, end: true }));
      expect(ids(conversation)).to.have.members(['m1', 'waiting', 'broken', 'mine']);
      expect(conversation.view.pending).to.equal(2);
    });

    it('is none where the backend has just what is here', () => {
      const conversation = following();
      const before = conversation.view;
      conversation.apply(subscribed({ head: 5 }));
      expect(conversation).to.include({ cursor: 5, stale: false });
      expect(conversation.view).to.equal(before);
    });

    it('is noticed by a head that is lower than what is known, and asked for again', () => {
      const conversation = following();
      expect(conversation.apply(subscribed({ epoch: 'e1', head: 3 })).hole).to.equal(true);
      expect(conversation.cursor).to.equal(undefined);
      conversation.apply(subscribed({ epoch: 'e1', head: 3, resume: 'reset' }));
      conversation.apply(page(entries(1, 3), { tail: true, end: true }));
      expect(ids(conversation)).to.deep.equal(['m1', 'm2', 'm3']);
    });

    it('forgets marks of the old one', () => {
      const conversation = following();
      conversation.apply({ type: 'receipt', status: 'read', upTo: 50 });
      conversation.markRead();
      expect(conversation.readUpTo).to.equal(5);
      lost(conversation);
      expect(conversation.readUpTo).to.equal(undefined);
      conversation.apply(page([incoming('mine', 'x', { author: ME, seq: 1 })], { tail: true, end: true }));
      expect(conversation.find('mine')?.status).to.equal('sent');
    });
  });

  describe('over a page load', () => {
    const kept = { epoch: 'e1', cursor: 5, readUpTo: 3, info: { id: 'c1', status: 'open' as const } };

    it('begins where it was', () => {
      const before = following();
      const { conversation } = setup();
      restore(conversation, { kept, messages: list(before) });
      expect(conversation).to.include({ epoch: 'e1', cursor: 5, readUpTo: 3 });
      expect(conversation.view).to.deep.include({ count: 5, unread: 2, firstUnread: 'm4', info: { id: 'c1', status: 'open' } });
      conversation.apply(subscribed({ epoch: 'e1', head: 6 }));
      expect(conversation.apply(message('m5', '5', { seq: 5 })).arrived).to.deep.equal([]);
      expect(conversation.apply(message('m6', '6', { seq: 6 })).arrived).to.have.length(1);
    });

    it('knows from which message on nothing was read in another tab, where there are no numbers', () => {
      const { conversation } = setup();
      const messages = ['a', 'b', 'c'].map((id) => ({ id, conversation: 'c1', author: ANNA, own: false, parts: text(id), text: id, createdAt: NOW, status: 'sent' as const }));
      restore(conversation, { kept: { firstUnread: 'b' }, messages });
      expect(conversation.view).to.include({ count: 3, unread: 2, firstUnread: 'b' });
      const read = setup().conversation;
      restore(read, { kept: {}, messages });
      expect(read.view.unread).to.equal(0);
    });

    it('a newest page that shows nothing of what was kept leaves a gap; of nothing, none', () => {
      const messages = [{ id: 'a', conversation: 'c1', author: ANNA, own: false, parts: text('a'), text: 'a', createdAt: NOW, status: 'sent' as const }];
      for (const [before, gap] of [[messages, ['x']], [[], []]] as const) {
        const { conversation } = setup();
        restore(conversation, { kept: {}, messages: before });
        conversation.apply(page([incoming('x', 'x')], { tail: true }));
        expect(gaps(conversation)).to.deep.equal(gap);
      }
    });

    it('leaves what waits to the outbox, whichever of them comes first', () => {
      const before = following();
      before.addOwn(own('mine', 'mine'));
      before.addOwn(own('bad', 'bad', 2));
      before.settle('bad', 'failed', 'no');
      const { conversation } = setup();
      conversation.addOwn(own('mine', 'mine'));
      restore(conversation, { kept, messages: list(before) });
      conversation.addOwn(own('mine', 'mine'));
      expect(ids(conversation)).to.have.members(['m1', 'm2', 'm3', 'm4', 'm5', 'mine', 'bad']);
      expect(conversation.view.pending).to.equal(1);
      conversation.addOwn(own('bad', 'bad'));
      expect(conversation.find('bad')?.status).to.equal('pending');
    });

    it('offers no speech that is gone', () => {
      const before = following();
      before.apply({ type: 'speech', id: 'm5', data: 'A', format: 'mp3' });
      const { conversation } = setup();
      restore(conversation, { kept, messages: list(before) });
      expect(conversation.find('m5')!.parts).to.deep.equal(text('5'));
    });
  });
});
