/** The documents are true: every HTML example in them is loaded against what ships, its elements come alive, and nothing complains. Links lead somewhere. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, join, normalize } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser, HTTPRequest } from 'puppeteer-core';
import { filesIn, root } from '../../scripts/files.mjs';
import { launchChromium } from '../helpers/chromium.js';
import { person, until } from './person.js';
import { startStack, type Stack } from './stack.js';

let stack: Stack;
let browser: Browser;

before(async () => {
  [stack, browser] = await Promise.all([
    startStack({ shared: true }),
    // The examples' own origin is made up and not secure, and its server is on this machine: newer versions ask a person whether that is all right.
    launchChromium({ args: ['--disable-features=LocalNetworkAccessChecks'] }),
  ]);
});
after(async () => {
  await browser?.close();
  await stack?.stop();
});

const DOCUMENTS = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...filesIn('docs', '.md'), ...filesIn('components', '.md')];
/** Written for a framework's compiler, not for a browser. */
const FOREIGN = /\[\w[\w.-]*\]=|\(chat-|\{\{/;
const TYPES: Record<string, string> = { '.js': 'text/javascript', '.json': 'application/json' };

interface Example {
  readonly file: string;
  readonly line: number;
  readonly code: string;
}

function examples(): Example[] {
  return DOCUMENTS.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    return [...text.matchAll(/^```html[^\n]*\n([^]*?)^```/gm)].map((match) => ({ file, line: text.slice(0, match.index).split('\n').length, code: match[1]! })).filter(({ code }) => !FOREIGN.test(code));
  });
}

/** The example as a page: its addresses lead to what was built here and to the server that runs here. */
function pageOf(code: string): string {
  const body = code
    .replace(/\b(wss?|https?):\/\/chat\.example(\.com)?/g, () => stack.url.replace(/^http/, 'ws'))
    .replace(/\sintegrity="[^"]*"/g, '')
    .replace(/(import\s+|from\s+)'chat-elements(\/[\w-]+)?'/g, (_, before: string, path?: string) => `${before}'https://cdn.example${path ?? '/chat-elements'}.js'`);
  // An example of tags alone takes the script for granted.
  const script = /<script/.test(code) ? '' : '<script type="module" src="https://cdn.example/chat-elements.js"></script>';
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Example</title><link rel="icon" href="data:,">${script}<body>${body}</body></html>`;
}

function answer(request: HTTPRequest, page: string): void {
  const url = new URL(request.url());
  if (url.hostname === 'docs.example') void request.respond({ contentType: 'text/html; charset=utf-8', body: page });
  else if (url.hostname === 'cdn.example') {
    const file = join(root, 'dist', normalize(url.pathname));
    if (existsSync(file)) void request.respond({ contentType: TYPES[extname(file)] ?? 'text/plain', headers: { 'access-control-allow-origin': '*' }, body: readFileSync(file) });
    else void request.respond({ status: 404 });
  } else void request.continue();
}

// Most of it is waiting for what does not come.
describe('examples in the documents', { concurrency: 4 }, () => {
  const all = examples();

  it('are there', () => {
    for (const file of ['README.md', 'docs/theming.md', 'docs/security.md']) assert.ok(all.some((one) => one.file === file), file);
  });

  for (const { file, line, code } of all) {
    it(`${file}:${line} works as it stands`, { timeout: 60_000 }, async () => {
      const one = await person(browser);
      const page = pageOf(code);
      await one.page.setRequestInterception(true);
      one.page.on('request', (request) => answer(request, page));
      await one.goto('http://docs.example/');
      const tags = [...new Set([...code.matchAll(/<([a-z]+-[a-z-]+)/g)].map((match) => match[1]!))];
      if (/data-url|data-heading/.test(code)) tags.push('chat-widget');
      assert.ok(tags.length > 0 || /<script/.test(code), 'an example without any element');
      await until(
        () => one.page.evaluate((names) => names.every((name) => [...document.querySelectorAll(name)].length > 0 && [...document.querySelectorAll(name)].every((element) => element.matches(':defined') && element.shadowRoot?.childElementCount)), tags),
        () => `not all of ${tags.join(', ')} came alive; the page said:\n${one.problems.join('\n')}`,
      );
      // Long enough for what an element says a second later, when it found no provider.
      await new Promise((resolve) => setTimeout(resolve, 1_200));
      one.untroubled(/^request elsewhere/);
      await one.page.browserContext().close();
    });
  }
});

describe('links in the documents', () => {
  for (const file of DOCUMENTS) {
    it(`${file} leads somewhere`, () => {
      const text = readFileSync(join(root, file), 'utf8').replace(/^```[^]*?^```/gm, '');
      const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]!).filter((link) => !/^([a-z]+:|#)/.test(link));
      for (const link of links) assert.ok(existsSync(join(root, dirname(file), link.split('#')[0]!)), `${file}: ${link}`);
    });
  }

  it('has every decision in its list', () => {
    const index = readFileSync(join(root, 'docs/decisions/README.md'), 'utf8');
    for (const path of filesIn('docs/decisions', '.md')) if (!path.endsWith('README.md')) assert.ok(index.includes(`(${path.split('/').at(-1)})`), `${path} is missing in docs/decisions/README.md`);
  });

  it('names no limit but the ones that are held', () => {
    const sizes = readFileSync(join(root, 'scripts/sizes.mjs'), 'utf8');
    const [, embed, open, bundle] = /BUDGETS = \{ embed: ([\d.]+), open: ([\d.]+),.*? bundle: ([\d.]+)/.exec(sizes)!;
    const said = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/\| ([\d.]+) kB \|/g)].map((match) => match[1]);
    assert.deepEqual(said, [embed, open, bundle]);
  });
});
