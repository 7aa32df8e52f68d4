import '../../../components/agent-inbox/agent-inbox.define.js';
import { expect, fixture, html } from '@open-wc/testing';
import { resetMouse, sendMouse } from '@web/test-runner-commands';
import type { AgentInbox } from '../../../components/agent-inbox/agent-inbox.js';
import { relativeTime } from '../../../components/agent-inbox/relative-time.js';
import type { ConversationSummary } from '../../../src/domain/index.js';
import { fakeConnection, type FakeOptions } from '../../../src/testing/index.js';
import { expectAccessible } from '../../helpers/axe.js';
import { tomorrow } from '../../helpers/tomorrow.js';
import { setVisibility } from '../chat-widget/harness.js';
import { all, frame, nameOf, one, parts, press, type, under, until } from '../harness.js';

const sam = { id: 'sam', role: 'agent', name: 'Sam' } as const;
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);
const row = (id: string, more: Partial<ConversationSummary> = {}): ConversationSummary => ({ id, unread: 0, updatedAt: ago(5), status: 'open', ...more });
const ROWS: readonly ConversationSummary[] = [
  row('c1', {
    visitor: { id: 'v1', role: 'visitor', name: 'Mira' }, visitorOnline: true, unread: 2, assignee: sam, typing: { participant: { id: 'v1', role: 'visitor' }, text: 'Could you' },
    lastMessage: { id: 'm', text: 'Thank you', author: { id: 'v1', role: 'visitor' }, createdAt: ago(5) },
  }),
  row('q8zx21kk', { visitorOnline: false, unread: 140, assignee: null, lastMessage: { id: 'm', text: 'Open on Sundays?', author: { id: 'v2', role: 'visitor' }, createdAt: ago(9) } }),
  row('c3', { visitor: { id: 'v3', role: 'visitor', name: 'José' }, status: 'resolved', updatedAt: ago(60 * 24 * 30) }),
]; // prettier-ignore

async function show(options: FakeOptions = {}, attributes: Readonly<Record<string, string>> = {}, width = '1000px') {
  const fake = fakeConnection({ self: sam, inbox: ROWS, ...options });
  const inbox = document.createElement('agent-inbox');
  inbox.style.width = width;
  inbox.style.height = '600px';
  for (const [name, value] of Object.entries(attributes)) inbox.setAttribute(name, value);
  await under(inbox, fake);
  await frame();
  return { fake, inbox };
}
const rows = (inbox: AgentInbox) => parts(inbox, 'row');
const texts = (inbox: AgentInbox) => rows(inbox).map((one) => one.textContent!.replace(/\s+/g, ' ').trim());
const seen = (element: Element) => element.getBoundingClientRect().width > 1;
const focused = (inbox: AgentInbox) => inbox.shadowRoot!.activeElement;

/** How high a row is taken to be that was never seen (`contain-intrinsic-size`). Once it is, an engine without anchors moves what is below. */
const GUESS = 88;
/** Scrolls down the list as people do, past row after row. */
async function readTo(inbox: AgentInbox, end: number): Promise<Element> {
  const box = inbox.shadowRoot!.querySelector('.rows')!;
  scrollTo(0, 0);
  for (let top = 0; top < end; top += 250) {
    box.scrollTop = top;
    await frame(2);
  }
  box.scrollTop = end;
  const bottom = box.getBoundingClientRect().bottom;
  await until(() => rows(inbox).every((one) => one.getBoundingClientRect().top >= bottom || one.parentElement!.getBoundingClientRect().height !== GUESS), 'all rows down to there were seen');
  return box;
}

