import { expect } from '@open-wc/testing';
import { dayKey, matches, search, startsGroup } from '../../../src/conversation/selectors.js';
import { fromIncoming } from '../../../src/conversation/message.js';
import type { IncomingMessage } from '../../../src/domain/index.js';
import { ANNA, BOT, ME, incoming, message, setup } from './setup.js';

const make = (more: Partial<IncomingMessage> = {}) =>
  fromIncoming(incoming('1', 'x', more), { id: 'c1', deps: { self: () => ME, newId: () => '1', now: () => new Date(2026, 10, 20, 12) } });

describe('selectors', () => {
  it('finds messages by all words, without case, accents or vowel signs', () => {
    const { conversation } = setup();
    for (const [i, words] of ['Café au lait', 'the CAFE', 'مَرْحَبًا بك', 'nothing'].entries()) conversation.apply(message(String(i), words));
    const found = (query: string) => search(conversation.view, query).map((h) => h.message.id);
    expect(found('cafe')).to.deep.equal(['0', '1']);
    expect(found('lait CAFÉ')).to.deep.equal(['0']);
    expect(found('مرحبا')).to.deep.equal(['2']);
    expect(found('  ')).to.deep.equal([]);
    expect(search(conversation.view, 'nothing')[0]!.block).to.equal(conversation.view.blocks[0]!.key);
  });

  it('says where the words stand in the original', () => {
    const cut = (text: string, query: string) => matches(text, query).map(([a, b]) => text.slice(a, b));
    expect(cut('Café, CAFE!', 'cafe')).to.deep.equal(['Café', 'CAFE']);
    expect(cut('قال مَرْحَبًا بك', 'مرحبا')[0]).to.contain('مَرْحَب');
    expect(cut('👋🏽 hello 👋🏽', 'hello')).to.deep.equal(['hello']);
    expect(cut('ﬁne İstanbul', 'istanbul')).to.deep.equal(['İstanbul']);
    expect(cut('banana', 'ana nan')).to.deep.equal(['anan']);
    expect(cut('x', '')).to.deep.equal([]);
  });

  it('groups what one author wrote within five minutes on one day', () => {
    const at = (minutes: number) => new Date(2026, 10, 20, 12, minutes);
    const first = make({ createdAt: at(0) });
    expect(startsGroup(undefined, first)).to.equal(true);
    expect(startsGroup(first, make({ createdAt: at(5) }))).to.equal(false);
    expect(startsGroup(first, make({ createdAt: at(6) }))).to.equal(true);
    expect(startsGroup(first, make({ createdAt: at(1), author: BOT }))).to.equal(true);
    expect(startsGroup(first, make({ createdAt: at(1), author: ANNA, own: true }))).to.equal(true);
    const system = { id: 's', role: 'system' } as const;
    expect(startsGroup(make({ author: system }), make({ author: system }))).to.equal(true);
    expect(startsGroup(make({ createdAt: new Date(2026, 10, 20, 23, 59) }), make({ createdAt: new Date(2026, 10, 21, 0, 1) }))).to.equal(true);
  });

  it('names local days', () => {
    expect(dayKey(new Date(2026, 0, 5, 23, 59))).to.equal('2026-01-05');
  });
});
