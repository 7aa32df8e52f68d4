/**
 * Every element in every state that it has a face for: the one list behind the gallery, the screenshots and the axe tests.
 * Node reads it as well, so nothing here touches a document before `show()` is called.
 */
import type { ConversationSummary, MessageInput, Participant } from '../../src/domain/index.js';
// For the tags in HTMLElementTagNameMap only; nothing of it is loaded.
import type {} from '../../src/entries/index.js';
import { ChatError } from '../../src/errors/index.js';
import type { FakeConnection, FakeOptions } from '../../src/testing/index.js';
import * as say from './samples.js';

/** What a state has to play with. */
export interface Stage {
  readonly root: HTMLElement;
  readonly rtl: boolean;
  /** A scripted connection for everything on the stage. */
  fake(options?: FakeOptions): FakeConnection;
  /** Puts an element on the stage (or into `parent`) with these attributes. */
  add<K extends keyof HTMLElementTagNameMap>(tag: K, attributes?: Readonly<Record<string, string | boolean>>, parent?: HTMLElement): HTMLElementTagNameMap[K];
}

export interface State {
  readonly element: string;
  readonly state: string;
  readonly title: string;
  /** `line`: as large as the element itself; `box`: a column as wide as a phone; `page`: floats over a page; `full`: fills the window. */
  readonly stage: 'line' | 'box' | 'page' | 'full';
  show(stage: Stage): void | Promise<void>;
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 50));

/** What comes by itself after a while, such as a greeting; three seconds at most. */
async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 120 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 25));
}