describe('<agent-inbox> list', () => {
  it('lists who waits: name, presence in words, time, last words or what is being typed, unread, status', async () => {
    const { inbox } = await show();
    const list = inbox.shadowRoot!.querySelector('ul')!;
    expect(list.getAttribute('aria-label')).to.equal('Conversations');
    const [first, second] = texts(inbox);
    for (const words of ['Mira', 'Online', '5m ago', 'typing: Could you', '2 unread', 'Open', 'Assigned to Sam']) expect(first).to.include(words);
    for (const words of ['Visitor q8zx21kk', 'Away', 'Open on Sundays?', '140 unread']) expect(second).to.include(words);
    expect(rows(inbox)[1]!.querySelector('.badge [aria-hidden]')!.textContent).to.equal('99+');
    expect(rows(inbox)[0]!.querySelector('em')).to.not.equal(null);
    await expectAccessible(inbox);
  });

  it('tells visitors without a name apart where their ids begin alike', async () => {
    const ids = ['conv-10', 'conv-123', '01JDZ9WQ5RK3M8T4V6X2ABCDEF', '01JDZ9WQ5RK3M8T4V6X2ABCDEG', 'website-visitor--000017'];
    const { inbox } = await show({ inbox: ids.map((id) => row(id)) });
    expect(rows(inbox).map((one) => one.querySelector('.name')!.textContent)).to.have.members(['Visitor conv-10', 'Visitor conv-123', 'Visitor ABCDEF', 'Visitor ABCDEG', 'Visitor 000017']);
  });

  it('draws again only what changed, and all of it a minute later', async () => {
    const drawn: string[] = [];
    const watched = (id: string): ConversationSummary => Object.defineProperty(row(id), 'assignee', { get: () => void drawn.push(id), enumerable: true });
    const list = ['c1', 'c2', 'c3'].map(watched);
    const { now } = Date;
    let at = now();
    Date.now = () => at;
    try {
      const { fake, inbox } = await show({ inbox: list });
      drawn.length = 0;
      fake.setInbox([list[0]!, { ...row('c2'), visitorOnline: true }, list[2]!]);
      await until(() => texts(inbox)[1]!.includes('Online'));
      expect(drawn).to.deep.equal([]);
      at += 60_000;
      inbox.requestUpdate();
      await until(() => texts(inbox)[0]!.includes('6m ago'));
      expect(new Set(drawn)).to.deep.equal(new Set(['c1', 'c3']));
    } finally {
      Date.now = now;
    }
  });

  it('turns the days of the open conversation over as well', async () => {
    const author = { id: 'v1', role: 'visitor', name: 'Mira' } as const;
    const { inbox } = await show({ messages: [{ id: 'm1', author, text: 'Hello' }], inbox: [row('local', { visitor: author })] }, { selected: 'local' });
    const list = inbox.shadowRoot!.querySelector('message-list')!;
    const days = () => parts(list, 'day').map((one) => one.textContent);
    await until(() => days().join() === 'Today');
    const today = tomorrow();
    try {
      inbox.requestUpdate();
      await until(() => days().join() === 'Yesterday');
    } finally {
      today();
    }
  });

  it('gives a person the same tint as their messages have', async () => {
    const author = { id: 'v1', role: 'visitor', name: 'Mira' } as const;
    const { inbox } = await show({ messages: [{ id: 'm1', author, text: 'Hello' }], inbox: [row('local', { visitor: author })] }, { selected: 'local' });
    const list = inbox.shadowRoot!.querySelector('message-list')!;
    await until(() => parts(list, 'avatar').length > 0, 'a message');
    const tint = (element: Element): string => getComputedStyle(element).backgroundColor;
    expect(tint(rows(inbox)[0]!.querySelector('.face')!)).to.equal(tint(parts(list, 'avatar')[0]!));
  });

  for (const [dir, other, side] of [
    ['ltr', 'שירה', 'left'],
    ['rtl', 'Mira', 'right'],
  ] as const)
    it(`begins names and words where all others begin, ${dir}, whatever their own direction`, async () => {
      const author = { id: 'v1', role: 'visitor', name: other } as const;
      const { inbox } = await show({ inbox: [row('c1', { visitor: author, lastMessage: { id: 'm', text: other, author, createdAt: ago(5) } })] }, { dir });
      for (const selector of ['.name', '.said']) {
        const box = rows(inbox)[0]!.querySelector(selector)!;
        const words = document.createRange();
        words.selectNodeContents(box);
        expect(words.getBoundingClientRect()[side], selector).to.be.closeTo(box.getBoundingClientRect()[side], 1);
      }
    });

  it('says the last words in one line: without the marks of markdown, a picture in words', async () => {
    const author = { id: 'v1', role: 'visitor' } as const;
    const said = (id: string, text: string) => row(id, { lastMessage: { id, text, author, createdAt: ago(1) } });
    const picture = { id: 'p', conversation: 'c5', author, text: '', parts: [{ type: 'image', url: 'https://example.com/a.png', name: 'a.png' }], createdAt: ago(1) };
    const { inbox } = await show({
      inbox: [said('c1', '# A **bold** [link](https://example.com/)\nmore'), said('c2', '2 * 3 * 4 is `24`, and snake_case_name'), row('c3', { lastMessage: picture as never })],
    });
    expect(rows(inbox).map((one) => one.querySelector('.said')!.textContent)).to.deep.equal(['A bold link', '2 * 3 * 4 is 24, and snake_case_name', 'Image: a.png']);
  });

  it('filters by tabs with counts, by pointer and by arrow keys', async () => {
    const { inbox } = await show();
    const tabs = () => all(inbox, 'tab').map((tab) => nameOf(tab).replace(/\s+/g, ' '));
    expect(tabs()).to.deep.equal(['Open 2', 'Resolved 1', 'All 3']);
    expect(rows(inbox)).to.have.length(2);
    one(inbox, 'tab', /^Resolved/).click();
    await inbox.updateComplete;
    expect(texts(inbox)[0]).to.include('José');
    expect(one(inbox, 'tab', /^Resolved/).getAttribute('aria-selected')).to.equal('true');
    press(one(inbox, 'tab', /^Resolved/), 'ArrowRight');
    await inbox.updateComplete;
    expect(inbox.filter).to.equal('all');
    expect(nameOf(focused(inbox)!)).to.match(/^All/);
    expect(rows(inbox)).to.have.length(3);
  });

  it('goes to the first and the last tab by Home and End, and round; from the search to the rows; as text runs', async () => {
    const { inbox } = await show({}, { dir: 'rtl' });
    const go = async (key: string): Promise<string> => {
      expect(press(one(inbox, 'tab', { open: /^Open/, resolved: /^Resolved/, all: /^All/ }[inbox.filter]), key), `${key} does nothing else`).to.equal(false);
      await inbox.updateComplete;
      expect(nameOf(focused(inbox)!).toLowerCase()).to.include(inbox.filter);
      return inbox.filter;
    };
    const seen: string[] = [];
    for (const key of ['End', 'Home', 'ArrowRight', 'ArrowLeft', 'ArrowLeft']) seen.push(await go(key));
    expect(seen).to.deep.equal(['all', 'open', 'all', 'open', 'resolved']);
    expect(press(parts(inbox, 'search')[0]!, 'ArrowDown')).to.equal(false);
    expect(focused(inbox) === rows(inbox)[0]).to.equal(true);
  });

  it('tells minutes in words where the language makes a sum of few letters', () => {
    expect([relativeTime(ago(4), 'en'), relativeTime(ago(4), 'ru')]).to.deep.equal(['4m ago', '4 мин. назад']);
  });

  it('tells days by the calendar: what was said in the evening before last was not said yesterday', () => {
    const night = +new Date(2026, 5, 17, 1);
    const when = (day: number, hour: number) => relativeTime(new Date(2026, 5, day, hour), 'en', night);
    expect([when(16, 0), when(15, 20), when(14, 23), when(10, 22)]).to.deep.equal(['yesterday', '2d ago', '3d ago', 'Jun 10']);
    expect(relativeTime(new Date(2026, 5, 15, 20), 'de', night)).to.equal('vorgestern');
  });

  it('searches names and words, without case and accents', async () => {
    const { inbox } = await show({}, { filter: 'all' });
    const search = parts(inbox, 'search')[0] as HTMLInputElement;
    expect(search.getAttribute('aria-label')).to.equal('Search');
    const find = async (text: string) => {
      type(search as never, text);
      await inbox.updateComplete;
      return rows(inbox).map((one) => one.dataset['id']);
    };
    expect(await find('jose')).to.deep.equal(['c3']);
    expect(await find('SUNDAYS')).to.deep.equal(['q8zx21kk']);
    expect(await find('nobody')).to.deep.equal([]);
    expect(inbox.shadowRoot!.querySelector('.none')!.textContent!.trim()).to.equal('Nothing found');
    press(search, 'Escape');
    await inbox.updateComplete;
    expect(rows(inbox)).to.have.length(3);
  });

  it('leaves the browser its own keys: back and forward, for one', async () => {
    const { inbox } = await show();
    const tab = one(inbox, 'tab', /^Open/);
    for (const modifier of ['altKey', 'ctrlKey', 'metaKey'] as const) {
      expect(press(tab, 'ArrowRight', { [modifier]: true }), modifier).to.equal(true);
      expect(press(rows(inbox)[0]!, 'ArrowDown', { [modifier]: true }), modifier).to.equal(true);
    }
    await inbox.updateComplete;
    expect(inbox.filter).to.equal('open');
  });

  it('moves through the rows with the arrow keys; Tab leads to one of them', async () => {
    const { inbox } = await show({}, { filter: 'all' });
    expect(rows(inbox).map((one) => one.tabIndex)).to.deep.equal([0, -1, -1]);
    rows(inbox)[0]!.focus();
    for (const [key, at] of [['ArrowDown', 1], ['ArrowDown', 2], ['ArrowDown', 2], ['Home', 0], ['ArrowUp', 0], ['End', 2]] as const) {
      press(focused(inbox)!, key);
      expect(focused(inbox), key).to.equal(rows(inbox)[at]);
      expect(rows(inbox).map((one) => one.tabIndex).indexOf(0)).to.equal(at);
    }
  });

  it('keeps the focus on a row that moves, and gives it to the next when that one goes', async () => {
    const { inbox, fake } = await show();
    const has = (id: string) => (focused(inbox) as HTMLElement | null)?.dataset['id'] === id;
    rows(inbox)[0]!.focus();
    press(focused(inbox)!, 'ArrowDown');
    expect(has('q8zx21kk')).to.equal(true);
    const moved = { ...ROWS[1]!, unread: 141 };
    fake.setInbox([moved, ROWS[0]!, row('c4')]);
    await until(() => rows(inbox).length === 3 && rows(inbox)[0]!.dataset['id'] === 'q8zx21kk');
    expect(has('q8zx21kk'), 'it came to the top').to.equal(true);
    fake.setInbox([{ ...moved, status: 'resolved' }, ROWS[0]!, row('c4')]);
    await until(() => rows(inbox).length === 2);
    expect(has('c1'), 'somebody else resolved it').to.equal(true);
    press(focused(inbox)!, 'End');
    fake.setInbox([ROWS[0]!]);
    await until(() => rows(inbox).length === 1);
    expect(has('c1'), 'the last one went').to.equal(true);
    fake.setInbox([]);
    await until(() => rows(inbox).length === 0);
    expect(focused(inbox)?.getAttribute('part')).to.equal('search');
  });

  it('says who waits anew, once each until it is read, and nothing of those that waited before', async () => {
    const { inbox, fake } = await show({ inbox: [] }, { selected: 'c1' });
    const region = inbox.shadowRoot!.querySelector('.list > [role=status]')!;
    const heard: string[] = [];
    new MutationObserver(() => region.textContent && heard.push(region.textContent)).observe(region, { childList: true, characterData: true, subtree: true });
    const visitor = (id: string, name: string) => ({ id, role: 'visitor', name }) as const;
    const put = async (...changed: ConversationSummary[]) => {
      const ids = changed.map(({ id }) => id);
      fake.setInbox([...changed, ...fake.inbox.filter(({ id }) => !ids.includes(id))]);
      await frame();
      await inbox.updateComplete;
    };
    await put(...ROWS);
    await put(row('c1', { unread: 9 }), row('n1', { visitor: visitor('v5', 'Nia'), unread: 1 }));
    await put(row('n1', { visitor: visitor('v5', 'Nia'), unread: 2 }));
    expect(heard).to.deep.equal(['Nia, 1 unread']);
    await put(row('n1', { visitor: visitor('v5', 'Nia'), unread: 0 }));
    await put(row('n1', { visitor: visitor('v5', 'Nia'), unread: 3 }), row('n2', { unread: 1 }));
    expect(heard.at(-1)).to.equal('Nia, Visitor n2, 4 unread');
    await put(...['a', 'b', 'c', 'd'].map((id) => row(id, { unread: 2 })));
    expect(heard.at(-1)).to.equal('8 unread');
    expect(heard).to.have.length(3);
  });

  it('keeps what it said for as long as it takes to be heard, and says nothing of the open conversation', async () => {
    const { inbox, fake } = await show({}, { selected: 'c3', filter: 'all' });
    const region = inbox.shadowRoot!.querySelector('.list > [role=status]')!;
    const put = async (changed: ConversationSummary) => {
      fake.setInbox([changed, ...fake.inbox.filter(({ id }) => id !== changed.id)]);
      await frame();
      await inbox.updateComplete;
    };
    const { now } = Date;
    let later = 0;
    const began = now();
    Date.now = () => began + later;
    try {
      await put(row('c3', { unread: 1 }));
      expect(region.textContent, 'the open one').to.equal('');
      await put(row('n1', { unread: 1 }));
      expect(region.textContent).to.equal('Visitor n1, 1 unread');
      later = 3000;
      await put(row('n2'));
      expect(region.textContent, 'something else').to.equal('Visitor n1, 1 unread');
      later = 5000;
      await put(row('n3'));
      expect(region.textContent).to.equal('');
      type(parts(inbox, 'search')[0] as never, 'mira');
      await inbox.updateComplete;
      expect(region.textContent).to.equal('Conversations: 1');
      later = 10_000;
      await put(row('n4'));
      expect(region.textContent, 'once').to.equal('');
      type(parts(inbox, 'search')[0] as never, '');
      await inbox.updateComplete;
      expect(region.textContent, 'all of them are no find').to.equal('');
    } finally {
      Date.now = now;
    }
  });

  it('has the focus where somebody would go on: in the answer, else in the list, else in the search', async () => {
    const { inbox, fake } = await show({}, { selected: 'c1' });
    inbox.focus();
    expect(focused(inbox)?.localName).to.equal('chat-composer');
    inbox.select(undefined);
    await inbox.updateComplete;
    inbox.focus();
    expect(focused(inbox) === rows(inbox)[0]).to.equal(true);
    (focused(inbox) as HTMLElement).blur();
    fake.setInbox([]);
    await until(() => rows(inbox).length === 0);
    inbox.focus();
    expect(focused(inbox)?.getAttribute('part')).to.equal('search');
  });

  it('has all of its tabs in view where they do not fit side by side: narrow, and with large text', async () => {
    const { inbox } = await show({}, { style: '--chat-font-size: 30px' }, '300px');
    inbox.style.width = '300px';
    await frame();
    const { right } = inbox.getBoundingClientRect();
    for (const tab of all(inbox, 'tab')) expect(tab.getBoundingClientRect().right, nameOf(tab)).to.be.below(right);
  });

  it('leaves the keys in the search to an input method that is composing', async () => {
    const { inbox } = await show();
    const search = parts(inbox, 'search')[0] as HTMLInputElement;
    search.focus();
    type(search as never, 'ミラ');
    await inbox.updateComplete;
    // As browsers say it, and as Safari does.
    for (const init of [{ isComposing: true, keyCode: 229 }, { keyCode: 229 }])
      for (const key of ['Escape', 'ArrowDown']) expect([press(search, key, init), inbox.query, focused(inbox) === search], `${key}, ${Object.keys(init).join()}`).to.deep.equal([true, 'ミラ', true]);
  });

  it('takes those keys of the search, the tabs and the rows that it has a use for', async () => {
    const { inbox } = await show();
    const search = parts(inbox, 'search')[0] as HTMLInputElement;
    search.focus();
    expect(press(search, 'Escape'), 'nothing to be emptied: it may close what is around').to.equal(true);
    expect(press(search, 'x')).to.equal(true);
    expect(focused(inbox) === search).to.equal(true);
    type(search as never, 'mira');
    await inbox.updateComplete;
    expect([press(search, 'x'), inbox.query]).to.deep.equal([true, 'mira']);
    expect([press(search, 'Escape'), inbox.query]).to.deep.equal([false, '']);
    const tab = one(inbox, 'tab', /^Open/);
    expect([press(tab, 'x'), press(tab, 'Enter'), inbox.filter]).to.deep.equal([true, true, 'open']);
    await inbox.updateComplete;
    expect([press(rows(inbox)[0]!, 'x'), press(rows(inbox)[0]!, 'ArrowDown')]).to.deep.equal([true, false]);
  });

  it('says what a search found, in a region that is there before', async () => {
    const { inbox } = await show({}, { filter: 'all' });
    const search = parts(inbox, 'search')[0] as HTMLInputElement;
    const region = inbox.shadowRoot!.querySelector('.list > [role=status]')!;
    const none = inbox.shadowRoot!.querySelector('.rows > [role=status]')!;
    type(search as never, 'jose');
    await inbox.updateComplete;
    expect([region.textContent, none.textContent!.trim()]).to.deep.equal(['Conversations: 1', '']);
    type(search as never, 'josef');
    await inbox.updateComplete;
    expect([region.textContent, none.textContent!.trim()]).to.deep.equal(['', 'Nothing found']);
    expect(none.isConnected).to.equal(true);
    await expectAccessible(inbox);
  });

  it('leaves the row under the pointer where it is when others come to the top', async () => {
    const many = Array.from({ length: 40 }, (_, i) => row(`n${i}`, { updatedAt: ago(i + 1) }));
    const { inbox, fake } = await show({ inbox: many });
    const box = inbox.shadowRoot!.querySelector('.rows')!;
    box.scrollTop = 900;
    await frame();
    const middle = box.getBoundingClientRect().top + box.clientHeight / 2;
    const under = () => rows(inbox).find((one) => one.getBoundingClientRect().bottom > middle)!;
    const pointed = under();
    for (const ids of [['n30', 'n31', 'n32'], ['n33']]) {
      fake.setInbox([...ids.map((id) => row(id, { unread: 1 })), ...fake.inbox.filter(({ id }) => !ids.includes(id))]);
      await until(() => rows(inbox)[0]!.dataset['id'] === ids[0]);
      await frame();
      expect(under() === pointed, ids.join()).to.equal(true);
    }
  });

  it('leaves what is under the eyes of who scrolled down to the pixel where it is: others come, leave, rise, and grow', async () => {
    let minutes = 1000;
    const talk = (id: string, more: Partial<ConversationSummary> = {}) => row(id, { visitor: { id, role: 'visitor', name: `Visitor ${id}` }, updatedAt: ago(minutes), ...more });
    const many = Array.from({ length: 60 }, (_, i) => ((minutes = 1000 + i), talk(`n${i}`)));
    const { inbox, fake } = await show({ inbox: many });
    const box = await readTo(inbox, 1500);
    const edges = box.getBoundingClientRect();
    const inView = () => rows(inbox).filter((one) => one.getBoundingClientRect().top >= edges.top && one.getBoundingClientRect().bottom <= edges.bottom);
    const tops = () => new Map(inView().map((one) => [one.dataset['id']!, one.getBoundingClientRect().top]));
    minutes = 900;
    const steps: Readonly<Record<string, (shown: readonly string[]) => void>> = {
      'one comes': () => fake.setInbox([talk('a', { unread: 1 }), ...fake.inbox]),
      'many come': () => fake.setInbox([...['b', 'c', 'd', 'e', 'f'].map((id) => talk(id)), ...fake.inbox]),
      'one above rises': () => fake.setInbox([talk('n3', { unread: 2 }), ...fake.inbox.filter(({ id }) => id !== 'n3')]),
      'one below rises': () => fake.setInbox([talk('n55'), ...fake.inbox.filter(({ id }) => id !== 'n55')]),
      'the first in view rises': ([first]) => fake.setInbox([talk(first!), ...fake.inbox.filter(({ id }) => id !== first)]),
      'the second and third in view rise': ([, ...two]) => fake.setInbox([...two.slice(0, 2).map((id) => talk(id)), ...fake.inbox.filter(({ id }) => !two.slice(0, 2).includes(id))]),
      'two above are done with': () => fake.setInbox(fake.inbox.map((one, i) => (i === 1 || i === 4 ? { ...one, status: 'resolved' } : one))),
      'the first in view is done with': ([first]) => fake.setInbox(fake.inbox.map((one) => (one.id === first ? { ...one, status: 'resolved' } : one))),
      'one above is assigned': () => fake.setInbox(fake.inbox.map((one, i) => (i === 2 ? { ...one, assignee: sam } : one))),
      'one in view rises, and comes back as another': (ids) => fake.setInbox([talk(ids[1]!), ...fake.inbox.filter(({ id }) => id !== ids[1])]),
      'all above change places': () => fake.setInbox([...fake.inbox.slice(0, 9).toReversed(), ...fake.inbox.slice(9)]),
      'the list is there anew': () => fake.setInbox(fake.inbox.map((one) => ({ ...one }))),
    };
    const moved: string[] = [];
    for (const [name, step] of Object.entries(steps)) {
      const before = tops();
      minutes--;
      // What rises or leaves above the pointer takes its place along: what is under it and below stays.
      const pointed = inView()[4]!;
      const { left, top: y } = pointed.getBoundingClientRect();
      await sendMouse({ type: 'move', position: [Math.round(left + 40), Math.round(y + 20)] });
      await until(() => pointed.matches(':hover'));
      step([...before.keys()]);
      await inbox.updateComplete;
      await frame(3);
      const after = tops();
      for (const [id, top] of [...before].slice(4)) if (!(Math.abs(after.get(id)! - top) <= 1)) moved.push(`${name}: ${id} by ${after.get(id)! - top}`);
      if (!pointed.matches(':hover')) moved.push(`${name}: another is under the pointer`);
    }
    await resetMouse();
    expect(moved).to.deep.equal([]);
  });

  it('leaves all others where they are when the row under the pointer goes to the top', async () => {
    const many = Array.from({ length: 40 }, (_, i) => row(`n${i}`, { updatedAt: ago(i + 10) }));
    const { inbox, fake } = await show({ inbox: many });
    await readTo(inbox, 900);
    const above = rows(inbox)[15]!;
    const pointed = rows(inbox)[17]!;
    const { left, top } = pointed.getBoundingClientRect();
    await sendMouse({ type: 'move', position: [Math.round(left + 40), Math.round(top + 20)] });
    await until(() => pointed.matches(':hover'));
    const before = above.getBoundingClientRect().top;
    fake.setInbox([row('n17', { updatedAt: ago(0) }), ...fake.inbox.filter(({ id }) => id !== 'n17')]);
    await until(() => rows(inbox)[0] === pointed);
    await frame(2);
    expect(above.getBoundingClientRect().top).to.be.closeTo(before, 1);
    await resetMouse();
  });

  it('takes the focus from nobody once it is where somebody wanted it', async () => {
    const { inbox, fake } = await show();
    const news = async () => {
      const before = rows(inbox).length;
      fake.setInbox([...fake.inbox, row(`n${before}`)]);
      await until(() => rows(inbox).length > before);
    };
    rows(inbox)[0]!.click();
    await inbox.updateComplete;
    const search = parts(inbox, 'search')[0]!;
    const end = inbox.shadowRoot!.querySelector<HTMLElement>(matchMedia('(pointer: coarse)').matches ? '.conversation' : 'chat-composer')!;
    await until(() => focused(inbox) === end);
    // The open one once more.
    rows(inbox)[0]!.focus();
    rows(inbox)[0]!.click();
    await until(() => focused(inbox) === end);
    search.focus();
    await news();
    expect(focused(inbox) === search, 'after a row').to.equal(true);
    // The first tab, where it is already.
    one(inbox, 'tab', /^Open/).focus();
    press(focused(inbox)!, 'Home');
    await inbox.updateComplete;
    search.focus();
    await news();
    expect(focused(inbox) === search, 'after a tab').to.equal(true);
  });

  it('says that there is nothing, and nothing left', async () => {
    const { inbox, fake } = await show({ inbox: [] });
    const none = () => inbox.shadowRoot!.querySelector('.none')!.textContent!.trim();
    expect(none()).to.equal('No conversations');
    fake.setInbox([row('x', { status: 'closed' })]);
    await until(() => none() === 'Nothing waits here');
    await expectAccessible(inbox);
  });

  it('says what is wrong with the connection, and does not say then that nobody waits', async () => {
    const { inbox, fake } = await show({ inbox: [], status: 'connecting' });
    const none = () => inbox.shadowRoot!.querySelector('.none')!.textContent!.trim();
    const banner = parts(inbox, 'banner')[0]!;
    expect([none(), seen(banner), banner.textContent!.trim()]).to.deep.equal(['Connecting', false, '']);
    fake.setConnection('failed', { error: { code: 'signed-out', message: 'The token is not valid here.' } });
    await until(() => banner.textContent!.includes('Signed out'));
    expect([none(), seen(banner)]).to.deep.equal(['', true]);
    await expectAccessible(inbox);
    one(inbox, 'button', 'Retry').click();
    expect(fake.calls).to.deep.include(['retry']);
    expect(focused(inbox) === banner, 'the focus stays where the button was').to.equal(true);
    fake.setConnection('connected');
    await until(() => banner.textContent!.includes('Connection restored'));
    expect(none()).to.equal('No conversations');
  });

  it('does not say that somebody is typing while nobody could say that they stopped', async () => {
    const { inbox, fake } = await show();
    expect(texts(inbox)[0]).to.include('typing: Could you');
    fake.setConnection('reconnecting', { attempts: 1 });
    await until(() => texts(inbox)[0]!.includes('Thank you'));
    expect(texts(inbox)[0]).to.not.include('typing');
    fake.setConnection('connected');
    await until(() => texts(inbox)[0]!.includes('typing: Could you'));
  });

  it('says how long ago things are as soon as it is in sight again', async () => {
    const { inbox } = await show();
    const { now } = Date;
    setVisibility('hidden');
    Date.now = () => now() + 3 * 3_600_000;
    try {
      setVisibility('visible');
      await inbox.updateComplete;
      expect(texts(inbox)[0]).to.include('3h ago');
      expect(texts(inbox)[0]).to.not.include('5m ago');
    } finally {
      Date.now = now;
      setVisibility(undefined);
    }
  });

  it('lists those that wait where somebody set a filter that there is not', async () => {
    const { inbox } = await show({}, { filter: 'starred' });
    expect(rows(inbox).length).to.equal(2);
    expect(one(inbox, 'tab', /Open/).tabIndex).to.equal(0);
  });

  it('follows what happens', async () => {
    const { inbox, fake } = await show();
    fake.setInbox([row('c9', { visitor: { id: 'v9', role: 'visitor', name: 'Nia' }, unread: 1 }), ...ROWS]);
    await until(() => rows(inbox).length === 3);
    expect(texts(inbox)[0]).to.include('Nia');
  });
});

