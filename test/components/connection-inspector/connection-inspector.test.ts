import '../../../components/connection-inspector/connection-inspector.define.js';
import '../../../components/chat-connection/chat-connection.define.js';
import '../../../components/connection-badge/connection-badge.define.js';
import { expect } from '@open-wc/testing';
import type { ConnectionInspector } from '../../../components/connection-inspector/connection-inspector.js';
import { fakeConnection, type FakeConnection, type FakeOptions } from '../../../src/testing/index.js';
import { expectAccessible } from '../../helpers/axe.js';
import { all, frame, nameOf, one, part, parts, press, type, under, until } from '../harness.js';

const FRAME = '[part~="frame"]';

async function show(options: FakeOptions = {}) {
  const fake = fakeConnection({ address: { protocol: 'party', url: 'wss://chat.test' }, ...options });
  const inspector = document.createElement('connection-inspector');
  await under(inspector, fake);
  await until(() => part(inspector, 'base'), 'the view is loaded');
  return { fake, inspector };
}

const rows = (inspector: ConnectionInspector) => [...inspector.shadowRoot!.querySelectorAll<HTMLElement>(FRAME)];
const names = (inspector: ConnectionInspector) => rows(inspector).map((row) => row.querySelector('.name')!.textContent);
const text = (inspector: ConnectionInspector) => inspector.shadowRoot!.querySelector('.base')!.textContent!.replace(/\s+/g, ' ');
const box = <T extends HTMLElement>(inspector: ConnectionInspector, label: string) => inspector.shadowRoot!.querySelector<T>(`[aria-label="${label}"]`)!;
const said = (inspector: ConnectionInspector) => inspector.shadowRoot!.querySelector('.said')!.textContent!.trim();
const figure = (inspector: ConnectionInspector, name: string) => [...inspector.shadowRoot!.querySelectorAll('dt')].find((dt) => dt.textContent === name)?.nextElementSibling?.textContent;

function choose(inspector: ConnectionInspector, label: string, value: string): void {
  const select = box<HTMLSelectElement>(inspector, label);
  select.value = value;
  select.dispatchEvent(new Event('change', { bubbles: true }));
}

async function talk(fake: FakeConnection, inspector: ConnectionInspector): Promise<void> {
  fake.frame('out', { t: 'hello', v: 1 });
  fake.frame('in', { t: 'welcome', self: { id: 'me' } });
  fake.frame('in', { t: 'message', text: 'مرحبا' });
  await until(() => rows(inspector).length === 3);
}