const badge = (state: string, title: string, show: State['show']): State => ({ element: 'connection-badge', state, title, stage: 'line', show });
const typing = (state: string, title: string, people: readonly Participant[], attributes: Record<string, string | boolean> = {}, text?: string): State => ({
  element: 'typing-indicator',
  state,
  title,
  stage: 'line',
  show({ fake, add }) {
    const connection = fake();
    add('typing-indicator', attributes);
    for (const one of people) connection.typing(one, true, text);
  },
});
const list = (state: string, title: string, messages: (rtl: boolean) => readonly MessageInput[], more?: (connection: FakeConnection) => void): State => ({
  element: 'message-list',
  state,
  title,
  stage: 'box',
  show({ fake, add, rtl }) {
    const connection = fake({ messages: messages(rtl) });
    add('message-list');
    more?.(connection);
  },
});
/** A list with the focus on one of its messages. */
const acted = (state: string, title: string, act: (row: HTMLElement, bar: () => HTMLElement | null) => void | Promise<void>): State => ({
  element: 'message-list',
  state,
  title,
  stage: 'box',
  async show({ fake, add, rtl }) {
    fake({ messages: say.conversation(rtl), capabilities: { reactions: true, replies: true, edit: true, remove: true, regenerate: true } });
    const element = add('message-list');
    await element.updateComplete;
    const rows = element.shadowRoot!.querySelectorAll<HTMLElement>('.message');
    const bar = () => element.shadowRoot!.querySelector<HTMLElement>('.acts');
    await until(() => rows.length > 3);
    await act(rows[3]!, bar);
    await until(() => bar() !== null);
  },
});
const composer = (state: string, title: string, attributes: Record<string, string | boolean>, draft = ''): State => ({
  element: 'chat-composer',
  state,
  title,
  stage: 'box',
  show({ fake, add, root }) {
    root.classList.add('at-end');
    fake();
    const element = add('chat-composer', attributes);
    if (draft) element.draft = draft;
  },
});
/** A composer whose uploads stand still where a state wants them. */
interface Going {
  progress(share: number): void;
  done(): void;
  fail(): void;
}
const attached = (state: string, title: string, more: (element: HTMLElementTagNameMap['chat-composer'], with_: { going: Going[]; choose(element: HTMLElement, ...files: (readonly [name: string, size: number])[]): Promise<void> }) => Promise<void>): State => ({
  element: 'chat-composer',
  state,
  title,
  stage: 'box',
  async show({ fake, add, root }) {
    root.classList.add('at-end');
    const connection = fake({ capabilities: { attachments: 'upload' } });
    const going: Going[] = [];
    connection.uploadLimits = async () => ({ size: 10 * 1024 * 1024 });
    connection.upload = (file, name, { progress } = {}) =>
      new Promise((resolve, reject) => going.push({ progress: (share) => progress?.(share), done: () => resolve({ type: 'file', url: 'https://x.invalid/', name, size: file.size }), fail: () => reject(new ChatError('upload-failed')) }));
    const element = add('chat-composer', { attachments: true, emoji: true });
    await element.updateComplete;
    await more(element, {
      going,
      async choose(_, ...files) {
        const data = new DataTransfer();
        for (const [name, size] of files) data.items.add(new File([new Uint8Array(size)], name, { type: /pdf/.test(name) ? 'application/pdf' : '' }));
        const input = element.shadowRoot!.querySelector<HTMLInputElement>('input[type=file]')!;
        input.files = data.files;
        input.dispatchEvent(new Event('change'));
        await until(() => going.length === files.length || element.shadowRoot!.querySelector('.refusal') !== null);
      },
    });
    await element.updateComplete;
  },
});
const TALKS = { reactions: true, replies: true, edit: true, remove: true, attachments: 'upload', actions: ['stop'] } as const;
/** What can be done with a message, on the one that quotes and has reactions: as if a pointer were over it. `inside`: the list, or what has one in it. */
async function answered(connection: FakeConnection, inside: HTMLElement): Promise<void> {
  connection.reaction('a4', '👍', say.ben);
  connection.reaction('a4', '❤️', connection.self);
  const found = () => (inside.localName === 'message-list' ? inside : inside.shadowRoot!.querySelector('message-list'))?.shadowRoot;
  await until(() => found()?.querySelector('[part=quote]') !== null && found()?.querySelector('[part=reactions]') !== null && found() !== undefined);
  const row = [...found()!.querySelectorAll<HTMLElement>('.message')].at(-1)!;
  row.dispatchEvent(new PointerEvent('pointerover', { bubbles: true, composed: true, pointerType: 'mouse' }));
  await until(() => row.querySelector('[part=actions]') !== null);
}
/** A file that goes along, on its way for ever. */
async function chosen(connection: FakeConnection, inside: HTMLElement): Promise<void> {
  connection.uploadLimits = async () => ({ size: 10 * 1024 * 1024 });
  connection.upload = () => new Promise(() => {});
  const input = () => inside.shadowRoot!.querySelector('chat-composer')?.shadowRoot?.querySelector<HTMLInputElement>('input[type=file]');
  await until(() => !!input());
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(90_000)], 'lid.pdf', { type: 'application/pdf' }));
  input()!.files = data.files;
  input()!.dispatchEvent(new Event('change'));
  await until(() => inside.shadowRoot!.querySelector('chat-composer')!.shadowRoot!.querySelector('[part=file]') !== null);
}
/** A reader who went back, while more came. */
async function scrolledBack(connection: FakeConnection, inside: HTMLElement): Promise<void> {
  const found = () => (inside.localName === 'message-list' ? inside : inside.shadowRoot!.querySelector('message-list'))?.shadowRoot;
  const box = () => found()?.querySelector<HTMLElement>('.scroll');
  await until(() => (box()?.scrollHeight ?? 0) > (box()?.clientHeight ?? 0) + 100);
  // Counted from the end.
  box()!.scrollTop = -320;
  await settle();
  for (const message of say.late) connection.receive(message);
  await until(() => found()!.querySelector('[part=jump]') !== null);
}
/** Hours that do not hold now: in three days, all day. */
const closed = (): string => `${['Su', 'Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa'][(new Date().getDay() + 3) % 7]} 9-18`;

