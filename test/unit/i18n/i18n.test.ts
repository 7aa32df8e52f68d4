import { expect } from '@open-wc/testing';
import { formats, onStrings, strings } from '../../../src/i18n/index.js';
import { registerLanguage, registerStrings } from '../../../src/i18n/register.js';
import { plural } from '../../../src/i18n/plural.js';
import { formatSize } from '../../../src/i18n/size.js';
import { daysBetween } from '../../../src/i18n/formats.js';

describe('i18n', () => {
  it('has English for every language that was not registered', () => {
    expect(strings('').send).to.equal('Send');
    expect(strings('xx-YY').send).to.equal('Send');
    expect(strings('en').newMessages(1)).to.equal('1 new message');
    expect(strings('en').newMessages(1200)).to.equal('1,200 new messages');
    expect(strings('en').typingMany(4)).to.equal('4 people are typing');
  });

  it('takes the nearest of what was registered, word by word', () => {
    registerStrings('pt', { send: 'Enviar', message: 'Mensagem', messageStatus: { sent: 'Enviada' } });
    registerStrings('pt-BR', { message: 'Mensagem (BR)', typing1: '{0} está digitando' });
    const br = strings('pt-BR');
    expect([br.send, br.message, br.closeChat, br.messageStatus.sent, br.messageStatus.read]).to.deep.equal(['Enviar', 'Mensagem (BR)', 'Close chat', 'Enviada', 'Read']);
    expect(br.typing1('Ana')).to.equal('Ana está digitando');
    expect(strings('pt-PT').message).to.equal('Mensagem');
    expect(strings('pt-BR')).to.equal(br);
  });

  it('leaves as it was what a set of forms leaves out', () => {
    registerStrings('ie', { newMessages: { one: 'un nov' } as never });
    expect([1, 5].map((n) => strings('ie').newMessages(n))).to.deep.equal(['un nov', '5 new messages']);
    registerStrings('ie', { newMessages: { other: '# nov', 0: 'nul nov' } });
    expect([0, 1, 5].map((n) => strings('ie').newMessages(n)), 'what was registered last').to.deep.equal(['nul nov', '1 nov', '5 nov']);
  });

  it('takes no words that are none: the chat has to go on', () => {
    const nonsense = { send: 5, typing1: 7, newMessages: [], messageStatus: 'sent', roles: { agent: null, visitor: 'Hôte' }, placeholder: { other: 'x' }, closeChat: null, openChat: () => 'x' };
    registerStrings('io', nonsense as never);
    const { send, typing1, newMessages, messageStatus, roles, placeholder, closeChat, openChat } = strings('io');
    const en = strings('en');
    expect([send, typing1('Ann'), newMessages(2), messageStatus.sent, roles.agent, roles.visitor, placeholder, closeChat, openChat]).to.deep.equal([
      en.send, 'Ann is typing', '2 new messages', en.messageStatus.sent, en.roles.agent, 'Hôte', en.placeholder, en.closeChat, en.openChat,
    ]);
    registerStrings('io', null as never);
    registerStrings('io', { typing1: ({ length }: string) => `${length}` });
    expect(strings('io').typing1('Ann')).to.equal('3');
  });

  it('says what to give in place of what is no language', () => {
    for (const none of [null, undefined, 5, { de: {} }]) expect(() => registerStrings(none as never, {})).to.throw(TypeError, `${String(none)} is no language: give a tag such as "de" or "pt-BR", then the words.`);
    expect(() => registerLanguage(null as never, {})).to.throw(/^null is no language/);
  });

  it('tells when words change', () => {
    let told = 0;
    const end = onStrings(() => told++);
    registerStrings('ia', { send: 'Inviar' });
    end();
    registerStrings('ia', { send: 'Inviar!' });
    expect(told).to.equal(1);
    expect(strings('ia').send).to.equal('Inviar!');
  });

  it('chooses plurals as the language does', () => {
    const forms = { one: '# файл', few: '# файла', many: '# файлов', other: '# файла' };
    expect([1, 2, 5, 21].map((n) => plural('ru', n, forms))).to.deep.equal(['1 файл', '2 файла', '5 файлов', '21 файл']);
  });

  it('names days', () => {
    const now = new Date(2026, 2, 15, 12);
    const day = (d: Date, tag = 'en') => formats(tag).day(d, now);
    expect(day(new Date(2026, 2, 15, 0, 0))).to.equal('Today');
    expect(day(new Date(2026, 2, 14, 23, 59))).to.equal('Yesterday');
    expect(day(new Date(2026, 2, 10, 1))).to.equal('Tuesday');
    expect(day(new Date(2026, 0, 1))).to.equal('January 1');
    expect(day(new Date(2025, 0, 1))).to.equal('January 1, 2025');
    expect(day(new Date(2026, 2, 16))).to.equal('March 16');
    expect(day(new Date(2026, 2, 15), 'de')).to.equal('Heute');
  });

  it('counts calendar days, not hours', () => {
    expect(daysBetween(new Date(2026, 2, 28, 23, 59), new Date(2026, 2, 29, 0, 1))).to.equal(1);
    expect(daysBetween(new Date(2026, 2, 28, 12), new Date(2026, 2, 30, 12))).to.equal(2);
  });

  it('takes any tag and any date', () => {
    for (const tag of ['', 'en_US', 'not a tag', 'x', 'de-DE-u-hc-h12']) expect(formats(tag).time(new Date(2026, 0, 1, 9, 5)), tag).to.match(/9|٩/);
    expect(['ru_RU', ' pt-BR ', 'iw', '', 'not a tag'].map((tag) => formats(tag).locale)).to.deep.equal(['ru-RU', 'pt-BR', 'he', undefined, undefined]);
    // By the rules of another language they would be wrong.
    expect([1, 3, 5].map((n) => plural('ru_RU', n, { one: 'файл', few: 'файла', many: 'файлов', other: 'x' }))).to.deep.equal(['файл', 'файла', 'файлов']);
    expect(formats('en').time(new Date(NaN))).to.equal('');
    expect(formats('en').full(new Date(NaN))).to.equal('');
  });

  it('writes sizes', () => {
    const size = (bytes: number) => formatSize(bytes, 'en');
    expect([0, 999, 1500, 1_234_567, 5e9, -1].map((n) => size(n).replace(/\u00a0/g, ' '))).to.deep.equal(['0 bytes', '999 bytes', '2 kB', '1.2 MB', '5 GB', '-1 byte']);
  });
});
