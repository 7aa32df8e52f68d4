/**
 * `npm run bench`: our widget beside plain DOM and beside two widgets that people use, in one interleaved run. Prints medians with the versions and the machine.
 * It informs; it fails nothing. `-- --rounds=3 --only=ours,raw-cv --rows=host,ready` for less; `--only=idle`, `server` and `memory` are no chats but what a page that is left alone, and the server, need.
 *
 * Peers are installed into .cache/bench the first time (npm, exact versions) and are no dependency of the project.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cpus } from 'node:os';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import type { CDPSession, Page } from 'puppeteer-core';
import { argumentsOf } from '../../scripts/arguments.mjs';
import { root } from '../../scripts/files.mjs';
import { launchChromium } from '../helpers/chromium.js';
import { benchIdle } from './idle.js';
import { benchMemory } from './memory.js';
import { benchServer } from './server.js';

interface Subject {
  /** Messages that stand there before the live rows begin, where 1,000 would take minutes. */
  before?: number;
  mount(): void | Promise<void>;
  history(texts: string[]): void;
  add(text: string): void;
  startStream(): void;
  chunk(text: string): void;
  input(): HTMLElement | null;
  shows(text: string): boolean;
}
declare const subject: Subject;

const PEERS: Record<string, string> = { 'deep-chat': '2.4.2', 'vue-advanced-chat': '2.1.2', 'botframework-webchat': '4.18.1', vue: '3.5.22' };
const { options } = argumentsOf(process.argv.slice(2));
const rounds = Number(options['rounds']?.[0] ?? 5);
const wanted = options['only'] ?? ['raw-plain', 'raw-cv', 'ours', 'deep-chat', 'vue-advanced-chat', 'botframework-webchat', 'idle', 'server', 'memory'];
/** What is no chat: each prints a table of its own. */
const OTHERS: Record<string, readonly [title: string, run: () => Promise<string>]> = { idle: ['A page that is left alone', benchIdle], server: ['The server under load', benchServer], memory: ['What a socket costs the server', benchMemory] };
/** size, host, ready, slow, history, long, live, burst, stream. */
const rows = options['rows'];
const names = wanted.filter((name) => !OTHERS[name]);
for (const [name, [title, run]] of Object.entries(OTHERS)) if (wanted.includes(name)) console.log(`${title}\n\n${await run()}\n`);
if (!names.length) process.exit(0);
const cache = join(root, '.cache/bench');

