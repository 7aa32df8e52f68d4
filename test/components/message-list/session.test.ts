import { expect } from '@open-wc/testing';
import { LocalSession } from '../../../src/session/local.js';
import type { ChatSession, SessionListener } from '../../../src/session/types.js';
import type { ConversationView } from '../../../src/domain/index.js';
import { conversation, frame, until, wait } from '../harness.js';
import { ListHarness } from './harness.js';

const ann = { id: 'ann', role: 'agent', name: 'Ann' } as const;
const open = async (n = 30) => {
  const session = new LocalSession();
  session.setMessages(conversation(n));
  return { session, list: await ListHarness.with(undefined, session) };
};

/** A session with one view that the test sets. */
function still(view: Partial<ConversationView>, calls: string[] = []): ChatSession & { set(view: Partial<ConversationView>): void; tell: SessionListener } {
  const local = new LocalSession();
  local.setMessages(conversation(30));
  const changes = new Set<(change: never) => void>();
  const events = new Set<SessionListener>();
  let now = { ...local.conversation(), ...view };
  const own = {
    currentConversation: 'local',
    conversation: () => now,
    onChange: (fn: never) => (changes.add(fn), () => changes.delete(fn)),
    onEvent: (fn: SessionListener) => (events.add(fn), () => events.delete(fn)),
    loadOlder: async () => void calls.push('loadOlder'),
    markRead: () => void calls.push('markRead'),
    retryMessage: (id: string) => void calls.push(`retry ${id}`),
    discardMessage: (id: string) => void calls.push(`discard ${id}`),
    set(next: Partial<ConversationView>) {
      now = { ...now, ...next };
      for (const fn of changes) fn({ slices: new Set(['conversation']), conversations: new Set(['local', 'undefined']) } as never);
    },
    tell: ((name: never, detail: never) => events.forEach((fn) => fn(name, detail))) as SessionListener,
  };
  return new Proxy(local, { get: (target, key) => (key in own ? own[key as keyof typeof own] : Reflect.get(target, key, target)) }) as never;
}

