import { expect } from '@open-wc/testing';
import { fromInput, patchInput } from '../../../src/conversation/fed.js';
import { fromIncoming, merge, nextStatus } from '../../../src/conversation/message.js';
import { react } from '../../../src/conversation/rare.js';
import type { Message, MessageInput, MessageStatus } from '../../../src/domain/index.js';
import { ANNA, ME, NOW, incoming, text } from './setup.js';

let made = 0;
const context = { id: 'c1', deps: { self: () => ME, newId: () => `made-${++made}`, now: () => NOW } };

describe('message', () => {
  const table: readonly (readonly [MessageStatus, MessageStatus, MessageStatus, MessageStatus])[] = [
    // from, to, by a receipt or a local verdict, by the backend's own word
    ['pending', 'sent', 'sent', 'sent'],
    ['pending', 'failed', 'failed', 'failed'],
    ['pending', 'read', 'read', 'read'],
    ['sent', 'pending', 'sent', 'sent'],
    ['sent', 'delivered', 'delivered', 'delivered'],
    ['sent', 'failed', 'sent', 'failed'],
    ['delivered', 'sent', 'delivered', 'delivered'],
    ['delivered', 'failed', 'delivered', 'delivered'],
    ['read', 'delivered', 'read', 'read'],
    ['read', 'failed', 'read', 'read'],
    ['failed', 'pending', 'failed', 'failed'],
    ['failed', 'sent', 'sent', 'sent'],
    ['failed', 'read', 'read', 'read'],
  ];
  for (const [from, to, local, remote] of table) {
    it(`goes from ${from} to ${local} (backend: ${remote}) when told ${to}`, () => {
      expect(nextStatus(from, to)).to.equal(local);
      expect(nextStatus(from, to, true)).to.equal(remote);
    });
  }

  it('fills in what the backend leaves out', () => {
    const m = fromIncoming({ author: ANNA, parts: [...text('one'), { type: 'image', url: 'https://x/y.png' }, ...text('two')] }, context);
    expect(m.id).to.match(/^made-/);
    expect(m).to.include({ conversation: 'c1', own: false, text: 'one\ntwo', status: 'sent' });
    expect(m.createdAt).to.equal(NOW);
    expect('clientId' in m).to.equal(false);
  });

  it('knows its own by the author, unless the backend says', () => {
    expect(fromIncoming(incoming('1', 'x', { author: ME }), context).own).to.equal(true);
    expect(fromIncoming(incoming('1', 'x', { author: ME, own: false }), context).own).to.equal(false);
    expect(fromIncoming(incoming('1', 'x', { author: ANNA, own: true }), context).own).to.equal(true);
  });

  it('keeps nothing of what was taken back', () => {
    const m = fromIncoming(incoming('1', 'secret', { deletedAt: NOW, streaming: true }), context);
    expect(m).to.deep.include({ text: '', parts: [] });
    expect('streaming' in m).to.equal(false);
    expect(merge(m, { parts: text('again') }).text).to.equal('');
  });

  it('merges defined fields only and drops the reason of a failure that is over', () => {
    const m: Message = { ...fromIncoming(incoming('1', 'x', { own: true, replyTo: '0' }), context), status: 'failed', statusReason: 'no' };
    const next = merge(m, { replyTo: undefined, status: 'sent', author: { id: 'anna', role: 'agent' } });
    expect(next).to.include({ replyTo: '0', status: 'sent' });
    expect(next.author.name).to.equal('Anna');
    expect('statusReason' in next).to.equal(false);
  });

  it('gives and withdraws reactions', () => {
    const one = react(undefined, '👍', 'a', true);
    expect(react(one, '👍', 'a', true)).to.deep.equal(one);
    const two = react(one, '👍', 'b', true);
    expect(two).to.deep.equal([{ emoji: '👍', by: ['a', 'b'] }]);
    const three = react(two, '❤️', 'a', true);
    expect(react(three, '👍', 'a', false)).to.deep.equal([{ emoji: '👍', by: ['b'] }, { emoji: '❤️', by: ['a'] }]);
    expect(react(one, '👍', 'a', false)).to.equal(undefined);
    expect(react(undefined, '👍', 'a', false)).to.equal(undefined);
  });

  it('takes what a page hands in', () => {
    const picture = { type: 'image', url: 'https://x.test/a.png' } as const;
    const cases: readonly (readonly [MessageInput, Partial<Message>])[] = [
      [{ author: { role: 'agent' }, text: 'hi' }, { own: false, text: 'hi', author: { id: 'agent', role: 'agent' } }],
      [{ author: { role: 'visitor' }, text: 'hi' }, { own: true, author: ME }],
      [{ author: { id: 'me' }, text: 'hi' }, { own: true, author: ME }],
      [{ author: { id: 'other', role: 'visitor' }, text: 'hi' }, { own: false, author: { id: 'other', role: 'visitor' } }],
      [{ own: true, text: 'hi' }, { own: true, author: ME }],
      [{ author: { role: 'ai', name: 'Bot' }, text: 'hi' }, { own: false, author: { id: 'ai:Bot', role: 'ai', name: 'Bot' } }],
      [{ text: 'x', id: '7', createdAt: '2026-01-02T03:04:05Z' }, { id: '7', createdAt: new Date('2026-01-02T03:04:05Z') }],
      [{ text: 'x', createdAt: 0 }, { createdAt: new Date(0) }],
      [{ text: 'Look', parts: [picture] }, { parts: [{ type: 'text', text: 'Look' }, picture] }],
      [{ text: 'Look', parts: [picture, { type: 'text', text: 'Said' }] }, { text: 'Said' }],
      [{ text: '', parts: [picture] }, { parts: [picture] }],
      // As in the page's own HTML.
      [{ author: { avatar: 'a.png' }, text: 'x' }, { author: { id: 'agent', role: 'agent', avatar: new URL('a.png', document.baseURI).href } }],
      [
        { parts: [{ type: 'file', url: '/a.pdf' }, { type: 'card', title: 'A', image: '/a.png', actions: [{ label: 'Go', value: '', url: '?go' }, { label: 'No', value: 'no' }] }, { type: 'audio', url: '' }] },
        {
          parts: [
            { type: 'file', url: `${location.origin}/a.pdf` },
            { type: 'card', title: 'A', image: `${location.origin}/a.png`, actions: [{ label: 'Go', value: '', url: new URL('?go', document.baseURI).href }, { label: 'No', value: 'no' }] },
            { type: 'audio', url: '' },
          ],
        },
      ],
    ];
    for (const [input, expected] of cases) expect(fromInput(input, context)).to.deep.include(expected);
  });

  it('refuses what it cannot use, and says what', () => {
    expect(() => fromInput({ text: 'x', createdAt: 'yesterday' }, context)).to.throw('createdAt');
    expect(() => fromInput({ text: 'x', author: { role: 'boss' as never } }, context)).to.throw('"boss"');
    for (const parts of [5, 'x', [null], [{}]]) expect(() => fromInput({ text: 'x', parts: parts as never }, context)).to.throw('not a list of {type, …}');
  });

  it('lets a page change a message, backwards too', () => {
    const m = fromInput({ id: '7', own: true, text: 'one', status: 'read' }, context);
    const next = patchInput(m, { text: 'two', status: 'failed', id: '8' }, () => NOW);
    expect(next).to.include({ id: '7', text: 'two', status: 'failed' });
    const picture = { type: 'image', url: 'https://x.test/a.png' } as const;
    const shown = patchInput(next, { parts: [picture], replyTo: '6', createdAt: 0 }, () => NOW);
    expect(shown).to.deep.include({ parts: [picture], text: '', replyTo: '6', createdAt: new Date(0) });
    expect(patchInput(shown, { text: 'three' }, () => NOW).parts).to.deep.equal([{ type: 'text', text: 'three' }, picture]);
  });
});
