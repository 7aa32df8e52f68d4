/** The built package in pages of seven frameworks' making: each app is built by its framework's own compiler, and used as a person would. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'puppeteer-core';
import { root } from '../../scripts/files.mjs';
import { person, until } from '../e2e/person.js';
import { serve } from '../helpers/party-server.js';
import { build } from '../package/built.js';
import { HOME, MODULES, install } from './install.js';
import { openSite, type BuiltSite } from './site.js';

const NAMES = ['html', 'react', 'preact', 'solid', 'vue', 'svelte', 'angular'];

let site: BuiltSite;
let origin: string;
let browser: Browser;

before(async () => {
  build();
  install();
  site = await openSite();
  ({ origin, browser } = site);
  const { status, said } = await run(join(HOME, 'build.mjs'), [site.folder]);
  assert.equal(status, 0, said);
});
after(() => site?.close());

for (const name of NAMES) {
  describe(name, () => {
    it('gives attributes, properties, content and listeners, and takes all of it away again', { timeout: 60_000 }, async (context) => {
      const one = await person(browser);
      await one.goto(`${origin}/${name}/`);

      // An attribute with a value of the app's, an event without detail, content in a slot.
      await one.press('Open chat');
      await one.find('dialog', 'Support for Ada');
      await one.sees(/opened/);
      await one.find('button', 'Help');
      await one.press('Rename');
      await one.find('dialog', 'Renamed');

      // Whichever way the framework wrote them down, the element has understood them.
      const has = await one.page.evaluate(() => {
        const widget = document.querySelector('chat-widget')!;
        return { user: widget.userId, emoji: widget.emoji, size: widget.maxFileSize, token: String(widget.getToken?.()) };
      });
      assert.deepEqual(has, { user: 'ada', emoji: true, size: 1000, token: 'token of ada' });

      // A list as a property, and a new list in its place.
      await one.reads(/First/);
      await one.press('More');
      await one.reads(/Second/);

      // An event with detail; a method.
      await one.say('Hello there');
      await one.sees(/sent: Hello there/);
      await one.reads(/Hello there/);
      await one.press('Answer');
      await one.reads(/Grace.*How can I help\?/s);

      for (let i = 0; i < 5; i++) {
        await one.press('Take away');
        await until(() => one.page.evaluate(() => !document.querySelector('chat-widget')), () => 'the widget stayed');
        await one.press('Bring back');
        await until(() => one.page.evaluate(() => !!document.querySelector('chat-widget')?.shadowRoot), () => 'the widget did not come back');
      }
      await one.press('Take away');
      await one.gone('button', 'Help');
      const classes = await one.page.evaluateHandle(() => customElements.get('chat-widget')!.prototype);
      // Handles of this test keep what was pressed in the first one, and some frameworks keep the last thing they took away.
      let left = Infinity;
      await until(async () => {
        const found = await one.page.queryObjects(classes);
        left = await found.evaluate((list) => list.length);
        await found.dispose();
        return left <= 2;
      }, () => `${left} of 6 widgets were not released`);
      context.diagnostic(`${left} of 6 widgets are still referred to`);
      // It is fed with the first answer only, and has said before that it has no connection.
      one.untroubled(/no-provider/);
      await one.page.browserContext().close();
    });
  });
}

describe('a connection in an app', () => {
  it('carries messages between two people, and closes with the app', { timeout: 60_000 }, async () => {
    const party = await serve();
    const open = async (user: string) => {
      const one = await person(browser);
      await one.goto(`${origin}/react/?server=${encodeURIComponent(String(party.url))}&user=${user}`);
      await one.sees(/connected; heard/);
      return one;
    };
    const [ada, bob] = [await open('ada'), await open('bob')];
    await ada.say('Is anybody here?');
    await bob.reads(/Is anybody here\?/);
    await bob.sees(/heard: Is anybody here\?/);
    await bob.say('I am.');
    await ada.reads(/I am\./);
    const elsewhere = /^request elsewhere/;
    ada.untroubled(elsewhere);
    bob.untroubled(elsewhere);
  });
});

/** The component of docs/frameworks.md, by framework, as a file that is built and used here. */
const DOCUMENTED: Readonly<Record<string, string>> = { react: '../shared/Support.tsx', preact: '../shared/Support.tsx', solid: 'Support.tsx', vue: 'Support.vue', svelte: 'Support.svelte', angular: 'support.component.ts' };