if (names.some((name) => name in PEERS) && !Object.keys(PEERS).every((name) => existsSync(join(cache, 'node_modules', name)))) {
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, 'package.json'), JSON.stringify({ private: true, dependencies: PEERS }));
  console.log('Installing the peers …');
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: cache, stdio: 'inherit' });
}
if (!existsSync(join(root, 'dist/chat-widget.js'))) execFileSync('node', ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' });

/** One script a subject; what ours imports from /dist stays there. */
const scripts = new Map<string, string>();
for (const name of names) {
  const { outputFiles } = await build({
    entryPoints: [join(root, `test/bench/subjects/${name}.js`)], bundle: true, minify: true, write: false, format: 'esm', external: ['/dist/*'], nodePaths: [join(cache, 'node_modules')], alias: { webchat: join(cache, 'node_modules/botframework-webchat/dist/webchat.js') },
    define: { 'process.env.NODE_ENV': '"production"' }, loader: { '.css': 'empty' }, logLevel: 'error',
  });
  scripts.set(name, outputFiles[0]!.text);
}

/** Ours as a shop has it: the snippet, and a launcher. A peer has no snippet: its page brings what it is made of, and shows it. */
function hostPage(name: string): string {
  const there = 'document.documentElement.dataset.there = name';
  const ours = `<script async src="/dist/embed.js" data-url="ws://127.0.0.1:9" data-heading="Support"></script><script type="module">const name = 'ours'; while (!document.querySelector('chat-widget')?.shadowRoot) await new Promise((done) => setTimeout(done, 50)); ${there}</script>`;
  const other = `<script type="module">const name = '${name}'; const { default: s } = await import('/${name}.js'); await s.mount(); while (!s.input()) await new Promise((done) => setTimeout(done, 50)); ${there}</script>`;
  return `<!doctype html><html lang="en"><title>host</title><body><h1>A page</h1><p>${'Words of a page. '.repeat(300)}</p>${name === 'empty' ? '' : name === 'ours' ? ours : other}</body></html>`;
}

/** The chat in the page from the start, as whoever wants an open one writes it; says when somebody can write. */
function readyPage(name: string): string {
  return `<!doctype html><html lang="en"><title>ready</title><body><script type="module">import s from '/${name}.js';
const at = () => { const input = s.input(); return input && !input.disabled && input.getBoundingClientRect().height > 0; };
await s.mount();
while (!at()) await new Promise(requestAnimationFrame);
globalThis.ready = performance.now();
</script></body></html>`;
}

const types: Record<string, string> = { '.js': 'text/javascript', '.json': 'application/json' };
let loaded = 0;
const server = createServer((request, response) => {
  const path = new URL(request.url ?? '/', 'http://x').pathname;
  const name = path.slice(1).replace(/\.js$/, '');
  const body = scripts.get(name) ?? (path.startsWith('/dist/') && existsSync(join(root, path)) ? readFileSync(join(root, path)) : undefined);
  if (path.endsWith('.html')) {
    response.setHeader('content-type', 'text/html');
    if (path.startsWith('/host-')) return void response.end(hostPage(path.slice('/host-'.length, -'.html'.length)));
    if (path.startsWith('/ready-')) return void response.end(readyPage(path.slice('/ready-'.length, -'.html'.length)));
    return void response.end(`<!doctype html><html lang="en"><title>bench</title><body><script type="module">import s from '/${path.slice(1, -5)}.js'; globalThis.subject = s.default ?? s;</script></body></html>`);
  }
  if (body === undefined) return void response.writeHead(404).end();
  const packed = gzipSync(body, { level: 9 });
  loaded += packed.length;
  response.setHeader('content-type', types[extname(path)] ?? 'text/javascript');
  response.setHeader('content-encoding', 'gzip');
  response.end(packed);
}).listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const browser = await launchChromium({ whole: true, protocolTimeout: 40_000 });
const results = new Map<string, Map<string, number[]>>();
const note = (row: string, name: string, value: number) => {
  const cells = results.get(row) ?? new Map<string, number[]>();
  results.set(row, cells);
  cells.set(name, [...(cells.get(name) ?? []), value]);
};

async function open(name: string): Promise<{ page: Page; cdp: CDPSession }> {
  const page = await browser.newPage();
  await page.setViewport({ width: 800, height: 700 });
  page.setDefaultTimeout(60_000);
  await page.goto(`${origin}/${name}.html`);
  await page.waitForFunction(() => 'subject' in globalThis);
  const cdp = await page.createCDPSession();
  await cdp.send('Performance.enable');
  return { page, cdp };
}
const metric = async (cdp: CDPSession, name: string) => (await cdp.send('Performance.getMetrics')).metrics.find((m) => m.name === name)!.value;

/** Texts of the lengths that people write: mostly short. */
const texts = (n: number, tag: string) => Array.from({ length: n }, (_, i) => `${tag} ${i} ${'lorem ipsum dolor sit amet '.repeat(1 + ((i * 7) % 5))}`);

async function size(name: string): Promise<void> {
  loaded = 0;
  const { page } = await open(name);
  await page.evaluate(() => subject.mount());
  await page.waitForFunction(() => subject.input());
  note('JS, kB gz', name, loaded / 1000);
  await page.close();
}

/** Everything that the page with the chat in it costs before anybody touches it, on a processor four times slower; `empty` is a page without. */
async function host(name: string): Promise<void> {
  const page = await browser.newPage();
  page.setDefaultTimeout(60_000);
  const cdp = await page.createCDPSession();
  await cdp.send('Performance.enable');
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await page.evaluateOnNewDocument(() => {
    const page = globalThis as unknown as { blocked: number; largest: number };
    page.blocked = page.largest = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) page.blocked += Math.max(0, duration - 50);
    }).observe({ type: 'longtask', buffered: true });
    new PerformanceObserver((list) => {
      for (const { startTime } of list.getEntries()) page.largest = startTime;
    }).observe({ type: 'largest-contentful-paint', buffered: true });
  });
  await page.goto(`${origin}/host-${name}.html`);
  if (name !== 'empty') await page.waitForSelector('[data-there]');
  // Until nothing has been done for a while.
  for (let last = -1, now = 0; now !== last; ) {
    last = now;
    await new Promise((resolve) => setTimeout(resolve, 700));
    now = Math.round((await metric(cdp, 'ScriptDuration')) * 1000);
  }
  note('host page, CPU 4x slowed: script ms', name, (await metric(cdp, 'ScriptDuration')) * 1000);
  note('host page, CPU 4x slowed: total blocking ms', name, await page.evaluate(() => (globalThis as unknown as { blocked: number }).blocked));
  note('host page, CPU 4x slowed: LCP ms', name, await page.evaluate(() => (globalThis as unknown as { largest: number }).largest));
  await page.close();
}

