import { expect } from '@open-wc/testing';
import '../../../components/chat-composer/chat-composer.define.js';
import type { ChatComposer } from '../../../components/chat-composer/chat-composer.js';
import { fakeConnection } from '../../../src/testing/index.js';
import { frame, press, type, under, until } from '../harness.js';

const KEY = 'chat-elements:drafts';
const kept = () => sessionStorage.getItem(KEY);
beforeEach(() => sessionStorage.removeItem(KEY));
afterEach(() => sessionStorage.removeItem(KEY));

const connection = (userId?: string) => fakeConnection({ address: { protocol: 'party', url: 'wss://chat.test', userId } });
async function composer(session = connection(), conversation?: string): Promise<ChatComposer> {
  const element = document.createElement('chat-composer');
  element.conversation = conversation;
  const made = await under(element, session);
  await made.updateComplete;
  return made;
}
async function write(element: ChatComposer, text: string): Promise<void> {
  type(element.input!, text);
  await element.updateComplete;
  await frame();
}

describe('drafts', () => {
  it('are kept from the first key on, over a reload, per conversation', async () => {
    const element = await composer(undefined, 'a');
    element.draft = 'put here by the page';
    await element.updateComplete;
    expect(kept()).to.equal(null);
    await write(element, 'Do you still have');
    await until(() => kept()?.includes('Do you still have'));
    element.conversation = 'b';
    await until(() => element.draft === '');
    await write(element, 'another');
    element.conversation = 'a';
    await until(() => element.draft === 'Do you still have');
    expect(element.input!.value).to.equal('Do you still have');
    element.remove();

    expect((await composer(undefined, 'b')).draft, 'as after a reload').to.equal('another');
    expect((await composer(undefined, 'c')).draft).to.equal('');
    expect((await composer(connection('somebody else'), 'b')).draft).to.equal('');
  });

  it('are not what a message says that is being changed', async () => {
    const session = connection();
    const element = await composer(session, 'a');
    await write(element, 'half written');
    await until(() => kept()?.includes('half written'));
    await element.about('edit', session.receive({ id: 'm1', own: true, text: 'Said before' }));
    await until(() => element.input!.value === 'Said before');
    await write(element, 'Said better');
    expect(kept()).to.include('half written').and.not.include('Said');
    // Another conversation has its own, and this one still has what was half written.
    element.conversation = 'b';
    await until(() => element.draft === '');
    expect(element.shadowRoot!.querySelector('.about')).to.equal(null);
    element.conversation = 'a';
    await until(() => element.draft === 'half written');
  });

  it('a message that is being changed stays while an input method takes Escape, also where it says so late (Safari)', async () => {
    const session = connection();
    const element = await composer(session);
    await element.about('edit', session.receive({ id: 'm1', own: true, text: 'Said before' }));
    await until(() => element.input!.value === 'Said before');
    await write(element, 'Said better にほ');
    for (const init of [{ isComposing: true }, { keyCode: 229 }]) {
      expect(press(element.input!, 'Escape', init), Object.keys(init)[0]).to.equal(true);
      expect(element.draft).to.equal('Said better にほ');
    }
    press(element.input!, 'Escape');
    expect(element.draft).to.equal('');
  });

  it('keep the message that they answer, which is there again once that is, without taking the focus', async () => {
    const session = connection();
    const element = await composer(session);
    await write(element, 'Yes, ');
    await until(() => kept()?.includes('Yes, '));
    await element.about('reply', session.receive({ id: 'm1', text: 'Shall I keep one?' }));
    await until(() => kept()?.includes('m1'));
    element.remove();

    const later = connection();
    const again = await composer(later);
    expect(again.draft).to.equal('Yes, ');
    later.receive({ id: 'm0', text: 'Good morning' });
    later.receive({ id: 'm1', text: 'Shall I keep one?' });
    await until(() => again.shadowRoot!.querySelector('.about')?.textContent?.includes('Shall I keep one?') ?? false);
    expect(again.shadowRoot!.activeElement).to.equal(null);
    again.send();
    expect(later.sent.at(-1)).to.include({ replyTo: 'm1' });
    await until(() => kept() === null);
  });

  it('are gone when they are sent, and when they are emptied', async () => {
    const element = await composer();
    await write(element, 'Hello');
    await until(() => kept());
    element.send();
    await until(() => kept() === null);
    await write(element, 'Hello');
    await until(() => kept());
    await write(element, '');
    await until(() => kept() === null);
  });

  it('never take the place of what is being written', async () => {
    const first = await composer();
    await write(first, 'old');
    await until(() => kept());
    first.remove();
    const element = document.createElement('chat-composer');
    element.draft = 'new';
    await under(element, connection());
    await element.updateComplete;
    expect(element.draft).to.equal('new');
  });

  it('stay where a conversation gets its name while they are written, and are kept under it', async () => {
    const session = connection();
    let name: string | undefined;
    Object.defineProperty(session, 'currentConversation', { get: () => name });
    const element = await composer(session);
    await write(element, 'begun');
    await until(() => kept()?.includes('begun'));
    for (name of ['c', 'd', 'c']) {
      element.requestUpdate();
      await until(() => element.draft === (name === 'c' ? 'begun' : ''));
    }
    expect(Object.keys(JSON.parse(kept()!))).to.deep.equal(['party|wss://chat.test||c']);
  });

  it('go without where storage throws or holds nonsense', async () => {
    sessionStorage.setItem(KEY, '{nonsense');
    const element = await composer();
    await write(element, 'still works');
    expect(element.draft).to.equal('still works');
    const { setItem } = Storage.prototype;
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    try {
      await write(element, 'still works as well');
      expect(element.send()).to.equal(true);
    } finally {
      Storage.prototype.setItem = setItem;
    }
  });
});