describe('what the documentation shows', () => {
  const page = readFileSync(join(root, 'docs/frameworks.md'), 'utf8');

  for (const [name, file] of Object.entries(DOCUMENTED))
    it(`is true in ${name}`, { timeout: 60_000 }, async () => {
      const code = readFileSync(join(HOME, name, file), 'utf8');
      // React and Preact have one listing; Preact's own types are in its framework.ts.
      assert.ok(page.includes(code.trim()), `docs/frameworks.md does not show ${name}/${file} as it is`);

      const one = await person(browser);
      const logged: string[] = [];
      one.page.on('console', (message) => logged.push(message.text()));
      await one.goto(`${origin}/${name}/?docs`);
      await one.find('button', 'Open chat');
      const has = await one.page.evaluate(async () => {
        const widget = document.querySelector('chat-widget')!;
        widget.dispatchEvent(new CustomEvent('chat-message', { detail: { message: { text: 'heard' } } }));
        return { url: widget.url, user: widget.userId, heading: widget.heading, token: await widget.getToken?.() };
      });
      assert.deepEqual(has, { url: 'wss://chat.example', user: 'ada', heading: 'Support', token: 'token of ada' });
      assert.ok(logged.includes('heard'), logged.join('\n'));
      await one.page.browserContext().close();
    });
});

// Side by side: most of each is one compiler's start.
describe('types for templates', { concurrency: 2 }, () => {
  for (const name of ['react', 'preact', 'solid'])
    it(`take what is right in ${name}, and nothing of what is wrong`, async () => {
      const { status, said } = await run(join(root, 'node_modules/typescript/bin/tsc'), ['-p', join(HOME, name)]);
      assert.equal(status, 0, said);
    });

  // Their compilers know no comment that stands for an error which is expected: what they find is compared with what is marked.
  it('take what is right in Vue, and nothing of what is wrong', { timeout: 120_000 }, async () => {
    const { said } = await run(join(MODULES, 'vue-tsc/bin/vue-tsc.js'), ['-p', join(HOME, 'vue/tsconfig.json'), '--noEmit', '--pretty', 'false']);
    assert.deepEqual(found(said, /([\w.]+\.vue|[\w.]+\.ts)\((\d+),\d+\): error/g), marked('vue/Wrong.vue'), said);
  });

  it('take what is right in Svelte, and nothing of what is wrong', { timeout: 120_000 }, async () => {
    const { said } = await run(join(MODULES, 'svelte-check/bin/svelte-check'), ['--tsconfig', './tsconfig.json', '--output', 'machine', '--no-color'], join(HOME, 'svelte'));
    assert.match(said, /COMPLETED/);
    assert.deepEqual(found(said, /(?:ERROR|WARNING) "([^"]+)" (\d+):\d+/g), marked('svelte/Wrong.svelte'), said);
  });
});

async function run(script: string, args: readonly string[], cwd = HOME): Promise<{ status: number | null; said: string }> {
  const child = spawn(process.execPath, [script, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, said };
}

/** `Wrong.vue:17` for every line that the compiler finds fault with. */
const found = (said: string, pattern: RegExp): string[] => [...new Set([...said.matchAll(pattern)].map(([, file, line]) => `${file}:${line}`))];

/** Lines after a comment that says what is wrong with them. */
function marked(path: string): string[] {
  const name = path.slice(path.indexOf('/') + 1);
  const lines = readFileSync(join(HOME, path), 'utf8').split('\n');
  const wrong = lines.flatMap((line, i) => (/^\s*<!-- wrong:/.test(line) ? [`${name}:${i + 2}`] : []));
  assert.ok(wrong.length >= 6);
  return wrong;
}
