import { expect } from '@open-wc/testing';
import type { Participant } from '../../../src/domain/index.js';
import { fakeConnection, type FakeConnection } from '../../../src/testing/index.js';
import { all, frame, nameOf, until } from '../harness.js';
import { ListHarness } from './harness.js';

const mia: Participant = { id: 'mia', role: 'ai', name: 'Mia' };
const CAN = { actions: ['stop'], regenerate: true };

const open = async (capabilities: Parameters<typeof fakeConnection>[0] & object = { capabilities: CAN }) => {
  const session = fakeConnection({ ...capabilities, messages: [{ id: 'q', own: true, text: 'How?', createdAt: 0 }] });
  return { session, list: await ListHarness.with(undefined, session) };
};
const grows = (session: FakeConnection) => session.receive({ id: 'a', author: mia, text: 'First you', streaming: true });
const stop = (list: ListHarness): HTMLElement | undefined => all(list.element, 'button', 'Stop answering')[0];
/** The backend ends it where it is. */
const cut = (session: FakeConnection) => {
  session.of().apply({ type: 'patch', id: 'a', patch: { streaming: false, metadata: { cut: true } } });
  session.touched(session.of());
};

describe('an answer that is being written', () => {
  it('can be stopped by a button outside of the messages, which keeps what has come and says so', async () => {
    const { session, list } = await open();
    expect(stop(list)).to.equal(undefined);
    grows(session);
    await until(() => stop(list), 'a stop button');
    expect(list.log.contains(stop(list)!)).to.equal(false);
    await list.hears('Mia is replying');
    stop(list)!.focus();
    stop(list)!.click();
    expect(session.calls).to.deep.include(['action', 'stop', { id: 'a' }, undefined]);
    expect(list.element.shadowRoot!.activeElement).to.equal(list.log);
    cut(session);
    await until(() => !stop(list), 'no stop button');
    expect(nameOf(list.article('First you'))).to.match(/^Mia, First you, .*Stopped$/);
    expect(list.article('First you').textContent).to.include('Stopped');
    await list.hears('Stopped');
  });

  it('leaves the focus to the list where it ends by itself', async () => {
    const { session, list } = await open();
    grows(session);
    await until(() => stop(list), 'a stop button');
    stop(list)!.focus();
    cut(session);
    await until(() => !stop(list), 'no stop button');
    expect(list.element.shadowRoot!.activeElement === list.log).to.equal(true);
  });

  it('is there to be read only, where the backend cannot be told to stop', async () => {
    const { session, list } = await open({});
    grows(session);
    await until(() => list.element.shadowRoot!.querySelector('.streaming'), 'a growing message');
    await list.element.updateComplete;
    expect(stop(list)).to.equal(undefined);
  });

  it('says where the wish could not be passed on', async () => {
    const { session, list } = await open();
    grows(session);
    await until(() => stop(list), 'a stop button');
    session.action = () => {
      throw new Error('not connected');
    };
    stop(list)!.click();
    await list.hears(/Could not be stopped/);
    expect(stop(list)).not.to.equal(undefined);
  });

  it('keeps the end of the text clear of the button', async () => {
    const { session, list } = await open();
    grows(session);
    await until(() => stop(list), 'a stop button');
    await frame(3);
    expect(list.article('First you').getBoundingClientRect().bottom).to.be.at.most(stop(list)!.getBoundingClientRect().top);
  });
});

describe('the last answer of the assistant', () => {
  const bar = async (list: ListHarness, text: string) => {
    const article = list.article(text);
    article.dispatchEvent(new PointerEvent('pointerover', { bubbles: true, composed: true, pointerType: 'mouse' }));
    await until(() => all(list.element, 'toolbar')[0]?.parentElement === article, 'the bar is over the message');
    return [...all(list.element, 'toolbar')[0]!.querySelectorAll('button')];
  };

  it('can be written anew, in its place, and only that one', async () => {
    const { session, list } = await open();
    session.receive({ id: '1', author: mia, text: 'An old answer' });
    session.receive({ id: 'a', author: mia, text: 'The new answer' });
    await until(() => list.articles.length === 3, 'three messages');
    expect((await bar(list, 'An old answer')).map(nameOf)).not.to.include('Regenerate');
    expect((await bar(list, 'How?')).map(nameOf)).not.to.include('Regenerate');
    (await bar(list, 'The new answer')).find((one) => nameOf(one) === 'Regenerate')!.click();
    expect(session.calls).to.deep.include(['regenerate', 'a', undefined]);
  });

  it('is said at its start and at its end when it is written anew', async () => {
    const { session, list } = await open();
    session.receive({ id: 'a', author: mia, text: 'The first answer' });
    await list.hears('Mia: The first answer');
    const patch = async (now: object) => {
      session.of().apply({ type: 'patch', id: 'a', patch: now });
      session.touched(session.of());
      await list.element.updateComplete;
    };
    await patch({ parts: [{ type: 'text', text: '' }], streaming: true, metadata: { cut: false } });
    await list.hears('Mia is replying');
    await patch({ parts: [{ type: 'text', text: 'Another' }] });
    await patch({ parts: [{ type: 'text', text: 'Another answer' }], streaming: false });
    await list.hears('Mia: Another answer');
    expect(list.said.filter((line) => line.includes('Another'))).to.have.length(1);
    expect(list.articles).to.have.length(2);
  });

  it('forgets that it was stopped once it is written anew', async () => {
    const { session, list } = await open();
    grows(session);
    cut(session);
    await until(() => /Stopped/.test(list.log.textContent!), 'stopped');
    session.of().apply({ type: 'patch', id: 'a', patch: { parts: [{ type: 'text', text: 'All of it' }], streaming: true, metadata: { cut: false } } });
    session.touched(session.of());
    await until(() => /All of it/.test(list.log.textContent!) && !/Stopped/.test(list.articles.at(-1)!.textContent!), 'not stopped');
  });
});