interface WidgetState {
  readonly attributes?: Readonly<Record<string, string | boolean>>;
  readonly messages?: (rtl: boolean) => readonly MessageInput[];
  readonly options?: FakeOptions;
  readonly stage?: State['stage'];
  /** Default: the panel is open. */
  readonly open?: boolean;
  readonly more?: (connection: FakeConnection, widget: HTMLElementTagNameMap['chat-widget'], stage: Stage) => void | Promise<void>;
}
const widget = (state: string, title: string, { attributes = {}, messages = say.conversation, options, stage: kind = 'page', open = true, more }: WidgetState = {}): State => ({
  element: 'chat-widget',
  state,
  title,
  stage: kind,
  async show(stage) {
    const connection = stage.fake({ ...options, messages: messages(stage.rtl) });
    const element = stage.add('chat-widget', { heading: say.heading(stage.rtl), open, ...attributes });
    await element.updateComplete;
    await more?.(connection, element, stage);
  },
});
const inbox = (state: string, title: string, rows: (rtl: boolean) => readonly ConversationSummary[], more?: (stage: Stage, element: HTMLElementTagNameMap['agent-inbox'], connection: FakeConnection) => void | Promise<void>): State => ({
  element: 'agent-inbox',
  state,
  title,
  stage: 'full',
  async show(stage) {
    const connection = stage.fake({ inbox: rows(stage.rtl), self: say.sam, messages: say.fromTheTeam(stage.rtl), capabilities: TALKS });
    const element = stage.add('agent-inbox');
    await element.updateComplete;
    await more?.(stage, element, connection);
  },
});
const inspector = (state: string, title: string, options: FakeOptions, more?: (connection: FakeConnection, element: HTMLElementTagNameMap['connection-inspector']) => void | Promise<void>): State => ({
  element: 'connection-inspector',
  state,
  title,
  stage: 'full',
  async show({ fake, add, rtl }) {
    const connection = fake({ address: { protocol: 'party', url: 'wss://chat.example.com' }, ...options });
    const element = add('connection-inspector');
    await element.updateComplete;
    // Its panes are loaded when one is first shown.
    await until(() => element.shadowRoot!.querySelector('[part~=frames]') !== null);
    for (const [direction, frame, seconds] of say.frames(rtl)) if (state !== 'idle') connection.frame(direction, frame, say.at(10, 0).getTime() + seconds * 1000);
    await more?.(connection, element);
    await element.updateComplete;
  },
});

const none = () => [];
const player = (state: string, title: string, attributes: Readonly<Record<string, string | boolean>>, more?: (element: HTMLElementTagNameMap['audio-player']) => void | Promise<void>): State => ({
  element: 'audio-player',
  state,
  title,
  stage: 'box',
  async show({ add, root }) {
    root.classList.add('at-end');
    const element = add('audio-player', attributes);
    await element.updateComplete;
    await more?.(element);
  },
});

