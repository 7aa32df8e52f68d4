/** Files from a visitor to the team's inbox over the real server, under the shop's policy: chosen, pasted, dropped, refused, cancelled; seen by keyboard; a draft over a reload. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { launchChromium } from '../helpers/chromium.js';
import { together } from '../helpers/together.js';
import { everybodyLeaves, person, until, type Person } from './person.js';
import { startStack, type Stack } from './stack.js';

/** Four by two pixels, so that it has a shape. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAQAAAACCAIAAADwyuo0AAAAEElEQVR4nGP4z8AARwzIHAA/1wP9eB6GYgAAAABJRU5ErkJggg==';

let stack: Stack;
let browser: Browser;
let folder: string;
const file = (name: string, bytes: Buffer | string): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chat-elements-files-'));
  [stack, browser] = await together([startStack({ assistant: false }), launchChromium()]);
});
afterEach(() => everybodyLeaves(browser));
after(async () => {
  await browser?.close();
  await stack?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function choose(one: Person, ...paths: string[]): Promise<void> {
  const button = await one.find('button', 'Attach file');
  const [chooser] = await Promise.all([one.page.waitForFileChooser(), button.click()]);
  assert.equal(chooser.isMultiple(), true);
  await chooser.accept(paths);
}

/** In the page: gives files to the box as the clipboard or a drag does. */
function give(page: Page, how: 'paste' | 'drop', name: string, type: string, base64: string): Promise<void> {
  return page.evaluate(
    (how, name, type, base64) => {
      const widget = document.querySelector('chat-widget')!;
      const composer = widget.shadowRoot!.querySelector('chat-composer')!;
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], name, { type }));
      const init = { bubbles: true, composed: true, cancelable: true };
      if (how === 'paste') composer.shadowRoot!.querySelector('textarea')!.dispatchEvent(new ClipboardEvent('paste', { ...init, clipboardData: data }));
      else for (const kind of ['dragenter', 'dragover', 'drop']) widget.shadowRoot!.querySelector('.panel')!.dispatchEvent(new DragEvent(kind, { ...init, dataTransfer: data }));
    },
    how, name, type, base64,
  );
}

async function visitor(text: string): Promise<Person> {
  const anna = await person(browser);
  await anna.goto(stack.url);
  await anna.press('Open chat');
  await anna.say(text);
  await anna.reads(new RegExp(`^You, ${text}.*, (Sent|Delivered|Read)$`));
  return anna;
}