describe('<message-list> with a session', () => {
  it('keeps the time of a message that a page gives again without one', () => {
    let now = 1000;
    const session = new LocalSession({ now: () => new Date(now) });
    const times = () => session.conversation().blocks.flatMap(({ messages }) => messages.map(({ createdAt }) => +createdAt));
    session.setMessages([{ id: 1 as never, text: 'a' }, { text: 'without a name' }]);
    now = 2000;
    session.setMessages([{ id: 1 as never, text: 'b' }, { id: 'new', text: 'c' }]);
    expect(times()).to.deep.equal([1000, 2000]);
    expect(() => session.setMessages([null as never])).to.throw('message');
  });

  it('shows its conversation, and what arrives', async () => {
    const { session, list } = await open();
    expect(list.texts.length).to.equal(30);
    session.addMessage({ id: 'x', author: ann, text: 'Live' });
    await until(() => list.texts.at(-1) === 'Live');
  });

  it('never reads history out, says what arrives once, and counts a burst', async () => {
    const { session, list } = await open();
    await wait(600);
    expect(list.said).to.deep.equal([]);
    session.addMessage({ id: 'a', author: ann, text: 'Hello there' });
    await list.hears('Ann: Hello there');
    session.addMessage({ id: 'b', author: ann, text: 'Hello there' });
    await until(() => list.said.length === 2, 'the same words are said again');
    for (let i = 0; i < 12; i++) session.addMessage({ id: `c${i}`, author: ann, text: `Burst ${i}` });
    await list.hears('12 new messages');
    expect(list.element.shadowRoot!.querySelector('.say')!.closest('[aria-live]')!.getAttribute('aria-live')).to.equal('polite');
    expect(list.articles[0]!.closest('[aria-live]')!.getAttribute('aria-live')).to.equal('off');
  });

  it('draws once a frame, not once a message', async () => {
    const { session, list } = await open();
    for (let i = 0; i < 5; i++) {
      session.addMessage({ id: `${i}`, author: ann, text: `Live ${i}` });
      // Nothing in what is left of the task: a socket has a task for every frame.
      expect(list.element.isUpdatePending, `message ${i}`).to.equal(false);
    }
    await until(() => list.texts.at(-1) === 'Live 4');
  });

  it('says a streamed answer at its start and once when it is whole', async () => {
    const { session, list } = await open();
    session.addMessage({ id: 's', author: { id: 'bot', role: 'ai', name: 'Bot' }, text: '', streaming: true });
    await list.hears('Bot is replying');
    for (const chunk of ['One ', 'two ', 'three']) {
      session.appendText('s', chunk);
      await frame(3);
    }
    await wait(600);
    expect(list.said.length).to.equal(1);
    session.updateMessage('s', { streaming: false });
    await list.hears('Bot: One two three');
  });

  it('says when an own message could not be sent', async () => {
    const { session, list } = await open();
    session.addMessage({ id: 'mine', own: true, text: 'Hi', status: 'pending' });
    await frame(4);
    session.updateMessage('mine', { status: 'failed' });
    await list.hears(/^Not sent/);
  });

  it('retries and discards by itself, unless the page takes over', async () => {
    const calls: string[] = [];
    const session = still({}, calls);
    const block = session.conversation().blocks[0]!;
    const failed = { ...block.messages.at(-1)!, id: 'f', own: true, status: 'failed' as const };
    session.set({ blocks: [{ ...block, messages: [...block.messages, failed] }] });
    const list = await ListHarness.with(undefined, session);
    list.press('Retry');
    list.press('Discard');
    expect(calls.filter((one) => /retry|discard/.test(one))).to.deep.equal(['retry f', 'discard f']);
    list.element.addEventListener('chat-retry', (event) => event.preventDefault());
    list.press('Retry');
    expect(calls.filter((one) => one === 'retry f').length).to.equal(1);
  });

  it('asks for older messages near the top, says that they are coming, and that they did not come', async () => {
    const calls: string[] = [];
    const session = still({ history: 'more' }, calls);
    const list = await ListHarness.with(undefined, session);
    await list.scrollUp(99_999);
    await until(() => calls.includes('loadOlder'));
    session.set({ history: 'loading' });
    await frame(3);
    expect(list.log.textContent).to.contain('Loading earlier messages');
    session.set({ history: 'error' });
    await frame(3);
    calls.length = 0;
    list.press('Try again');
    expect(calls).to.include('loadOlder');
    session.set({ history: 'end' });
    await frame(3);
    expect(list.log.textContent).to.not.contain('earlier');
  });

  describe('in a drawer that its page keeps hidden', () => {
    const { style } = document.body;
    afterEach(() => style.removeProperty('visibility'));
    const hidden = async (calls: string[], setup?: (list: HTMLElement) => void): Promise<ListHarness> => {
      style.visibility = 'hidden';
      const list = await ListHarness.with(undefined, still({ unread: 1, firstUnread: 'm29' }, calls), setup);
      // The observer of what is in sight has told by then.
      await wait(100);
      expect(calls).to.not.include('markRead');
      return list;
    };

    it('reads nothing, and what is there once that is shown', async () => {
      const calls: string[] = [];
      const list = await hidden(calls);
      expect(list.element.shadowRoot!.querySelector('.unread'), 'new to whoever sees it then').to.not.equal(null);
      style.removeProperty('visibility');
      await until(() => calls.includes('markRead'), 'read once shown');
    });

    it('reads it at the first touch, where the page takes away transitions', async () => {
      const calls: string[] = [];
      const list = await hidden(calls, (element) => element.style.setProperty('transition', 'none', 'important'));
      style.removeProperty('visibility');
      await frame();
      list.element.shadowRoot!.querySelector('.scroll')!.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
      expect(calls).to.include('markRead');
    });
  });

  it('marks a gap and the first unread message, and reads what is in sight', async () => {
    const calls: string[] = [];
    const session = still({ unread: 2, firstUnread: 'm28' }, calls);
    const view = session.conversation();
    session.set({ blocks: view.blocks.map((block) => ({ ...block, gapBefore: true })) });
    const list = await ListHarness.with(undefined, session);
    expect(list.log.textContent).to.contain('Some messages may be missing here');
    const mark = list.element.shadowRoot!.querySelector('.unread')!;
    expect(mark.nextElementSibling!.getAttribute('data-id')).to.equal('m28');
    await until(() => calls.includes('markRead'), 'read once seen');
    session.set({ unread: 0, firstUnread: undefined });
    await frame(3);
    expect(list.element.shadowRoot!.querySelector('.unread'), 'stays while the person reads').to.not.equal(null);
  });

  it('tells nobody with no-receipts', async () => {
    const calls: string[] = [];
    await ListHarness.with(undefined, still({ unread: 1 }, calls), (list) => (list.noReceipts = true));
    await wait(300);
    expect(calls).to.not.include('markRead');
  });

  it('lets go of its session', async () => {
    const { session, list } = await open();
    let there = 0;
    const { onChange, onEvent } = session;
    session.onChange = (fn) => (there++, ((end) => () => (there--, end()))(onChange.call(session, fn)));
    session.onEvent = (fn) => (there++, ((end) => () => (there--, end()))(onEvent.call(session, fn)));
    const parent = list.element.parentElement!;
    list.element.remove();
    for (let i = 0; i < 100; i++) {
      parent.append(list.element);
      await list.element.updateComplete;
      list.element.remove();
    }
    expect(there).to.equal(0);
  });
});