export const STATES: readonly State[] = [
  widget('closed', 'Launcher', { open: false }),
  widget('unread', 'Unread messages', {
    open: false,
    async more(connection, element) {
      for (const message of say.late) connection.receive(message);
      await until(() => element.unread > 0);
    },
  }),
  widget('greeting', 'Greeting beside the launcher', {
    open: false,
    messages: none,
    attributes: { greeting: say.GREETING },
    more: (_, element) => until(() => element.shadowRoot!.querySelector('.greeting, [part=greeting]') !== null),
  }),
  widget('empty', 'Nothing said yet', { messages: none }),
  widget('few', 'A few messages'),
  widget('failed', 'Pending, sent, delivered, read, failed', { messages: say.statuses }),
  widget('typing', 'Somebody is writing', { more: (connection) => connection.typing(say.ottilie) }),
  widget('streaming', 'An answer being written', { messages: say.streaming, options: { capabilities: { actions: ['stop'] } } }),
  widget('typing-preview', 'The team sees what is typed', { attributes: { 'typing-preview': true }, more: (_, element) => void (element.draft = 'Is the teapot dishw') }),
  widget('reconnecting', 'Connection lost, trying again', { options: { status: 'connected' }, more: (connection) => connection.setConnection('reconnecting', { attempts: 3 }) }),
  widget('restored', 'Connected again', {
    async more(connection, element) {
      connection.setConnection('reconnecting', { attempts: 3 });
      await settle();
      connection.setConnection('connected');
      await until(() => element.shadowRoot!.querySelector('.banner.good') !== null);
    },
  }),
  widget('offline', 'The device is offline', { messages: say.pending, more: (connection) => connection.setConnection('offline') }),
  widget('connection-failed', 'The connection gave up', {
    more: (connection) => connection.setConnection('failed', { attempts: 8, error: { code: 'unreachable', message: 'The chat cannot be reached. Check the address, or try again later.' } }),
  }),
  widget('pre-chat', 'Questions and consent before the chat', { messages: none, attributes: { 'pre-chat': '[{"name":"name","label":"Name","required":true},{"name":"email","label":"E-mail","type":"email"}]', consent: 'I agree to the [privacy policy|https://example.com/privacy].' } }),
  widget('offline-form', 'Closed, a message can be left', { messages: none, attributes: { hours: closed(), 'offline-form': true } }),
  widget('closed-hours', 'Closed, in a conversation that goes on', { attributes: { hours: closed() } }),
  widget('rating', 'Resolved, and asked for a rating', { attributes: { rating: true }, more: (connection) => connection.inform({ status: 'resolved' }) }),
  widget('rated', 'A rating about to be sent', {
    attributes: { rating: true },
    async more(connection, element) {
      connection.inform({ status: 'resolved' });
      const star = () => element.shadowRoot!.querySelector<HTMLInputElement>('.stars input[value="4"]');
      await until(() => star() !== null);
      star()!.click();
    },
  }),
  widget('conversations', 'The conversations of a returning visitor', {
    attributes: { conversations: true },
    async more(connection, element, { rtl }) {
      const button = () => element.shadowRoot!.querySelector<HTMLElement>('[part=back]');
      await until(() => button() !== null);
      connection.setInbox(say.ownRows(rtl));
      button()!.click();
      await until(() => element.shadowRoot!.querySelectorAll('.row').length > 2);
    },
    options: { self: { id: 'me', role: 'visitor' }, capabilities: { actions: ['conversations'] } },
  }),
  widget('elsewhere', 'Something unread in another conversation', {
    attributes: { conversations: true },
    async more(connection, element, { rtl }) {
      await until(() => element.shadowRoot!.querySelector('[part=back]') !== null);
      connection.setInbox(say.ownRows(rtl));
      await until(() => element.shadowRoot!.querySelector('.elsewhere') !== null);
    },
    options: { self: { id: 'me', role: 'visitor' }, capabilities: { actions: ['conversations'] } },
  }),
  widget('bottom-start', 'In the other corner', { attributes: { placement: 'bottom-start' } }),
  widget('inline', 'Inline, in a box of the page', { stage: 'box', attributes: { display: 'inline' } }),
  widget('fullscreen', 'Over the whole window', { attributes: { display: 'fullscreen' } }),
  widget('slots', 'With slots filled', {
    messages: none,
    more(_, element) {
      element.append(...say.slotted(document));
    },
  }),
  widget('everything', 'A whole conversation', {
    messages: say.everything,
    options: { capabilities: { reactions: true, replies: true, edit: true, remove: true, regenerate: true, actions: ['stop'] } },
    // The player in a message says how long it is once it knows.
    more: (_, element) => until(() => {
      const player = element.shadowRoot!.querySelector('message-list')?.shadowRoot?.querySelector('audio-player');
      return (player?.duration ?? 0) > 0;
    }),
  }),
  widget('long', 'Long text, code, links', { messages: say.long }),
  widget('rtl-text', 'Both directions in one conversation', { messages: say.bothWays }),
  widget('answers', 'A quote, reactions, what can be done', { messages: say.answers, options: { capabilities: TALKS }, more: answered }),
  widget('cards', 'Cards, and replies to choose from', { messages: (rtl) => [...say.cards(rtl), ...say.quickReplies(rtl)] }),
  widget('gap', 'Something is missing', {
    messages: none,
    more(connection) {
      connection.page(say.page(1));
      connection.page(say.page(30), 30);
    },
  }),
  widget('scrolled', 'Gone back, and more has come', { messages: say.many, more: scrolledBack }),
  widget('search', 'Searching the conversation', {
    async more(_, element) {
      element.search('teapot');
      element.shadowRoot!.querySelector<HTMLElement>('.find')?.click();
      await until(() => element.shadowRoot!.querySelector('[part=search]') !== null);
    },
  }),
  widget('toast', 'The backend has something to say', {
    async more(connection, element) {
      await until(() => element.shadowRoot!.querySelector('chat-composer') !== null);
      connection.fail('server-error', 'Pictures are taken again from noon on.');
      await until(() => element.shadowRoot!.querySelector('[part=toast]') !== null);
    },
  }),
  widget('tools', 'Pictures and files, with everything on', { messages: say.media, attributes: { attachments: true, emoji: true, voice: true }, options: { capabilities: TALKS }, more: chosen }),

  list('empty', 'Nothing yet', none),
  list('few', 'A few messages', say.conversation),
  list('statuses', 'Pending, sent, delivered, read, failed', say.statuses),
  list('streaming', 'An answer being written', say.streaming),
  list('long', 'Long text, code, links', say.long),
  list('rtl-text', 'Both directions in one conversation', say.bothWays),
  list('days', 'Over several days', say.days),
  list('parts', 'Pictures, files, cards, progress', say.parts),
  list('media', 'Pictures and files', say.media),
  {
    ...list('lightbox', 'A picture over everything', say.media),
    async show(stage) {
      stage.fake({ messages: say.media() });
      const element = stage.add('message-list');
      await until(() => element.shadowRoot!.querySelector('.media') !== null);
      element.shadowRoot!.querySelector<HTMLElement>('.media')!.click();
      await until(() => element.shadowRoot!.querySelector('dialog[open]') !== null);
    },
  },
  list('markdown', 'Formatted text, and emoji alone', say.markdown),
  list('hostile', 'Hostile text', say.hostile),
  list('cards', 'Cards side by side', say.cards),
  list('cards-list', 'Cards one under the other', (rtl) => say.cards(rtl, 'list')),
  list('quick-replies', 'Replies to choose from', say.quickReplies),
  list('stopped', 'An answer that was stopped', say.stopped),
  {
    ...list('stop', 'An answer that can be stopped', say.streaming),
    show: ({ fake, add, rtl }) => {
      fake({ messages: say.streaming(rtl), capabilities: { actions: ['stop'] } });
      add('message-list');
    },
  },
  acted('actions', 'What can be done with a message', (row) => row.focus()),
  acted('react', 'Picking a reaction', async (row, bar) => {
    row.focus();
    await until(() => bar() !== null);
    bar()!.querySelector<HTMLElement>('[data-name=react]')!.click();
  }),
  acted('delete', 'Asked before a message is deleted', async (row, bar) => {
    row.focus();
    await until(() => bar() !== null);
    bar()!.querySelector<HTMLElement>('[data-name=delete]')!.click();
  }),
  list('said-back', 'A quote, and reactions', say.saidBack),
  list('gap', 'Something is missing', none, (connection) => {
    connection.page(say.page(1));
    connection.page(say.page(30), 30);
  }),
  {
    ...list('scrolled', 'Gone back, and more has come', say.many),
    async show(stage) {
      const connection = stage.fake({ messages: say.many(stage.rtl) });
      await scrolledBack(connection, stage.add('message-list'));
    },
  },

  composer('empty', 'Empty', {}),
  composer('draft', 'With a draft', {}, 'Do you still have the blue teapot?'),
  composer('grown', 'Grown with its text', {}, say.LETTER),
  composer('tools', 'With everything on', { attachments: true, emoji: true, voice: true }),
  attached('attachments', 'Files that go along', async (element, connection) => {
    await connection.choose(element, ['bowl.png', 3_145_728], ['Care of celadon.pdf', 184_320], ['kiln.mp4', 9_000_000]);
    connection.going[0]?.done();
    connection.going[1]?.progress(0.4);
    connection.going[2]?.fail();
    element.draft = 'It arrived like this.';
  }),
  attached('attachment-refused', 'A file that is too large', async (element, connection) => {
    await connection.choose(element, ['every-photo-of-the-kiln.zip', 30_000_000]);
  }),
  attached('drop', 'Files over the composer', async (element) => {
    const data = new DataTransfer();
    data.items.add(new File(['x'], 'x.txt'));
    element.dispatchEvent(new DragEvent('dragenter', { dataTransfer: data, bubbles: true, cancelable: true }));
  }),
  attached('emoji', 'Picking an emoji', async (element) => {
    await element.updateComplete;
    element.shadowRoot!.querySelector<HTMLElement>('[part=emoji]')!.click();
    await until(() => element.shadowRoot!.querySelector('.emoji') !== null);
  }),
  {
    element: 'chat-composer',
    state: 'recording',
    title: 'Recording a voice message',
    stage: 'box',
    async show({ fake, add, root }) {
      root.classList.add('at-end');
      fake({ capabilities: { attachments: 'upload' } });
      // A microphone that hears nothing, so that nobody is asked for theirs.
      const devices = navigator.mediaDevices;
      const real = devices.getUserMedia;
      devices.getUserMedia = async () => new AudioContext().createMediaStreamDestination().stream;
      const element = add('chat-composer', { voice: true });
      await element.updateComplete;
      element.shadowRoot!.querySelector<HTMLElement>('[part=record]')!.click();
      await until(() => element.shadowRoot!.querySelector('.voice.recording, .recording, [part=stop], .levels') !== null);
      await settle();
      devices.getUserMedia = real;
    },
  },
  composer('disabled', 'Off, with a reason', { disabled: true, 'disabled-reason': 'We are back on Monday at nine.' }),
  composer('typing-preview', 'The team sees what is typed', { 'typing-preview': true }, 'Is the teapot dishw'),

  player('ready', 'Ready to play', { label: 'Ottilie Brandt' }, async (element) => {
    element.enqueue(say.voice());
    await until(() => element.duration > 0);
  }),
  player('playing', 'In the middle, with more in line', { label: 'Ottilie Brandt', rate: '1.25', volume: '0.6' }, async (element) => {
    element.enqueue(say.voice());
    element.enqueue(say.voice(), { label: 'Ben' });
    await until(() => element.duration > 0);
    element.seek(2.6);
  }),
  player('empty', 'Nothing to play yet', {}),
  player('bad', 'A sound that cannot be played', { label: 'Order 4711' }, async (element) => {
    element.enqueue(new Blob(['no sound']));
    await until(() => element.shadowRoot!.querySelector('.notice') !== null);
  }),
  player('compact', 'Compact', { label: 'Ottilie Brandt', compact: true }, async (element) => {
    element.enqueue(say.voice());
    await until(() => element.duration > 0);
    element.seek(1.4);
  }),

  typing('one', 'One person', [say.ottilie]),
  typing('two', 'Two', [say.ottilie, say.ben]),
  typing('three', 'Three', [say.ottilie, say.ben, say.wren]),
  typing('many', 'Many', [say.ottilie, say.ben, say.wren, say.mia]),
  typing('preview', 'With the live text', [{ id: 'v7', role: 'visitor', name: 'Priya' }], { preview: true }, 'Hello! I have a question about the celadon cu'),

  badge('idle', 'Not connected', ({ fake, add }) => {
    fake({ status: 'idle' });
    add('connection-badge');
  }),
  badge('connecting', 'Connecting', ({ fake, add }) => {
    fake({ status: 'connecting' });
    add('connection-badge');
  }),
  badge('connected', 'Connected', ({ fake, add }) => {
    fake();
    add('connection-badge');
  }),
  badge('reconnecting', 'Reconnecting, third attempt', async ({ fake, add }) => {
    const connection = fake();
    add('connection-badge');
    await settle();
    connection.setConnection('reconnecting', { attempts: 3 });
  }),
  badge('polling', 'Over HTTP instead', ({ fake, add }) => {
    fake({ status: 'polling' });
    add('connection-badge');
  }),
  badge('offline', 'The device is offline', ({ fake, add }) => {
    fake({ status: 'offline' });
    add('connection-badge');
  }),
  badge('failed', 'Gave up, with a way on', async ({ fake, add }) => {
    const connection = fake();
    add('connection-badge');
    connection.setConnection('failed', { attempts: 8, error: { code: 'unreachable', message: 'The chat cannot be reached.' } });
    await settle();
  }),
  badge('closed', 'Closed on purpose', ({ fake, add }) => {
    fake({ status: 'closed' });
    add('connection-badge');
  }),
  badge('compact', 'Compact', ({ fake, add }) => {
    fake();
    add('connection-badge', { compact: true });
  }),

  inspector('idle', 'Nothing yet', { status: 'idle' }),
  inspector('frames', 'Frames in and out', { stats: say.figures }),
  inspector('unfolded', 'A frame unfolded, another dropped', { stats: { ...say.figures, framesDropped: 1, lastError: say.dropped, lastErrorTime: say.at(11).getTime() } }, async (connection, element) => {
    connection.frame('in', '{"t":"message","text":', say.at(11).getTime());
    connection.fail('protocol-error', say.dropped);
    const rows = () => element.shadowRoot!.querySelectorAll<HTMLElement>('.frame');
    await until(() => rows().length > 10);
    rows()[7]!.click();
  }),
  inspector('failed', 'Gave up', { status: 'connecting', stats: { ...say.figures, connectTime: null, reconnectAttempts: 8, queuedMessageCount: 2 } }, (connection) => {
    connection.setConnection('failed', { attempts: 8, error: { code: 'connect-failed', message: 'The backend could not be reached in 8 attempts: check its address and the network, then retry.' } });
  }),

  inbox('empty', 'Nobody has written yet', none),
  inbox('rows', 'Several conversations', say.rows),
  inbox('signed-out', 'The connection was refused', none, (_, element, connection) => {
    connection.setConnection('failed', { error: { code: 'signed-out', message: 'The backend did not accept the token.' } });
    return element.updateComplete.then(() => undefined);
  }),
  inbox('answers', 'Answering, with everything on', say.rows, async ({ rtl }, element, connection) => {
    connection.setMessages([...say.parts().slice(0, 3), ...say.answers(rtl)]);
    Object.assign(element, { selected: 'local', attachments: true, emoji: true });
    await element.updateComplete;
    connection.typing({ id: 'v1', role: 'visitor', name: rtl ? 'أمينة' : 'Amina Yusuf' }, true, 'And the lid');
    await chosen(connection, element);
    await answered(connection, element);
  }),
  inbox('scrolled', 'Gone back, and more has come', say.rows, async ({ rtl }, element, connection) => {
    connection.setMessages([]);
    connection.page(say.page(1));
    connection.page(say.many(rtl), 30);
    element.selected = 'local';
    await element.updateComplete;
    await scrolledBack(connection, element);
    connection.receive(say.streaming(rtl)[1]!);
    await until(() => element.shadowRoot!.querySelector('message-list')!.shadowRoot!.querySelector('[part=stop]') !== null);
  }),
  inbox('details', 'What the visitor said of themselves', (rtl) => say.rows(rtl).map((row) => (row.id === 'local' ? { ...row, context: say.told } : row)), async (_, element) => {
    element.selected = 'local';
    await element.updateComplete;
  }),
  inbox('open', 'One of them open', say.rows, async (_, element) => {
    element.selected = 'local';
    await element.updateComplete;
  }),

  {
    element: 'chat-connection',
    state: 'without-url',
    title: 'Nothing told: says what to set',
    stage: 'line',
    show({ add }) {
      add('connection-badge', {}, add('chat-connection', { 'no-autoconnect': false }));
    },
  },
  {
    element: 'chat-connection',
    state: 'live',
    title: 'Connected to the demo server',
    stage: 'line',
    show({ add }) {
      add('connection-badge', {}, add('chat-connection', { url: '/', conversation: 'gallery', 'user-id': 'gallery', 'user-role': 'visitor' }));
    },
  },
];

/** States that need the server, and so are not the same every time. */
export const LIVE = new Set(['chat-connection/live']);