describe('files', () => {
  it('go by button, paste and drop, and arrive in the inbox', { timeout: 120_000 }, async () => {
    const anna = await visitor('Look at my bowl');
    await choose(anna, file('bowl.png', Buffer.from(PNG, 'base64')), file('care.txt', 'Rinse it by hand.'));
    await anna.find('button', 'Remove bowl.png');
    await anna.find('button', 'Remove care.txt');
    await give(anna.page, 'paste', 'pasted.png', 'image/png', PNG);
    await anna.find('button', 'Remove pasted.png');
    await give(anna.page, 'drop', 'dropped.pdf', 'application/pdf', 'JVBERi0=');
    await anna.find('button', 'Remove dropped.pdf');
    await anna.type('Four files');
    await anna.press('Send');
    await anna.reads(/^You, Four files, Image: bowl\.png, File: care\.txt, Image: pasted\.png, File: dropped\.pdf,.*, (Sent|Delivered|Read)$/);
    await anna.gone('button', 'Remove bowl.png');

    const sam = await person(browser);
    await sam.goto(`${stack.url}/inbox/`);
    await sam.pressWith('Four files');
    await sam.reads(/Four files, Image: bowl\.png/);
    const size = () => sam.page.evaluate(() => {
      const list = document.querySelector('agent-inbox')!.shadowRoot!.querySelector('message-list')!.shadowRoot!;
      const picture = list.querySelector<HTMLImageElement>('img.picture');
      return picture && [picture.naturalWidth, picture.getAttribute('width'), list.querySelector<HTMLAnchorElement>('a.file')!.href];
    });
    await until(async () => (await size())?.[0] === 4, () => 'the picture is not there');
    const [, width, href] = (await size())!;
    assert.equal(width, '56', 'its size came along');
    assert.equal(await (await fetch(String(href))).text(), 'Rinse it by hand.');
    anna.untroubled();
    sam.untroubled();
  });

  it('open over everything, and go by keyboard', { timeout: 90_000 }, async () => {
    const anna = await visitor('Two pictures');
    await choose(anna, file('one.png', Buffer.from(PNG, 'base64')), file('two.png', Buffer.from(PNG, 'base64')));
    await anna.find('button', 'Remove one.png');
    await anna.find('button', 'Remove two.png');
    await anna.press('Send');
    await anna.reads(/^You, Image: one\.png, Image: two\.png.*, (Sent|Delivered|Read)$/);
    await (await anna.find('link', 'one.png')).focus();
    await anna.page.keyboard.press('Enter');
    await anna.find('dialog', 'Pictures and videos: one.png');
    await anna.page.keyboard.press('ArrowRight');
    await anna.find('dialog', 'Pictures and videos: two.png');
    // The focus stays inside, or goes to the browser's own controls; never to the page behind.
    for (let i = 0; i < 8; i++) {
      await anna.page.keyboard.press('Tab');
      const where = await anna.page.evaluate(() => {
        let active = document.activeElement;
        while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
        return active === document.body || active?.closest('dialog') !== null;
      });
      assert.ok(where, `the focus left after ${i + 1} Tabs`);
    }
    await anna.page.keyboard.press('Escape');
    await anna.gone('dialog', 'Pictures and videos: two.png');
    await anna.find('textbox', 'Message');
    assert.equal(await anna.page.evaluate(() => document.querySelector('chat-widget')!.open), true, 'one Escape closes one thing');
    anna.untroubled();
  });

  it('are refused before they are sent, with the limit in the message', { timeout: 90_000 }, async () => {
    const anna = await visitor('Large things');
    const posts: string[] = [];
    anna.page.on('request', (request) => request.method() === 'POST' && posts.push(request.url()));
    await choose(anna, file('large.pdf', Buffer.alloc(10 * 1024 * 1024 + 1)));
    await anna.find('alert');
    await anna.sees(/large\.pdf is too large\. A file can have up to 10 MB\./);
    await choose(anna, file('page.html', '<p>'));
    await anna.sees(/page\.html cannot be sent: its type is not accepted here\./);
    assert.deepEqual(posts.filter((url) => url.includes('/files')), []);
    // As large as it may be, so that the limit said is the server's own.
    await choose(anna, file('just.pdf', Buffer.alloc(10 * 1024 * 1024)));
    await anna.find('button', 'Remove just.pdf');
    anna.untroubled();
  });

  it('can be cancelled, and stay with a retry where the line breaks', { timeout: 90_000 }, async () => {
    const anna = await visitor('Slow things');
    await anna.page.setRequestInterception(true);
    let mode: 'hold' | 'break' | 'proxy' | 'go' = 'hold';
    anna.page.on('request', (request) => {
      const upload = request.method() === 'POST' && request.url().includes('/files');
      if (!upload || mode === 'go') void request.continue();
      else if (mode === 'break') void request.abort('connectionreset');
      else if (mode === 'proxy') void request.respond({ status: 413, contentType: 'text/html', body: '<html><head><title>413 Request Entity Too Large</title></head></html>' });
    });
    await choose(anna, file('slow.txt', 'slow'));
    await anna.find('progressbar', 'Uploading slow.txt');
    await anna.press('Cancel upload of slow.txt');
    await anna.gone('button', 'Cancel upload of slow.txt');
    mode = 'break';
    await choose(anna, file('unlucky.txt', 'unlucky'));
    await anna.sees(/The file could not be sent: check the connection and try again/);
    mode = 'proxy';
    await anna.press('Retry upload of unlucky.txt');
    await anna.sees(/The file is too large for the server: try a smaller one/);
    mode = 'go';
    await anna.press('Retry upload of unlucky.txt');
    await anna.find('button', 'Remove unlucky.txt');
    await anna.press('Send');
    await anna.reads(/^You, File: unlucky\.txt.*, (Sent|Delivered|Read)$/);
    anna.untroubled(/ERR_CONNECTION_RESET|status of 413/);
  });
});

describe('what is written and not sent', () => {
  it('is there after a reload, with an emoji picked by keyboard', { timeout: 90_000 }, async () => {
    const anna = await visitor('A draft');
    await anna.type('Do you still have the ');
    await anna.press('Insert emoji');
    await anna.find('dialog', 'Emoji');
    await anna.page.keyboard.type('teapot');
    await anna.page.keyboard.press('Enter');
    await anna.gone('dialog', 'Emoji');
    const draft = () => anna.page.evaluate(() => document.querySelector('chat-widget')!.draft);
    await until(async () => (await draft()) === 'Do you still have the 🫖', () => 'the emoji is not in the box');
    await anna.page.reload();
    await anna.find('textbox', 'Message');
    await until(async () => (await draft()) === 'Do you still have the 🫖', () => 'the draft is gone');
    await anna.press('Send');
    await anna.reads(/^You, Do you still have the 🫖.*, (Sent|Delivered|Read)$/);
    await anna.page.reload();
    await anna.find('textbox', 'Message');
    await anna.reads(/^You, Do you still have the 🫖/);
    assert.equal(await draft(), '');
    anna.untroubled();
  });
});