/** From the navigation until somebody can write, nothing kept from before; also over a slow line (1.6 Mbit/s, 150 ms there and back). */
async function ready(name: string, line: '' | ', slow 4G'): Promise<void> {
  const page = await browser.newPage();
  page.setDefaultTimeout(60_000);
  const cdp = await page.createCDPSession();
  await cdp.send('Network.enable');
  await cdp.send('Network.setCacheDisabled', { cacheDisabled: true });
  if (line) await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 94_000 });
  await page.goto(`${origin}/ready-${name}.html`);
  await page.waitForFunction(() => 'ready' in globalThis);
  note(`composer usable${line}, ms`, name, await page.evaluate(() => (globalThis as unknown as { ready: number }).ready));
  await page.close();
}

async function history(name: string, n: number): Promise<void> {
  const { page, cdp } = await open(name);
  await page.evaluate(() => subject.mount());
  await page.waitForFunction(() => subject.input());
  const list = texts(n, 'history');
  const ms = await page.evaluate(async (list) => {
    const begin = performance.now();
    subject.history(list);
    const last = list.at(-1)!.trim();
    while (!subject.shows(last)) {
      if (performance.now() - begin > 45_000) return NaN;
      await new Promise(requestAnimationFrame);
    }
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    return performance.now() - begin;
  }, list);
  note(`history of ${n.toLocaleString('en')}, ms`, name, ms);
  if (n === 10_000 && !Number.isNaN(ms)) {
    await cdp.send('HeapProfiler.collectGarbage');
    note('heap at 10,000, MB', name, (await metric(cdp, 'JSHeapUsedSize')) / 1e6);
    note('DOM nodes at 10,000', name, await metric(cdp, 'Nodes'));
    await page.evaluate(() => {
      subject.input()!.focus();
      const times: number[] = [];
      Object.assign(globalThis, { times });
      addEventListener('keydown', () => {
        const begin = performance.now();
        requestAnimationFrame(() => setTimeout(() => times.push(performance.now() - begin)));
      }, true);
    });
    for (let i = 0; i < 40; i++) await page.keyboard.type('a', { delay: 20 });
    const times = await page.evaluate(() => (globalThis as unknown as { times: number[] }).times.sort((a, b) => a - b));
    note('key to paint at 10,000, p95 ms', name, times[Math.floor(times.length * 0.95)] ?? NaN);
  }
  await page.close();
}

