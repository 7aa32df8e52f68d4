import { expect } from '@open-wc/testing';
import '../../../components/chat-composer/chat-composer.define.js';
import type { ChatComposer } from '../../../components/chat-composer/chat-composer.js';
import { typesInWords } from '../../../components/chat-composer/attachments-rules.js';
import { registerStrings } from '../../../src/i18n/register.js';
import { strings } from '../../../src/i18n/strings.js';
import type { MediaPart } from '../../../src/domain/index.js';
import { ChatError } from '../../../src/errors/index.js';
import { uploadFailed } from '../../../src/session/transfer.js';
import { fakeConnection } from '../../../src/testing/index.js';
import { expectAccessible } from '../../helpers/axe.js';
import { all, frame, nameOf, one, parts, press, type, under, until } from '../harness.js';

/** One red pixel. */
const PNG = Uint8Array.from(atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=='), (char) => char.charCodeAt(0));
const picture = (name = 'bowl.png') => new File([PNG], name, { type: 'image/png' });
const sheet = (name = 'care.pdf', size = 2048) => new File([new Uint8Array(size)], name, { type: 'application/pdf' });

/** Uploads that go as far as a test lets them. */
interface Going {
  readonly name: string;
  readonly signal?: AbortSignal;
  progress(share: number): void;
  done(): void;
  fail(error?: Error): void;
}
function backend(limits: object = {}) {
  const session = fakeConnection({ capabilities: { attachments: 'upload' } });
  const going: Going[] = [];
  session.uploadLimits = async () => limits;
  session.upload = (file, name, { signal, progress } = {}) =>
    new Promise((resolve, reject) => {
      const type = (/^(image|video|audio)\//.exec(file.type)?.[1] ?? 'file') as MediaPart['type'];
      going.push({ name, signal, progress: (share) => progress?.(share), done: () => resolve({ type, url: `https://x.test/${name}`, name, mime: file.type, size: file.size }), fail: (error = uploadFailed()) => reject(error) });
    });
  return { session, going };
}

async function composer(session?: ReturnType<typeof backend>['session'], setup?: (element: ChatComposer) => void): Promise<ChatComposer> {
  const element = document.createElement('chat-composer');
  element.attachments = true;
  setup?.(element);
  return under(element, session);
}
const input = (element: ChatComposer) => element.shadowRoot!.querySelector<HTMLInputElement>('input[type=file]')!;
function transferOf(...files: File[]): DataTransfer {
  const data = new DataTransfer();
  for (const file of files) data.items.add(file);
  return data;
}
/** As the dialog of the browser hands them over. */
async function choose(element: ChatComposer, ...files: File[]): Promise<void> {
  input(element).files = transferOf(...files).files;
  input(element).dispatchEvent(new Event('change'));
  await frame();
}
const chips = (element: ChatComposer): string[] => [...element.shadowRoot!.querySelectorAll('li .name')].map((name) => name.textContent!);
const alerts = (element: ChatComposer): string => all(element, 'alert').map((alert) => alert.textContent!.trim()).join(' ').trim();
const said = (element: ChatComposer): string => all(element, 'status').map((status) => status.textContent!).join(' ');
const bars = (element: ChatComposer) => [...element.shadowRoot!.querySelectorAll('progress')];
const send = (element: ChatComposer) => one<HTMLButtonElement>(element, 'button', 'Send');

/** Object URLs that are not given back. */
const urls = new Set<string>();
const { createObjectURL, revokeObjectURL } = URL;
before(() => {
  URL.createObjectURL = (object) => {
    const url = createObjectURL.call(URL, object);
    urls.add(url);
    return url;
  };
  URL.revokeObjectURL = (url) => {
    urls.delete(url);
    revokeObjectURL.call(URL, url);
  };
});
after(() => Object.assign(URL, { createObjectURL, revokeObjectURL }));

describe('<chat-composer attachments>', () => {
  it('is offered only where it is wanted and the backend takes files', async () => {
    for (const attachments of ['url', false] as const) expect(parts(await composer(fakeConnection({ capabilities: { attachments } })), 'attach').length, String(attachments)).to.equal(0);
    const element = await composer(backend().session);
    expect(nameOf(parts(element, 'attach')[0]!)).to.equal('Attach file');
    // A hint that is too long ends softly where the browser has no dots for it.
    if (CSS.supports('-moz-appearance', 'none')) await until(() => getComputedStyle(element.input!).maskImage.includes('gradient'));
    element.setAttribute('attachments', 'false');
    await element.updateComplete;
    expect(parts(element, 'attach').length).to.equal(0);
  });

  it('does not go along with a message that is being changed, but with the next', async () => {
    const { session, going } = backend();
    const edits: unknown[] = [];
    session.editMessage = (...args) => void edits.push(args.slice(0, 2));
    const element = await composer(session);
    await choose(element, sheet());
    await until(() => going.length === 1);
    going[0]!.done();
    await until(() => bars(element).length === 0);
    await element.about('edit', session.receive({ id: 'm1', own: true, text: 'Before' }));
    await until(() => element.input!.value === 'Before');
    type(element.input!, '');
    await element.updateComplete;
    send(element).click();
    expect(edits, 'no words, no change').to.deep.equal([]);
    type(element.input!, 'After');
    await element.updateComplete;
    send(element).click();
    await element.updateComplete;
    expect(edits).to.deep.equal([['m1', 'After']]);
    expect(session.sent).to.deep.equal([]);
    expect(chips(element)).to.deep.equal(['care.pdf']);
    send(element).click();
    await until(() => session.sent.length === 1);
    expect(session.sent[0]!.parts).to.have.length(1);
  });

  it('shows nobody what was written for developers', async () => {
    const { session, going } = backend();
    const element = await composer(session);
    await choose(element, sheet());
    await until(() => going.length === 1);
    going[0]!.fail(new TypeError('Failed to fetch dynamically imported module: https://x.test/chunk.js'));
    await until(() => alerts(element));
    expect(alerts(element)).to.equal('The file could not be sent: check the connection and try again.');
  });

  it('uploads several files, shows how far each is, and sends them with the text', async () => {
    const { session, going } = backend();
    const element = await composer(session);
    const sends: { text: string; parts: unknown[]; files: File[] }[] = [];
    element.addEventListener('chat-send', (event) => sends.push((event as CustomEvent).detail));
    await choose(element, picture(), sheet());
    await until(() => going.length === 2);
    expect(chips(element)).to.deep.equal(['bowl.png', 'care.pdf']);
    expect(said(element)).to.include('2 files attached');
    expect(element.shadowRoot!.querySelector('li small')!.textContent).to.match(/\d+ (byte|B)/);
    going[0]!.progress(0.4);
    await until(() => bars(element)[0]?.value === 0.4);
    expect(bars(element)[0]!.getAttribute('aria-label')).to.equal('Uploading bowl.png');
    await until(() => element.shadowRoot!.querySelector<HTMLImageElement>('.thumb img')?.naturalWidth === 1);
    await expectAccessible(element);
    going[0]!.done();
    going[1]!.done();
    await until(() => bars(element).length === 0);
    type(element.input!, 'It came like this');
    await element.updateComplete;
    send(element).click();
    await until(() => session.sent.length === 1);
    expect(session.sent[0]!.parts).to.deep.equal([
      { type: 'text', text: 'It came like this' },
      { type: 'image', url: 'https://x.test/bowl.png', name: 'bowl.png', mime: 'image/png', size: PNG.length, width: 1, height: 1 },
      { type: 'file', url: 'https://x.test/care.pdf', name: 'care.pdf', mime: 'application/pdf', size: 2048 },
    ]);
    expect(sends.length).to.equal(1);
    expect(sends[0]!.text).to.equal('It came like this');
    expect(sends[0]!.files.map(({ name }) => name)).to.deep.equal(['bowl.png', 'care.pdf']);
    await element.updateComplete;
    expect(chips(element)).to.deep.equal([]);
    expect(element.draft).to.equal('');
    expect([...urls]).to.deep.equal([]);
  });

  it('sends files alone, and a page that cancels the send keeps them from the connection', async () => {
    const { session, going } = backend();
    const element = await composer(session);
    expect(send(element).getAttribute('aria-disabled')).to.equal('true');
    element.addEventListener('chat-send', (event) => event.preventDefault(), { once: true });
    await choose(element, sheet());
    await until(() => going.length === 1);
    going[0]!.done();
    await until(() => bars(element).length === 0);
    expect(send(element).getAttribute('aria-disabled')).to.equal('false');
    send(element).click();
    await element.updateComplete;
    expect(session.sent.length).to.equal(0);
    expect(chips(element)).to.deep.equal([]);
  });

  it('refuses before the upload what is too large, of a wrong type, empty or too much, with the limit in words', async () => {
    const { session, going } = backend({ size: 10 * 1024 * 1024, count: 2, types: ['image/*', 'application/pdf', 'text/plain'] });
    const element = await composer(session);
    await choose(element, new File([new Uint8Array(10 * 1024 * 1024 + 1)], 'large.pdf', { type: 'application/pdf' }));
    await until(() => alerts(element));
    expect(alerts(element)).to.equal('large.pdf is too large. A file can have up to 10 MB.');
    await choose(element, new File(['x'], 'page.html', { type: 'text/html' }));
    await until(() => /type/.test(alerts(element)));
    expect(alerts(element)).to.equal('page.html cannot be sent: its type is not accepted here. Accepted: images, PDF, and TXT.');
    await expectAccessible(element);
    await choose(element, new File([], 'nothing.pdf', { type: 'application/pdf' }));
    await until(() => /empty/.test(alerts(element)));
    await choose(element, sheet('a.pdf'), sheet('b.pdf'), sheet('c.pdf'));
    await until(() => /up to 2 files/.test(alerts(element)));
    expect(chips(element)).to.deep.equal(['a.pdf', 'b.pdf']);
    expect(going.length).to.equal(2);
  });

  it('says why a file is refused in the words, numbers and lists of the language, whatever the tag is like', async () => {
    const { session } = backend({ size: 10 * 1024 * 1024, types: ['image/*', 'application/pdf', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'] });
    const why = async (lang: string, file: File) => {
      const element = await composer(session, (one) => (one.lang = lang));
      await choose(element, file);
      await until(() => alerts(element));
      return alerts(element).replace(/\s/g, ' ');
    };
    const large = new File([new Uint8Array(10 * 1024 * 1024 + 1)], 'large.pdf', { type: 'application/pdf' });
    expect(await why('en_US', large)).to.equal('large.pdf is too large. A file can have up to 10 MB.');
    registerStrings('ru', { fileTooLarge: '{0}: {1}', fileWrongType: '{0}: {1}' });
    registerStrings('ja', { fileWrongType: '{0}：{1}。', fileKinds: { image: '画像' } });
    expect(await why('ru_RU', large)).to.equal('large.pdf: 10 МБ');
    expect(await why('ja', new File(['x'], 'page.html', { type: 'text/html' }))).to.equal('page.html：画像、PDF、DOCX。');
    expect(typesInWords(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((one) => `.${one}`), strings('ja'), 'ja')).to.equal('A、B、C、D、E、F…');
    expect(typesInWords(['application/octet-stream'], strings('en'), 'en'), 'better than nothing').to.equal('application/octet-stream');
  });

  it('narrows what the backend takes by its own attributes', async () => {
    const { session, going } = backend({ size: 10 * 1024 * 1024 });
    const element = await composer(session, (one) => {
      one.setAttribute('accept', 'image/*, .pdf');
      one.setAttribute('max-file-size', '1024');
    });
    expect(input(element).accept).to.equal('image/*, .pdf');
    await choose(element, sheet('care.pdf', 1025));
    await until(() => alerts(element));
    expect(alerts(element)).to.equal('care.pdf is too large. A file can have up to 1 kB.');
    await choose(element, new File(['x'], 'notes.txt', { type: 'text/plain' }));
    await until(() => /notes/.test(alerts(element)));
    expect(alerts(element)).to.include('Accepted: images and PDF.');
    await choose(element, picture());
    await until(() => going.length === 1);
    expect(alerts(element)).to.equal('');
  });

  it('takes what is pasted and what is dropped, and shows where', async () => {
    const { session, going } = backend();
    const element = await composer(session);
    const paste = (data: DataTransfer) => element.input!.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, composed: true, cancelable: true }));
    const text = transferOf(picture('sheet.png'));
    text.setData('text/plain', 'a\tb');
    text.setData('text/html', '<table>');
    // Firefox gives events that a script made no files.
    if (new ClipboardEvent('paste', { clipboardData: text }).clipboardData?.files.length) {
      expect(paste(text), 'a table stays text').to.equal(true);
      expect(paste(transferOf(picture('pasted.png'))), 'taken').to.equal(false);
      await until(() => going.length === 1);
    }
    const drag = (what: string, data = transferOf(sheet('dropped.pdf'))) => element.dispatchEvent(new DragEvent(what, { dataTransfer: data, bubbles: true, composed: true, cancelable: true }));
    const sheetOver = element.shadowRoot!.querySelector<HTMLElement>('.drop')!;
    const shown = () => getComputedStyle(sheetOver).display !== 'none';
    expect(shown()).to.equal(false);
    expect(drag('dragenter')).to.equal(false);
    await until(() => shown() && said(element).includes('Drop files here'));
    expect(sheetOver.getBoundingClientRect().width).to.equal(element.getBoundingClientRect().width);
    drag('dragleave');
    await until(() => !shown());
    drag('dragenter');
    drag('dragover');
    expect(drag('drop')).to.equal(false);
    await until(() => going.at(-1)?.name === 'dropped.pdf' && !shown());
    const words = new DataTransfer();
    words.setData('text/plain', 'only words');
    expect(drag('dragover', words), 'words are the page’s own business').to.equal(true);
  });

  it('cancels and removes a file, with the focus kept', async () => {
    const { session, going } = backend();
    const element = await composer(session);
    await choose(element, sheet('a.pdf'), sheet('b.pdf'));
    await until(() => going.length === 2);
    one(element, 'button', 'Cancel upload of a.pdf').click();
    await until(() => chips(element).length === 1);
    expect(going[0]!.signal!.aborted).to.equal(true);
    await until(() => nameOf(element.shadowRoot!.activeElement!) === 'Cancel upload of b.pdf');
    going[0]!.fail();
    going[1]!.done();
    await until(() => all(element, 'button', 'Remove b.pdf').length);
    expect(alerts(element)).to.equal('');
    one(element, 'button', 'Remove b.pdf').click();
    await until(() => element.shadowRoot!.activeElement === element.input);
    expect(chips(element)).to.deep.equal([]);
  });

  it('says in the language of the person that a file did not get through, and in those of the backend why it did not want it', async () => {
    registerStrings('ja', { fileFailed: '送信できませんでした。', fileTooBig: '大きすぎます。', fileRefused: '受け付けません。' });
    const cases = [
      [uploadFailed(), '送信できませんでした。'],
      [new ChatError('file-too-large', { message: 'Too large.' }), '大きすぎます。'],
      [new ChatError('file-refused', { message: 'Not accepted (HTTP 403).' }), '受け付けません。'],
      [new ChatError('refused', { message: 'Nur Bilder, bitte.' }), 'Nur Bilder, bitte.'],
    ] as const;
    for (const [error, words] of cases) {
      const { session, going } = backend();
      const element = await composer(session, (one) => (one.lang = 'ja'));
      await choose(element, sheet());
      await until(() => going.length === 1);
      going[0]!.fail(error);
      await until(() => alerts(element));
      expect(alerts(element)).to.equal(words);
    }
  });

  it('keeps what could not be uploaded, says why, and tries again', async () => {
    const { session, going } = backend();
    const element = await composer(session);
    await choose(element, sheet());
    await until(() => going.length === 1);
    going[0]!.fail();
    await until(() => /could not be sent/.test(alerts(element)));
    await expectAccessible(element);
    expect(element.send()).to.equal(false);
    await until(() => /Retry or remove/.test(alerts(element)));
    expect(session.sent.length).to.equal(0);
    one(element, 'button', 'Retry upload of care.pdf').click();
    await until(() => going.length === 2);
    await element.updateComplete;
    expect(alerts(element)).to.equal('');
    going[1]!.done();
    await until(() => bars(element).length === 0);
    expect(element.send()).to.equal(true);
    expect(session.sent.length).to.equal(1);
  });

  it('waits for files that are still on their way, then sends by itself', async () => {
    const { session, going } = backend();
    const element = await composer(session);
    await choose(element, sheet('a.pdf'), sheet('b.pdf'));
    await until(() => going.length === 2);
    type(element.input!, 'both');
    press(element.input!, 'Enter');
    await until(() => said(element).includes('as soon as its files are uploaded'));
    going[0]!.done();
    await frame();
    expect(session.sent.length).to.equal(0);
    going[1]!.done();
    await until(() => session.sent.length === 1);
    expect(session.sent[0]!.text).to.equal('both');
    expect(element.draft).to.equal('');
  });

  it('sends by itself without losing the focus of whoever is at the files', async () => {
    const { session, going } = backend();
    const element = await composer(session);
    await choose(element, sheet('a.pdf'));
    await until(() => going.length === 1);
    element.send();
    await element.updateComplete;
    one(element, 'button', 'Cancel upload of a.pdf').focus();
    going[0]!.done();
    await until(() => session.sent.length === 1 && chips(element).length === 0);
    expect(element.shadowRoot!.activeElement === element.input).to.equal(true);
  });

  it('looks the same beside a message that is answered', async () => {
    const { session } = backend();
    session.capabilities = { ...session.capabilities, replies: true };
    const message = session.receive({ text: 'Which bowl?' });
    const element = await composer(session);
    await choose(element, sheet());
    await until(() => chips(element).length === 1);
    const words = element.shadowRoot!.querySelector('li .name')!.parentElement!;
    const look = () => ['border-left-width', 'background-color', 'padding-left', 'display'].map((name) => getComputedStyle(words).getPropertyValue(name)).join();
    const before = look();
    await element.about('reply', message);
    await until(() => all(element, 'group', 'Replying to Ada').length);
    expect(look()).to.equal(before);
  });

  it('says that it waits for the connection', async () => {
    const { session } = backend();
    const element = await composer(session);
    session.setConnection('reconnecting');
    await choose(element, sheet());
    await until(() => element.shadowRoot!.querySelector('li small')?.textContent === 'Waiting for the connection');
  });

  it('keeps the files of each conversation apart', async () => {
    const { session, going } = backend();
    const element = await composer(session, (one) => (one.conversation = 'a'));
    await choose(element, sheet('a.pdf'));
    await until(() => going.length === 1);
    element.conversation = 'b';
    await element.updateComplete;
    expect(chips(element)).to.deep.equal([]);
    expect(element.send()).to.equal(false);
    element.conversation = 'a';
    await element.updateComplete;
    expect(chips(element)).to.deep.equal(['a.pdf']);
    // One that begins gets its name with the first file or message, and has them still.
    let name: string | undefined;
    Object.defineProperty(session, 'currentConversation', { get: () => name });
    element.conversation = undefined;
    await element.updateComplete;
    expect(chips(element)).to.deep.equal([]);
    await choose(element, sheet('b.pdf'));
    for (name of ['c', 'd']) {
      element.requestUpdate();
      await element.updateComplete;
      expect(chips(element)).to.deep.equal(name === 'c' ? ['b.pdf'] : []);
    }
  });

  it('takes a file that waits for its turn where it was chosen', async () => {
    const { session, going } = backend();
    let name = 'one';
    Object.defineProperty(session, 'currentConversation', { get: () => name });
    const upload = session.upload.bind(session);
    const places: unknown[] = [];
    session.upload = (file, called, options) => {
      places.push(options?.conversation);
      return upload(file, called, options);
    };
    const element = await composer(session);
    await choose(element, ...['a', 'b', 'c', 'd'].map((one) => sheet(`${one}.pdf`)));
    await until(() => going.length === 3);
    name = 'two';
    element.requestUpdate();
    going[0]!.done();
    await until(() => going.length === 4);
    expect(places).to.deep.equal(['one', 'one', 'one', 'one']);
  });

  it('survives a move, and gives everything up when it leaves the page', async () => {
    const { session, going } = backend();
    const element = await composer(session);
    await choose(element, picture());
    await until(() => going.length === 1);
    element.parentElement!.append(element);
    await frame();
    expect(chips(element)).to.deep.equal(['bowl.png']);
    expect(going[0]!.signal!.aborted).to.equal(false);
    element.remove();
    await frame();
    expect(going[0]!.signal!.aborted).to.equal(true);
    expect([...urls]).to.deep.equal([]);
  });

  it('without a connection, hands the files to the page', async () => {
    const element = await composer();
    let detail: { parts: readonly MediaPart[]; files: readonly File[] } | undefined;
    element.addEventListener('chat-send', (event) => (detail = (event as CustomEvent).detail));
    await choose(element, sheet());
    await until(() => chips(element).length === 1 && bars(element).length === 0);
    element.send();
    expect(detail!.files[0]!.name).to.equal('care.pdf');
    expect(detail!.parts[0]).to.include({ type: 'file', name: 'care.pdf', size: 2048 });
    URL.revokeObjectURL(detail!.parts[0]!.url);
  });
});