describe('<connection-inspector>', () => {
  it('is a region with headings, and accessible empty and full', async () => {
    const { fake, inspector } = await show();
    expect(part(inspector, 'base')!.localName).to.equal('section');
    expect([...inspector.shadowRoot!.querySelectorAll('h2, h3')].map((heading) => heading.textContent)).to.deep.equal([
      'Connection inspector', 'Frames', 'Send a test frame', 'Conversations', 'Figures', 'What happened', 'What this backend can do',
    ]);
    await expectAccessible(inspector);
    await talk(fake, inspector);
    rows(inspector)[1]!.click();
    await until(() => part(inspector, 'frame-text'));
    await expectAccessible(inspector);
  });

  it('has what belongs together in one line where there is room, addresses whole, and what goes over the wire in letters of one width', async () => {
    const { fake, inspector } = await show({ address: { protocol: 'party', url: `wss://chat.test/${'a-long-path/'.repeat(20)}end` } });
    inspector.style.display = 'block';
    inspector.style.width = '1000px';
    await talk(fake, inspector);
    rows(inspector)[1]!.click();
    await until(() => part(inspector, 'frame-text'));
    const root = inspector.shadowRoot!;
    const middle = (element: Element) => (element.getBoundingClientRect().top + element.getBoundingClientRect().bottom) / 2;
    const [title, count, pause, clear] = root.querySelector('.pane-head')!.children;
    for (const other of [count!, pause!, clear!]) expect(middle(other)).to.be.closeTo(middle(title!), 4);
    const [field, button] = root.querySelectorAll('form.row > *');
    expect(middle(button!)).to.be.closeTo(middle(field!), 4);
    const where = root.querySelector('.where')!;
    expect(where.scrollWidth).to.be.at.most(where.clientWidth + 1);
    for (const wire of root.querySelectorAll('.where bdi, .name, .preview, [part="frame-text"]')) expect(getComputedStyle(wire).fontFamily, wire.className).to.include('monospace');
    inspector.style.width = '400px';
    await frame();
    expect(root.querySelector('.base')!.scrollWidth).to.be.at.most(400);
  });

  it('says what is missing without a connection', async () => {
    const inspector = await under(document.createElement('connection-inspector'));
    await until(() => part(inspector, 'base'));
    expect(text(inspector)).to.include('put this inside a <chat-connection>');
    expect(JSON.parse(inspector.report())).to.include({ connection: null });
  });

  it('lists frames in and out with time, name and size, and unfolds their text', async () => {
    const { fake, inspector } = await show();
    await talk(fake, inspector);
    expect(names(inspector)).to.deep.equal(['hello', 'welcome', 'message']);
    expect(nameOf(rows(inspector)[0]!).replace(/\s+/g, ' ')).to.match(/^Out \d\d:\d\d:\d\d\.\d{3} hello 19 byte/);
    expect(nameOf(rows(inspector)[2]!).replace(/\s+/g, ' ')).to.match(/^In .* message 3\d byte/);
    expect(one(inspector, 'list', 'Frames').localName).to.equal('ol');
    const row = rows(inspector)[1]!;
    row.click();
    await until(() => row.getAttribute('aria-expanded') === 'true');
    expect(part(inspector, 'frame-text')!.textContent).to.equal('{\n  "t": "welcome",\n  "self": {\n    "id": "me"\n  }\n}');
    expect(inspector.shadowRoot!.getElementById(row.getAttribute('aria-controls')!)).to.not.equal(null);
    row.click();
    await until(() => !part(inspector, 'frame-text'));
  });

  it('filters by text, direction and type, and says what it found once the typing rests', async () => {
    const { fake, inspector } = await show();
    await talk(fake, inspector);
    type(box<HTMLTextAreaElement>(inspector, 'Filter frames'), 'MARHABA');
    inspector.filter = 'مرح';
    await until(() => names(inspector).join() === 'message');
    await until(() => said(inspector) === '1 of 3 frames');
    inspector.filter = 'nowhere';
    await until(() => text(inspector).includes('No frame matches the filter'));
    inspector.filter = '';
    choose(inspector, 'Direction', 'out');
    await until(() => names(inspector).join() === 'hello');
    choose(inspector, 'Direction', 'both');
    await until(() => said(inspector) === '3 frames');
    choose(inspector, 'Type', 'welcome');
    await until(() => names(inspector).join() === 'welcome');
    await until(() => said(inspector) === '1 of 3 frames');
  });

  it('keeps the type that was chosen, also while there are no frames of it', async () => {
    const { fake, inspector } = await show();
    await talk(fake, inspector);
    const chosen = () => {
      const { value, options } = box<HTMLSelectElement>(inspector, 'Type');
      return [value, ...[...options].map((one) => one.value)];
    };
    choose(inspector, 'Type', 'welcome');
    await until(() => names(inspector).join() === 'welcome');
    expect(chosen()).to.deep.equal(['welcome', '', 'hello', 'message', 'welcome']);
    one(inspector, 'button', 'Clear').click();
    await until(() => rows(inspector).length === 0);
    fake.frame('in', { t: 'pong' });
    await until(() => chosen().includes('pong'));
    expect(chosen()).to.deep.equal(['welcome', '', 'pong', 'welcome']);
    fake.frame('in', { t: 'welcome' });
    await until(() => names(inspector).join() === 'welcome');
  });

  it('says nothing of a filter that nobody set, also where its first words come late', async () => {
    const real = window.setTimeout;
    const waits: unknown[] = [];
    window.setTimeout = ((fn: () => void, ms?: number) => (waits.push(ms), real(fn, ms))) as never;
    const inspector = document.createElement('connection-inspector');
    inspector.lang = 'tr';
    await under(inspector, fakeConnection());
    await until(() => part(inspector, 'base'));
    await inspector.updateComplete;
    window.setTimeout = real;
    expect(waits.includes(700)).to.equal(false);
  });

  it('stands still while paused, takes frames in all the same, and clears', async () => {
    const { fake, inspector } = await show();
    await talk(fake, inspector);
    one(inspector, 'button', 'Pause').click();
    await until(() => inspector.hasAttribute('paused'));
    fake.frame('in', { t: 'pong' });
    await until(() => text(inspector).includes('1 new frame since'));
    expect(names(inspector)).to.deep.equal(['hello', 'welcome', 'message']);
    one(inspector, 'button', 'Resume').click();
    await until(() => names(inspector).join() === 'hello,welcome,message,pong');
    one(inspector, 'button', 'Clear').click();
    await until(() => rows(inspector).length === 0);
    expect(said(inspector)).to.equal('Frames cleared');
  });

  it('is one stop for Tab: arrows, Home and End go through the frames', async () => {
    const { fake, inspector } = await show();
    await talk(fake, inspector);
    const stops = () => rows(inspector).filter((row) => row.tabIndex === 0);
    expect(stops()).to.have.length(1);
    stops()[0]!.focus();
    press(stops()[0]!, 'Home');
    await until(() => stops()[0] === rows(inspector)[0]);
    press(rows(inspector)[0]!, 'ArrowDown');
    expect(inspector.shadowRoot!.activeElement).to.equal(rows(inspector)[1]);
    press(rows(inspector)[1]!, 'End');
    expect(inspector.shadowRoot!.activeElement).to.equal(rows(inspector)[2]);
  });

  it('marks the frame that was dropped, with the reason', async () => {
    const { fake, inspector } = await show();
    fake.frame('in', '{"t":');
    fake.fail('protocol-error', 'A frame from the backend was dropped: it is not JSON.');
    fake.frame('in', { t: 'pong' });
    await until(() => rows(inspector).length === 2);
    expect(nameOf(rows(inspector)[0]!)).to.include('Dropped');
    expect(nameOf(rows(inspector)[1]!)).to.not.include('Dropped');
    expect(text(inspector)).to.include('it is not JSON');
    rows(inspector)[0]!.click();
    await until(() => part(inspector, 'frame-text'));
    expect(part(inspector, 'frame-text')!.textContent).to.equal('{"t":');
  });

  it('connects, disconnects and retries, each when that makes sense', async () => {
    const { fake, inspector } = await show({ status: 'idle' });
    const usable = () => ['Connect', 'Disconnect', 'Retry'].filter((name) => one(inspector, 'button', name).getAttribute('aria-disabled') !== 'true');
    expect(usable()).to.deep.equal(['Connect']);
    one(inspector, 'button', 'Disconnect').click();
    one(inspector, 'button', 'Connect').click();
    expect(fake.calls).to.deep.equal([['connect']]);
    fake.setConnection('reconnecting', { attempts: 3, error: { code: 'connection-lost', message: 'The connection was lost.' } });
    await until(() => usable().join() === 'Disconnect,Retry');
    expect(text(inspector)).to.include('Reconnecting · attempt 3').and.to.include('The connection was lost.').and.to.include('3 attempts');
    one(inspector, 'button', 'Retry').click();
    one(inspector, 'button', 'Disconnect').click();
    expect(fake.calls.slice(1)).to.deep.equal([['retry'], ['disconnect']]);
    fake.setConnection('connected');
    await until(() => usable().join() === 'Disconnect');
  });

  it('sends a test frame, checks it first, and says why it cannot', async () => {
    const { fake, inspector } = await show({ status: 'connecting' });
    const send = one<HTMLButtonElement>(inspector, 'button', 'Send frame');
    const area = box<HTMLTextAreaElement>(inspector, 'Frame');
    expect(send.disabled).to.equal(true);
    expect(inspector.shadowRoot!.getElementById(send.getAttribute('aria-describedby')!)!.textContent).to.include('once the status is');
    expect(area.getAttribute('aria-describedby')).to.equal(send.getAttribute('aria-describedby'));
    fake.setConnection('connected');
    await until(() => !send.disabled);
    expect(area.hasAttribute('aria-describedby')).to.equal(false);
    send.click();
    await until(() => one(inspector, 'alert').textContent === 'Write a frame first.');
    type(area, '{"type": ping}');
    await until(() => /^This is not JSON: ./.test(one(inspector, 'alert').textContent!));
    expect(area.getAttribute('aria-invalid')).to.equal('true');
    send.click();
    expect(fake.calls).to.deep.equal([]);
    type(area, '{"type": "ping"}');
    await until(() => one(inspector, 'alert').textContent === '');
    expect(press(area, 'Enter'), 'a new line').to.equal(true);
    expect(press(area, 'Enter', { ctrlKey: true }), 'no new line behind what was sent').to.equal(false);
    expect(fake.calls).to.deep.equal([['send', { type: 'ping' }]]);
    await until(() => names(inspector).join() === 'ping');
    expect(said(inspector)).to.equal('Frame sent');
    inspector.shadowRoot!.querySelector<HTMLInputElement>('[type=checkbox]')!.click();
    type(area, 'Hello!');
    send.click();
    expect(fake.calls.at(-1)).to.deep.equal(['send', 'Hello!']);
  });

  it('subscribes and unsubscribes', async () => {
    const { fake, inspector } = await show({ stats: { subscriptions: ['order-1'] } });
    const input = box<HTMLInputElement>(inspector, 'Conversation');
    input.value = ' order-2 ';
    one(inspector, 'button', 'Subscribe').click();
    expect(fake.calls).to.deep.equal([['subscribe', 'order-2']]);
    await until(() => said(inspector) === 'Subscribed to order-2');
    expect(input.value).to.equal('');
    one(inspector, 'button', 'Unsubscribe from order-1').click();
    expect(fake.calls.at(-1)).to.deep.equal(['unsubscribe', 'order-1']);
    expect(inspector.shadowRoot!.activeElement!.textContent).to.equal('Conversations');
  });

  it('offers no second conversation where the backend has one', async () => {
    const { inspector } = await show({ capabilities: { conversations: false } });
    expect(all(inspector, 'button', 'Subscribe')).to.have.length(0);
    expect(text(inspector)).to.include('one conversation per connection');
  });

  it('shows all figures, live, and what the backend can do', async () => {
    const { fake, inspector } = await show({ stats: { messagesSent: 3, roundTripTime: 41.6 } });
    expect(figure(inspector, 'Messages sent')).to.equal('3');
    expect(figure(inspector, 'Round trip')).to.equal('42 ms');
    expect(figure(inspector, 'Frames in')).to.equal('0');
    await talk(fake, inspector);
    expect(figure(inspector, 'Frames in')).to.equal('2');
    expect(figure(inspector, 'confirm')).to.equal('ack');
    expect(figure(inspector, 'edit')).to.equal('no');
    fake.stats = { ...fake.stats, messagesSent: 1234 };
    await until(() => /^1\D?234$/.test(figure(inspector, 'Messages sent') ?? ''));
  });

  it('keeps what happened, in order', async () => {
    const { fake, inspector } = await show();
    fake.setConnection('reconnecting', { attempts: 1, error: { code: 'connection-lost', message: 'Lost.' } });
    fake.setConnection('connected');
    await until(() => inspector.shadowRoot!.querySelectorAll('.history li').length === 2);
    expect([...inspector.shadowRoot!.querySelectorAll('.history li')].map((item) => item.textContent!.replace(/\s+/g, ' ').replace(/^ ?\S+ /, '').trim())).to.deep.equal(['Connected', 'Reconnecting connection-lost Lost.']);
  });

  it('shows no token: not in an address, a frame, an error, a report', async () => {
    const secret = 'tops3cret';
    const { fake, inspector } = await show({
      address: { protocol: 'party', url: `wss://chat.test/?token=${secret}` },
      stats: { lastError: 'refused', subscriptions: [`c?token=${secret}`] },
    });
    fake.settings = { ...fake.settings, token: secret };
    fake.frame('out', { t: 'hello', token: secret });
    fake.frame('out', `40{"token":"${secret}","user_id":7}`);
    fake.frame('out', { t: 'auth', headers: { Authorization: `Bearer ${secret}` }, inner: JSON.stringify({ jwt: secret }) });
    fake.fail('server-error', `No such token: ${secret}`);
    fake.setConnection('failed', { error: { code: 'denied', message: `token=${secret} is not valid` }, attempts: 1 });
    await until(() => rows(inspector).length === 3);
    for (const row of rows(inspector)) row.click();
    await until(() => parts(inspector, 'frame-text').length === 3);
    const input = box<HTMLInputElement>(inspector, 'Conversation');
    input.value = `d?token=${secret}`;
    one(inspector, 'button', 'Subscribe').click();
    await until(() => said(inspector).startsWith('Subscribed to'));
    const seen = text(inspector) + inspector.report();
    expect(seen).to.not.include(secret);
    expect(seen).to.include('REDACTED');
    expect(JSON.parse(inspector.report()).settings.authentication).to.equal('set');
  });

  it('copies a report and says so; where copying is refused it is there to be copied by hand', async () => {
    const { fake, inspector } = await show();
    await talk(fake, inspector);
    const { clipboard } = navigator;
    let copied = '';
    const stub = (writeText: (text: string) => Promise<void>) => Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true });
    try {
      stub(async (words) => void (copied = words));
      one(inspector, 'button', 'Copy report').click();
      await until(() => said(inspector).startsWith('Report copied'));
      stub(() => Promise.reject(new Error('no')));
      one(inspector, 'button', 'Copy report').click();
      await until(() => inspector.shadowRoot!.activeElement?.id === 'report');
      await expectAccessible(inspector);
    } finally {
      Object.defineProperty(navigator, 'clipboard', { value: clipboard, configurable: true });
    }
    const report = JSON.parse(copied);
    expect(report['chat-elements']).to.match(/^\d+\.\d+/);
    expect(report.settings).to.include({ protocol: 'party', url: 'wss://chat.test', authentication: 'none' });
    expect(report.frames.map(({ name }: { name: string }) => name)).to.deep.equal(['hello', 'welcome', 'message']);
    expect(report).to.include.keys('status', 'stats', 'history', 'capabilities', 'browser');
    one(inspector, 'button', 'Close report').click();
    await until(() => !inspector.shadowRoot!.querySelector('#report'));
    expect(inspector.shadowRoot!.activeElement!.textContent).to.equal('Connection inspector');
  });

  it('keeps the last 500 frames, cuts long ones, and renders once per painted frame', async () => {
    const { fake, inspector } = await show();
    let renders = 0;
    inspector.addController({ hostUpdated: () => void renders++ });
    fake.frame('in', { t: 'blob', data: 'x'.repeat(300_000) });
    for (let i = 0; i < 99; i++) fake.frame('in', { t: 'tick', i });
    await until(() => rows(inspector).length === 100);
    expect(renders, 'a hundred frames').to.be.lessThan(10);
    rows(inspector)[0]!.click();
    await until(() => part(inspector, 'frame-text'));
    expect(part(inspector, 'frame-text')!.textContent!.length).to.equal(16_384);
    expect(text(inspector)).to.include('Cut: the first 16').and.to.include('300');
    for (let i = 0; i < 2000; i++) fake.frame('in', { t: 'tick', i });
    await until(() => text(inspector).includes('1,600 older frames forgotten'));
    expect(rows(inspector)).to.have.length(500);
  });

  it('follows the end of the list, unless somebody reads further up', async () => {
    const { fake, inspector } = await show();
    for (let i = 0; i < 60; i++) fake.frame('in', { t: 'tick', i });
    await until(() => rows(inspector).length === 60);
    const scroller = inspector.shadowRoot!.querySelector('.scroller')!;
    await until(() => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 30);
    scroller.scrollTop = 100;
    await frame();
    fake.frame('in', { t: 'tick' });
    await until(() => rows(inspector).length === 61);
    await frame();
    expect(scroller.scrollTop).to.be.lessThan(200);
    // Whoever goes on after a pause wants to see what comes.
    one(inspector, 'button', 'Pause').click();
    await until(() => inspector.hasAttribute('paused'));
    scroller.scrollTop = 50;
    await frame();
    one(inspector, 'button', 'Resume').click();
    await until(() => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 30, 'it is at the end again');
  });

  it('gives the focus to the oldest frame that is left when the one that has it is forgotten, or to the filter', async () => {
    const { fake, inspector } = await show();
    for (let i = 0; i < 5; i++) fake.frame('in', { t: 'old', i });
    await until(() => rows(inspector).length === 5);
    rows(inspector)[1]!.focus();
    for (let i = 0; i < 510; i++) fake.frame('in', { t: 'tick', i });
    await until(() => rows(inspector).length === 500);
    expect(inspector.shadowRoot!.activeElement === rows(inspector)[0]).to.equal(true);
    inspector.clear();
    await until(() => rows(inspector).length === 0);
    expect(inspector.shadowRoot!.activeElement === inspector.shadowRoot!.querySelector('[type=search]')).to.equal(true);
  });

  it('stops watching when it leaves, and goes on when it is back', async () => {
    const { fake, inspector } = await show();
    await talk(fake, inspector);
    const box = inspector.parentElement!;
    inspector.remove();
    expect(fake.feed.watchers.size).to.equal(0);
    fake.frame('in', { t: 'unseen' });
    box.append(inspector);
    expect(fake.feed.watchers.size).to.equal(1);
    fake.frame('in', { t: 'seen' });
    await until(() => names(inspector).join() === 'hello,welcome,message,seen');
  });

  it('begins anew with another connection: nothing of the one before is listed, counted or reported, nor what came from it in this very moment', async () => {
    const { fake, inspector } = await show();
    await talk(fake, inspector);
    fake.setConnection('reconnecting', { attempts: 1 });
    await until(() => inspector.shadowRoot!.querySelector('.history li'));
    const other = fakeConnection({ address: { protocol: 'topics', url: 'https://other.test' } });
    const badge = await under(document.createElement('connection-badge'), other);
    fake.frame('in', { t: 'late' });
    badge.parentElement!.append(inspector);
    other.frame('in', { type: 'first' });
    await until(() => names(inspector).join() === 'first');
    expect(inspector.shadowRoot!.querySelectorAll('.history li').length).to.equal(0);
    expect(figure(inspector, 'Frames in')).to.equal('1');
    const report = JSON.parse(inspector.report());
    expect(report.settings.url).to.equal('https://other.test');
    expect(report.frames.map(({ name }: { name: string }) => name)).to.deep.equal(['first']);
  });

  it('reports and forgets also what came in this very moment', async () => {
    const { fake, inspector } = await show();
    fake.frame('in', { t: 'now' });
    expect(JSON.parse(inspector.report()).frames.map(({ name }: { name: string }) => name)).to.deep.equal(['now']);
    fake.frame('in', { t: 'forgotten' });
    inspector.clear();
    fake.frame('in', { t: 'next' });
    await until(() => names(inspector).join() === 'next');
  });

  it('lists a frame with the next painted one, and while paused nothing that was cleared', async () => {
    const { fake, inspector } = await show();
    fake.frame('in', { t: 'now' });
    await new Promise((done) => requestAnimationFrame(done));
    await inspector.updateComplete;
    expect(names(inspector)).to.deep.equal(['now']);
    inspector.paused = true;
    await inspector.updateComplete;
    inspector.clear();
    await inspector.updateComplete;
    expect(rows(inspector).length).to.equal(0);
    fake.frame('in', { t: 'later' });
    await until(() => text(inspector).includes('1 new frame since'));
    expect(rows(inspector).length).to.equal(0);
    inspector.paused = false;
    await until(() => names(inspector).join() === 'later');
  });

  it('has no clock that goes on once it is off the page', async () => {
    const real = { setInterval: window.setInterval, clearInterval: window.clearInterval };
    const going = new Set<number>();
    window.setInterval = ((fn: () => void, ms: number) => {
      const id = real.setInterval.call(window, fn, ms);
      if (ms === 1000) going.add(id as unknown as number);
      return id;
    }) as never;
    window.clearInterval = ((id: number) => (going.delete(id), real.clearInterval.call(window, id))) as never;
    try {
      const { inspector } = await show();
      expect(going.size).to.equal(1);
      inspector.remove();
      expect(going.size).to.equal(0);
    } finally {
      Object.assign(window, real);
    }
  });

  it('sees the frames of a real connection that was there before it, and leaves its debug alone', async () => {
    const connection = document.createElement('chat-connection');
    Object.assign(connection, { id: 'there', noAutoconnect: true, url: 'ws://127.0.0.1:9' });
    const heard: Event[] = [];
    connection.addEventListener('chat-frame', (event) => heard.push(event));
    const inspector = document.createElement('connection-inspector');
    inspector.for = 'there';
    const holder = await under(inspector);
    document.body.append(connection);
    await until(() => text(holder).includes('ws://127.0.0.1:9'));
    (connection as unknown as { session: { line: { seen(direction: string, frame: string): void } } }).session.line.seen('in', '{"t":"hello"}');
    await until(() => names(inspector).join() === 'hello');
    expect(connection.debug).to.equal(false);
    expect(heard).to.have.length(0);
    connection.remove();
  });

  it('keeps keys to itself, and follows the direction of the page with text of frames left to right', async () => {
    const { fake, inspector } = await show();
    await talk(fake, inspector);
    let keys = 0;
    const count = () => keys++;
    document.addEventListener('keydown', count);
    press(box(inspector, 'Frame'), 'k');
    document.removeEventListener('keydown', count);
    expect(keys).to.equal(0);
    document.documentElement.dir = 'rtl';
    rows(inspector)[0]!.click();
    await until(() => part(inspector, 'frame-text'));
    const row = rows(inspector)[0]!;
    const arrow = row.querySelector('.arrow')!.getBoundingClientRect();
    const size = row.querySelector('.size')!.getBoundingClientRect();
    const { direction } = getComputedStyle(part(inspector, 'frame-text')!);
    document.documentElement.removeAttribute('dir');
    expect(arrow.left).to.be.greaterThan(size.right);
    expect(direction).to.equal('ltr');
  });
});