/** `perSecond` of something for two seconds, onto 1,000 messages: main thread milliseconds each, and the longest frame. */
async function flow(name: string, row: string, perSecond: number, stream: boolean): Promise<void> {
  const { page, cdp } = await open(name);
  await page.evaluate(() => subject.mount());
  await page.waitForFunction(() => subject.input());
  const before = await page.evaluate(() => subject.before ?? 1000);
  await page.evaluate((list) => subject.history(list), texts(before, 'before'));
  await page.waitForFunction((last) => subject.shows(last), {}, `before ${before - 1}`);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const busy = await metric(cdp, 'TaskDuration');
  const frame = await page.evaluate(async (perSecond, stream) => {
    const all = perSecond * 2;
    let done = 0;
    let longest = 0;
    let last = performance.now();
    const begin = last;
    if (stream) subject.startStream();
    while (done < all) {
      const due = Math.min(all, Math.floor(((performance.now() - begin) / 1000) * perSecond));
      for (; done < due; done++) {
        if (stream) subject.chunk(`word${done} `);
        else subject.add(`live ${done} lorem ipsum dolor`);
      }
      await new Promise(requestAnimationFrame);
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
    }
    const end = stream ? `word${all - 1} ` : `live ${all - 1} `;
    while (!subject.shows(end.trim()) && performance.now() - begin < 30_000) await new Promise(requestAnimationFrame);
    return longest;
  }, perSecond, stream);
  note(`${row}: main thread ms each`, name, ((await metric(cdp, 'TaskDuration')) - busy) * 1000 / (perSecond * 2));
  note(`${row}: longest frame ms`, name, frame);
  await page.close();
}

const median = (values: number[] = []) => (values.length ? [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]! : NaN);
const show = (value: number) => (Number.isNaN(value) ? '–' : value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(value < 10 ? 2 : 1));
const label = (name: string) => (PEERS[name] ? `${name} ${PEERS[name]}` : name);
/** Medians of what was measured so far. */
function table(): string {
  return [
    `| | ${names.map(label).join(' | ')} |`,
    `|---|${names.map(() => '---:|').join('')}`,
    ...[...results].map(([row, cells]) => {
      const base = median(cells.get('raw-plain'));
      const ratio = /^(composer|history|key)/.test(row);
      const empty = median(cells.get('empty')) || 0;
      return `| ${row} | ${names.map((name) => `${show(Math.max(0, median(cells.get(name)) - empty))}${ratio && name !== 'raw-plain' && base ? ` (${show(median(cells.get(name)) / base)}x)` : ''}`).join(' | ')} |`;
    }),
  ].join('\n');
}

const slow = new Set<string>();
for (let round = 0; round < rounds; round++) {
  await host('empty');
  for (const name of names) {
    const guard = async (what: string, work: () => Promise<void>) => {
      if (slow.has(`${name} ${what}`) || (rows && !rows.includes(what))) return;
      const begin = Date.now();
      await work().catch(async (error: Error) => {
        console.log(`${name}: ${what} gave up (${error.message.split('\n')[0]})`);
        slow.add(`${name} ${what}`);
        // A page that hangs would slow the others down.
        for (const page of await browser.pages()) if (page.url() !== 'about:blank') await page.close({ runBeforeUnload: false }).catch(() => {});
      });
      // One look at the very slow is enough.
      if (Date.now() - begin > 20_000) slow.add(`${name} ${what}`);
    };
    if (round === 0) await guard('size', () => size(name));
    await guard('host', () => host(name));
    await guard('ready', () => ready(name, ''));
    await guard('slow', () => ready(name, ', slow 4G'));
    await guard('history', () => history(name, 1000));
    if (!slow.has(`${name} history`)) await guard('long', () => history(name, 10_000));
    await guard('live', () => flow(name, 'live 200/s', 200, false));
    await guard('burst', () => flow(name, 'live 1,000/s', 1000, false));
    await guard('stream', () => flow(name, 'stream 500/s', 500, true));
  }
  console.log(`\nround ${round + 1} of ${rounds}\n\n${table()}`);
}
const version = await browser.version();
await browser.close();
server.close();

console.log(`\n${version}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}, medians of ${rounds}, interleaved; (x) = ratio to raw-plain in the same run; host page: over an empty one\n`);
console.log(table());
