/** The built package in pages of seven frameworks' making: each app is built by its framework's own compiler, and used as a person would. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'puppeteer-core';
import { outdated } from '../../scripts/ensure-deps.mjs';
import { root } from '../../scripts/files.mjs';
import { person, until } from '../e2e/person.js';
import { launchChromium } from '../helpers/chromium.js';
import { serve } from '../helpers/party-server.js';
import { build } from '../package/built.js';

const NAMES = ['html', 'react', 'preact', 'solid', 'vue', 'svelte', 'angular'];
const HOME = join(root, 'test/frameworks');
const MODULES = join(HOME, 'node_modules');
const TYPES: Record<string, string> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css' };

const json = (path: string) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined);

/** The frameworks are installed when they are first needed, so that nobody who only runs the demo waits for them. */
function install(): void {
  if (outdated(json(join(HOME, 'package-lock.json')), json(join(MODULES, '.package-lock.json'))).length > 0)
    execFileSync('npm', ['ci', '--ignore-scripts', '--loglevel=error', '--no-audit', '--no-fund'], { cwd: HOME, stdio: 'inherit', shell: process.platform === 'win32' });
  // As a dependant has it: found by its name, through its exports.
  if (!existsSync(join(MODULES, 'chat-elements'))) symlinkSync(root, join(MODULES, 'chat-elements'), 'junction');
}

let folder: string;
let server: Server;
let origin: string;
let browser: Browser;

before(async () => {
  build();
  install();
  folder = mkdtempSync(join(tmpdir(), 'chat-elements-frameworks-'));
  const run = spawnSync(process.execPath, [join(HOME, 'build.mjs'), folder], { encoding: 'utf8' });
  assert.equal(run.status, 0, run.stdout + run.stderr);
  server = createServer((request, response) => {
    const path = normalize(new URL(request.url!, 'http://site').pathname).replace(/\/$/, '/index.html');
    readFile(join(folder, path)).then(
      (body) => response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'text/plain' }).end(body),
      () => response.writeHead(404).end(),
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await launchChromium();
});
after(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

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

describe('types for JSX', () => {
  for (const name of ['react', 'preact', 'solid'])
    it(`take what is right in ${name}, and nothing of what is wrong`, () => {
      const run = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(HOME, name)], { encoding: 'utf8' });
      assert.equal(run.status, 0, run.stdout);
    });
});