describe('<agent-inbox> conversation', () => {
  it('opens one beside the list', async () => {
    const { inbox, fake } = await show();
    expect(inbox.shadowRoot!.textContent).to.include('Choose a conversation');
    const chosen: unknown[] = [];
    inbox.addEventListener('chat-select', (event) => chosen.push((event as CustomEvent).detail));
    rows(inbox)[0]!.click();
    await inbox.updateComplete;
    await frame();
    expect(chosen).to.deep.equal([{ conversation: 'c1' }]);
    expect(inbox.selected).to.equal('c1');
    expect(fake.calls).to.deep.include(['subscribe', 'c1']);
    expect(rows(inbox)[0]!.getAttribute('aria-current')).to.equal('true');
    const heading = parts(inbox, 'heading')[0]!;
    expect(heading.textContent).to.equal('Mira');
    for (const words of ['Online', 'Open', 'Assigned to Sam']) expect(parts(inbox, 'header')[0]!.textContent).to.include(words);
    const composer = inbox.shadowRoot!.querySelector('chat-composer')!;
    const list = inbox.shadowRoot!.querySelector('message-list')!;
    expect([composer, list, inbox.shadowRoot!.querySelector('typing-indicator')!].map(({ conversation }) => conversation)).to.deep.equal(['c1', 'c1', 'c1']);
    if (!matchMedia('(pointer: coarse)').matches) await until(() => focused(inbox) === composer);
    await expectAccessible(inbox);
  });

  it('follows the selected attribute, and leaves the one before', async () => {
    const { inbox, fake } = await show({}, { selected: 'c1' });
    expect(fake.calls).to.deep.include(['subscribe', 'c1']);
    inbox.setAttribute('selected', 'q8zx21kk');
    await inbox.updateComplete;
    expect(fake.calls).to.deep.include(['unsubscribe', 'c1']);
    expect(fake.calls).to.deep.include(['subscribe', 'q8zx21kk']);
    expect(parts(inbox, 'heading')[0]!.textContent).to.equal('Visitor q8zx21kk');
    // Moved within the page it stays; taken away it leaves; back again it is there.
    const box = inbox.parentElement!;
    fake.calls.length = 0;
    const subscriptions = () => fake.calls.filter(([name]) => /subscribe/.test(name));
    box.append(inbox);
    await inbox.updateComplete;
    expect(subscriptions()).to.deep.equal([]);
    inbox.remove();
    await until(() => subscriptions().length === 1);
    box.append(inbox);
    expect(subscriptions()).to.deep.equal([['unsubscribe', 'q8zx21kk'], ['subscribe', 'q8zx21kk']]);
  });

  it('goes to another connection with the open conversation, and leaves the one that the page is in alone', async () => {
    const [before, after] = [1, 2].map(() => fakeConnection({ self: sam, inbox: [...ROWS, row('local')] }));
    const box = await fixture<HTMLElement>(html`<div></div>`);
    before!.provide(box);
    const inbox = document.createElement('agent-inbox');
    inbox.selected = 'c1';
    box.append(inbox);
    const asked = ({ calls }: (typeof before & {})) => calls.filter(([name]) => /subscribe/.test(name));
    await until(() => asked(before!).length === 1);
    after!.provide(box);
    await until(() => asked(after!).length === 1);
    expect([asked(before!), asked(after!)]).to.deep.equal([[['subscribe', 'c1'], ['unsubscribe', 'c1']], [['subscribe', 'c1']]]);
    inbox.selected = 'local';
    await inbox.updateComplete;
    inbox.selected = 'c1';
    await inbox.updateComplete;
    expect(after!.currentConversation).to.equal('local');
    expect(asked(after!)).to.not.deep.include(['unsubscribe', 'local']);
  });

  it('takes a number for the id of a conversation, as pages have them', async () => {
    const { inbox, fake } = await show({ inbox: [...ROWS, row('42')] });
    inbox.selected = 42 as unknown as string;
    await inbox.updateComplete;
    expect(rows(inbox).filter((one) => one.getAttribute('aria-current') === 'true').map((one) => one.dataset['id'])).to.deep.equal(['42']);
    expect(fake.calls).to.deep.include(['subscribe', '42']);
  });

  it('listens to nothing of its page once it has left it', async () => {
    const { addEventListener, removeEventListener } = document;
    const held: unknown[] = [];
    document.addEventListener = function (this: Document, type: string, fn: EventListener, ...rest: unknown[]) {
      if (type === 'visibilitychange') held.push(fn);
      addEventListener.call(this, type, fn, ...(rest as []));
    } as typeof addEventListener;
    document.removeEventListener = function (this: Document, type: string, fn: EventListener, ...rest: unknown[]) {
      if (held.includes(fn)) held.splice(held.indexOf(fn), 1);
      removeEventListener.call(this, type, fn, ...(rest as []));
    } as typeof removeEventListener;
    try {
      const { inbox } = await show({}, { selected: 'c1' });
      expect(held).to.not.deep.equal([]);
      inbox.remove();
      await frame(2);
      expect(held).to.deep.equal([]);
    } finally {
      Object.assign(document, { addEventListener, removeEventListener });
    }
  });

  it('answers, with a draft for each conversation', async () => {
    const { inbox, fake } = await show({}, { selected: 'c1' });
    const composer = inbox.shadowRoot!.querySelector('chat-composer')!;
    type(one(composer, 'textbox'), 'For Mira');
    inbox.selected = 'q8zx21kk';
    await inbox.updateComplete;
    expect(composer.draft).to.equal('');
    inbox.selected = 'c1';
    await inbox.updateComplete;
    expect(composer.draft).to.equal('For Mira');
    composer.send();
    expect(fake.sent.map(({ text }) => text)).to.deep.equal(['For Mira']);
  });

  it('keeps the draft beside a message that was being changed, in its own conversation', async () => {
    const { inbox, fake } = await show({ messages: [{ id: 'm1', own: true, text: 'As it was' }] }, { selected: 'c1' });
    const composer = inbox.shadowRoot!.querySelector('chat-composer')!;
    type(one(composer, 'textbox'), 'Half an answer');
    await composer.about('edit', fake.conversation().blocks.at(-1)!.messages.at(-1)!);
    type(one(composer, 'textbox'), 'As it was, changed');
    await composer.updateComplete;
    inbox.selected = 'q8zx21kk';
    await inbox.updateComplete;
    await composer.updateComplete;
    expect(composer.draft).to.equal('');
    inbox.selected = 'c1';
    await inbox.updateComplete;
    await composer.updateComplete;
    expect(composer.draft).to.equal('Half an answer');
  });

  it('shows no draft of one agent to the next', async () => {
    const { inbox, fake } = await show({ address: { userId: 'sam' } }, { selected: 'c1' });
    const composer = inbox.shadowRoot!.querySelector('chat-composer')!;
    type(one(composer, 'textbox'), 'From Sam');
    inbox.selected = 'q8zx21kk';
    await inbox.updateComplete;
    type(one(composer, 'textbox'), 'Also from Sam');
    const sign = async (userId: string) => {
      fake.settings = { ...fake.settings, address: { ...fake.settings.address, userId } };
      inbox.requestUpdate();
      await inbox.updateComplete;
      await composer.updateComplete;
    };
    await sign('bo');
    expect(composer.draft).to.equal('');
    inbox.selected = 'c1';
    await inbox.updateComplete;
    expect(composer.draft).to.equal('');
    await sign('sam');
    expect(composer.draft).to.equal('From Sam');
  });

  it('leaves a message alone that was to be changed in another conversation, where the code for that comes late', async () => {
    const { inbox, fake } = await show({ messages: [{ id: 'm1', own: true, text: 'As it was' }] }, { selected: 'c1' });
    const composer = inbox.shadowRoot!.querySelector('chat-composer')!;
    const { bring } = composer;
    let come!: () => void;
    const late = new Promise<void>((done) => (come = done));
    composer.bring = async function (name) {
      await late;
      return bring.call(composer, name) as never;
    };
    const message = fake.conversation().blocks.at(-1)!.messages.at(-1)!;
    inbox.shadowRoot!.querySelector('message-list')!.dispatchEvent(new CustomEvent('chat-edit', { detail: { message } }));
    inbox.selected = 'q8zx21kk';
    await inbox.updateComplete;
    come();
    await bring.call(composer, 'about');
    await composer.updateComplete;
    await frame();
    expect([composer.draft, composer.shadowRoot!.querySelector('.about')]).to.deep.equal(['', null]);
  });

  it('shows none where that is what a page says with an empty name', async () => {
    const { inbox } = await show({}, { selected: '' });
    expect(parts(inbox, 'header')).to.have.length(0);
    expect(inbox.shadowRoot!.textContent).to.include('Choose a conversation');
  });

  it('keeps what an answer answers with its draft', async () => {
    const { inbox, fake } = await show({ address: { url: 'wss://chat.example.com' }, messages: [{ id: 'm1', author: { id: 'v1', role: 'visitor', name: 'Mira' }, text: 'Is it blue?' }] }, { selected: 'local' });
    const composer = inbox.shadowRoot!.querySelector('chat-composer')!;
    await composer.bring('drafts');
    const answered = () => composer.shadowRoot!.querySelector('.about')?.textContent;
    await composer.about('reply', fake.conversation().blocks.at(-1)!.messages.at(-1)!);
    type(one(composer, 'textbox'), 'As the sea');
    await composer.updateComplete;
    expect(answered()).to.include('Is it blue?');
    inbox.selected = 'q8zx21kk';
    await inbox.updateComplete;
    await composer.updateComplete;
    expect([composer.draft, answered()]).to.deep.equal(['', undefined]);
    inbox.selected = 'local';
    await until(() => !!answered()?.includes('Is it blue?'));
    expect(composer.draft).to.equal('As the sea');
    sessionStorage.clear();
  });

  it('hands answering and changing a message to its composer', async () => {
    const { inbox, fake } = await show({ messages: [{ id: 'm1', author: { id: 'v1', role: 'visitor', name: 'Mira' }, text: 'Is it blue?' }] }, { selected: 'local' });
    const composer = inbox.shadowRoot!.querySelector('chat-composer')!;
    const message = fake.conversation().blocks.at(-1)!.messages.at(-1)!;
    for (const what of ['reply', 'edit'] as const) {
      inbox.shadowRoot!.querySelector('message-list')!.dispatchEvent(new CustomEvent(`chat-${what}`, { detail: { message } }));
      const draft = what === 'edit' ? 'Is it blue?' : '';
      await until(() => composer.shadowRoot!.querySelector('.about')?.textContent?.includes('Is it blue?') && composer.draft === draft, what);
    }
    // Whatever comes meanwhile.
    fake.setInbox([row('c9')]);
    await until(() => rows(inbox)[0]?.dataset['id'] === 'c9');
    await composer.updateComplete;
    expect([composer.draft, composer.shadowRoot!.querySelectorAll('.about').length]).to.deep.equal(['Is it blue?', 1]);
  });

  it('shows what the visitor is writing, and hands on the parts of what is inside', async () => {
    const { inbox, fake } = await show({ messages: [{ id: 'm1', author: { id: 'v1', role: 'visitor', name: 'Mira' }, text: 'Is it blue?' }] }, { selected: 'local', attachments: '', emoji: '' });
    const sheet = new CSSStyleSheet();
    const names = ['messages', 'day', 'message', 'message-other', 'bubble', 'author', 'avatar', 'time', 'typing', 'typing-dots', 'typing-label', 'typing-preview', 'composer', 'input', 'send', 'attach', 'emoji'];
    for (const name of names) sheet.insertRule(`agent-inbox::part(${name}) { --seen-${name}: yes }`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    try {
      fake.typing({ id: 'v1', role: 'visitor', name: 'Mira' }, true, 'or green');
      const inside = () => [...inbox.shadowRoot!.querySelectorAll('message-list, typing-indicator, chat-composer')].flatMap((one) => [one, ...one.shadowRoot!.querySelectorAll('[part]')]);
      const missing = () => names.filter((name) => !inside().some((one) => getComputedStyle(one).getPropertyValue(`--seen-${name}`)));
      await until(() => missing().length === 0).catch(() => undefined);
      expect(missing()).to.deep.equal([]);
      expect(inside().find((one) => one.getAttribute('part') === 'preview')!.textContent).to.equal('or green');
    } finally {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
    }
  });

  it('is there without a connection as well', async () => {
    const inbox = document.createElement('agent-inbox');
    inbox.style.inlineSize = '1000px';
    await under(inbox);
    await inbox.updateComplete;
    expect([inbox.shadowRoot!.textContent!.includes('Choose a conversation'), parts(inbox, 'list').length, rows(inbox).length]).to.deep.equal([true, 1, 0]);
    inbox.selected = 'c1';
    await inbox.updateComplete;
    for (const action of ['Assign to me', 'Resolve']) expect(all(inbox, 'button', action), action).to.have.length(0);
    expect(parts(inbox, 'heading')[0]!.textContent).to.equal('Visitor c1');
  });

  it('assigns and resolves', async () => {
    const { inbox, fake } = await show({}, { selected: 'c1' });
    one(inbox, 'button', 'Unassign').click();
    expect(fake.calls.at(-1)).to.deep.equal(['assign', null, 'c1']);
    one(inbox, 'button', 'Resolve').click();
    expect(fake.calls.at(-1)).to.deep.equal(['setStatus', 'resolved', 'c1']);
    inbox.selected = 'q8zx21kk';
    await inbox.updateComplete;
    one(inbox, 'button', 'Assign to me').click();
    expect(fake.calls.at(-1)).to.deep.equal(['assign', sam, 'q8zx21kk']);
    inbox.selected = 'c3';
    await inbox.updateComplete;
    one(inbox, 'button', 'Reopen').click();
    expect(fake.calls.at(-1)).to.deep.equal(['setStatus', 'open', 'c3']);
  });

  it('hides what the backend cannot do', async () => {
    const { inbox } = await show({ capabilities: { assignment: false, status: false } }, { selected: 'c1' });
    expect(all(inbox, 'button', /^(Assign to|Unassign|Resolve$)/)).to.have.length(0);
  });

  it('shows the one conversation there is where the backend has no inbox', async () => {
    const { inbox } = await show({ capabilities: { inbox: false }, messages: [{ author: { id: 'v', role: 'visitor', name: 'Kim' }, own: false, text: 'Hello' }] });
    expect(rows(inbox)).to.have.length(0);
    expect(parts(inbox, 'list')).to.have.length(0);
    expect(parts(inbox, 'heading')[0]!.textContent).to.equal('Kim');
    expect(inbox.shadowRoot!.querySelector('chat-composer')).to.not.equal(null);
    await expectAccessible(inbox);
  });

  it('knows the name of a visitor who said nothing for a long time', async () => {
    const team = Array.from({ length: 120 }, (_, i) => ({ id: `a${i}`, own: true, text: `Step ${i}` }));
    const { inbox } = await show({ capabilities: { inbox: false }, messages: [{ author: { id: 'v', role: 'visitor', name: 'Kim' }, own: false, text: 'Hello' }, ...team] });
    expect(parts(inbox, 'heading')[0]!.textContent).to.equal('Kim');
  });

  it('narrow: shows one pane at a time, and goes back to the row', async () => {
    const { inbox } = await show({}, {}, '400px');
    expect(seen(parts(inbox, 'list')[0]!)).to.equal(true);
    expect(seen(parts(inbox, 'conversation')[0]!)).to.equal(false);
    rows(inbox)[1]!.click();
    await inbox.updateComplete;
    await frame();
    expect(seen(parts(inbox, 'list')[0]!)).to.equal(false);
    expect(seen(parts(inbox, 'conversation')[0]!)).to.equal(true);
    await expectAccessible(inbox);
    one(inbox, 'button', 'Back to conversations').click();
    await inbox.updateComplete;
    await frame();
    expect(seen(parts(inbox, 'list')[0]!)).to.equal(true);
    expect(focused(inbox)).to.equal(rows(inbox)[1]);
  });

  for (const [left, words] of [
    [ROWS.slice(0, 1), 'the row that Tab leads to'],
    [[], 'the search where nothing is listed'],
  ] as const)
    it(`narrow: goes back to ${words}, from one that is not listed any more`, async () => {
      const { inbox, fake } = await show({}, {}, '400px');
      rows(inbox)[1]!.click();
      await inbox.updateComplete;
      fake.setInbox(left);
      await until(() => rows(inbox).length === left.length);
      one(inbox, 'button', 'Back to conversations').click();
      await inbox.updateComplete;
      await frame();
      expect(focused(inbox) === (rows(inbox)[0] ?? inbox.shadowRoot!.querySelector('[type=search]')), focused(inbox)?.outerHTML.slice(0, 80)).to.equal(true);
    });

  it('is mirrored in right-to-left text', async () => {
    document.documentElement.dir = 'rtl';
    const { inbox } = await show({}, { selected: 'c1' });
    const [list, conversation] = [parts(inbox, 'list')[0]!, parts(inbox, 'conversation')[0]!].map((one) => one.getBoundingClientRect());
    document.documentElement.removeAttribute('dir');
    expect(list!.left).to.be.greaterThan(conversation!.left);
  });

  it('keeps keys from the page, and lets go of its timer', async () => {
    const { inbox } = await show();
    let heard = 0;
    const listen = () => heard++;
    document.addEventListener('keydown', listen);
    press(rows(inbox)[0]!, 'k');
    document.removeEventListener('keydown', listen);
    expect(heard).to.equal(0);
    const { clearInterval } = window;
    let cleared = 0;
    window.clearInterval = ((id?: number) => (cleared++, clearInterval(id))) as never;
    inbox.remove();
    window.clearInterval = clearInterval;
    expect(cleared).to.equal(1);
  });
});
