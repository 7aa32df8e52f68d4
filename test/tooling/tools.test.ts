import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { find, wanted } from '../../scripts/browsers.mjs';
import { sentence } from '../../scripts/ensure-browsers.mjs';
import { outdated } from '../../scripts/ensure-deps.mjs';
import { filesIn, root } from '../../scripts/files.mjs';
import { freePort } from '../../scripts/free-port.mjs';
import { tally } from '../../scripts/node-reporter.mjs';
import { source } from '../../scripts/rollup-plugins.mjs';
import { countSession } from '../../scripts/wtr-reporter.mjs';
import { keyValue, pagesBelow, rests, webkitLauncher } from '../../scripts/wtr-webkit.mjs';
import { launchChromium } from '../helpers/chromium.js';
import { together } from '../helpers/together.js';

describe('ensure-deps', () => {
  const lock = { packages: { '': {}, 'node_modules/a': { version: '1.0.0' }, 'node_modules/mac-only': { version: '1.0.0', optional: true } } };
  it('finds everything outdated when nothing is installed', () => assert.deepEqual(outdated(lock, undefined), ['node_modules/a']));
  it('finds another version', () => assert.deepEqual(outdated(lock, { packages: { 'node_modules/a': { version: '1.0.1' } } }), ['node_modules/a']));
  it('finds nothing when all is there', () => assert.deepEqual(outdated(lock, { packages: { 'node_modules/a': { version: '1.0.0' } } }), []));
});

describe('browsers', () => {
  // Empty is as if it were not set, which it may be here.
  const laptop = { browsers: '', ci: false, canInstall: false, platform: 'linux' } as const;
  it('needs Chromium on a laptop, and takes what else is there', () => assert.deepEqual(wanted(laptop), { required: ['chromium'], optional: ['firefox', 'webkit'] }));
  it('needs all in CI and where it can install them', () => {
    assert.deepEqual(wanted({ ...laptop, ci: true }).required, ['chromium', 'firefox', 'webkit']);
    assert.deepEqual(wanted({ ...laptop, canInstall: true }).required, ['chromium', 'firefox', 'webkit']);
    assert.deepEqual(wanted({ ...laptop, browsers: 'all' }).required, ['chromium', 'firefox', 'webkit']);
  });
  it('does what BROWSERS says', () => assert.deepEqual(wanted({ ...laptop, ci: true, browsers: 'firefox' }), { required: ['firefox'], optional: [] }));
  it('refuses an engine that there is not', () => assert.throws(() => wanted({ ...laptop, browsers: 'safari' }), /chromium, firefox, webkit or all/));
  it('says in one sentence what to install', () => assert.match(sentence(['chromium', 'webkit']), /^To run the tests, install Chromium.*CHROME_PATH.*webkit2gtk-driver.*\.$/));
});

describe('the build', () => {
  it('keeps the space at either end of a template, which parts words, and no other', async () => {
    const shipped = async (template: string) => ((await source({ literals: true }).transform(`export const x = (html) => ${template};`, `${template}.ts`)) as { code: string }).code;
    assert.match(await shipped('html` <b>(optional)</b>`'), /` <b>\(optional\)<\/b>`/);
    assert.match(await shipped('html`<b>Name</b> `'), /`<b>Name<\/b> `/);
    assert.match(await shipped('html`\n  <b>\n Name</b>\n`'), /`<b>Name<\/b>`/);
  });
});

describe('counts', () => {
  const session = (extra: object) => countSession({ browser: { name: 'X' }, errors: [], passed: true, testResults: { tests: [{ name: 'a', passed: true }], suites: [] }, ...extra });
  it('of a page that broke outside of a test', () => assert.equal(session({ passed: false, errors: [{ message: 'x' }] }).failed, 1));
  it('of a page that never finished', () => assert.equal(session({ passed: false }).failed, 1));
  it('of a file without a test', () => assert.equal(session({ testResults: { tests: [], suites: [] } }).failed, 1));
  it('of nested suites', () => {
    const inner = { name: 's', tests: [{ name: 'b', passed: false }, { name: 'c', passed: false, skipped: true }], suites: [] };
    const { passed, failed, skipped } = session({ passed: false, testResults: { tests: [{ name: 'a', passed: true }], suites: [inner] } });
    assert.deepEqual({ passed, failed, skipped }, { passed: 1, failed: 1, skipped: 1 });
  });
  it('of a page with several files, one of which holds no test', () => {
    const [full, empty] = ['test/unit/a.test.ts', 'test/unit/b.test.ts'].map((name, i) => ({ name, tests: i ? [] : [{ name: 'a', passed: true }], suites: [] }));
    const { passed, failures } = session({ testResults: { tests: [], suites: [full, empty] } });
    assert.deepEqual([passed, failures.map(({ name }: { name: string }) => name)], [1, ['test/unit/b.test.ts']]);
  });
  it("of Node's own events: suites are not tests, files that cannot run are failures", () => {
    const event = (type: string, data: object) => ({ type, data: { nesting: 0, file: '/f', ...data } });
    const sum = tally([
      event('test:pass', { name: 'a' }),
      event('test:fail', { name: 'b', details: { error: { failureType: 'testCodeFailure' } } }),
      event('test:fail', { name: 's', details: { type: 'suite', error: { failureType: 'subtestsFailed' } } }),
      event('test:pass', { name: 't', details: { type: 'suite' } }),
      event('test:pass', { name: 'later', todo: true }),
      event('test:fail', { name: '/g', file: '/g', details: { error: { failureType: 'testCodeFailure' } } }),
      event('test:pass', { name: '/h', file: '/h' }),
    ]);
    assert.deepEqual(sum, { passed: 1, failed: 3, skipped: 1, empty: ['/h'] });
  });
});

describe('the WebKit launcher', () => {
  it('knows keys by the names puppeteer uses', () => {
    assert.equal(keyValue('Enter'), '\uE007');
    assert.equal(keyValue('KeyA'), 'a');
    assert.equal(keyValue('é'), 'é');
    assert.throws(() => keyValue('Hyper'), /Hyper/);
  });

  const pieces = find.webkit();
  // Where nobody installed it (on a laptop), there is none to launch.
  if (pieces)
    it('gives a page to a new browser where the first stands still or is gone, and not where the page itself is at work for ever', { timeout: 120_000 }, async () => {
      const visits: string[] = [];
      let visited = () => {};
      const server = createServer(({ url }, response) => {
        response.setHeader('content-type', 'text/html');
        response.end(url === '/loop' ? '<script>fetch("/loops").then(() => { for (;;); })</script>' : '');
        visits.push(url!);
        visited();
      });
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
      const heard: string[] = [];
      const launcher = webkitLauncher(pieces, { every: 100, patience: 1_000, say: (words: unknown) => heard.push(String(words)) });
      const until = async (url: string, times: number) => {
        while (visits.filter((one) => one === url).length < times) await new Promise<void>((done) => (visited = done));
      };
      const open = (path: string) => launcher.startSession(path, `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
      try {
        for (const [path, signal] of [['/still', 'SIGSTOP'], ['/gone', 'SIGKILL']] as const) {
          await open(path);
          await until(path, 1);
          for (const pid of pagesBelow(process.pid)) process.kill(pid, signal);
          await until(path, 2);
          await launcher.stopSession();
        }
        assert.deepEqual(heard.map((words) => /(\/still|\/gone): a new one/.exec(words)?.[1]), ['/still', '/gone']);
        await open('/loop');
        await until('/loops', 1);
        assert.equal(await rests(process.pid), false);
        assert.equal(heard.length, 2, 'it has its browser still');
      } finally {
        await launcher.stop();
        server.close();
      }
    });
});

describe('launchChromium', () => {
  it('opens a page and ends', { timeout: 60_000 }, async () => {
    const browser = await launchChromium();
    const page = await browser.newPage();
    await page.setContent('<p>hello</p>');
    const text = await page.$eval('p', (element) => element.textContent);
    await browser.close();
    assert.equal(text, 'hello');
  });
});

describe('what is started together', () => {
  it('is handed over as it was asked for', async () => {
    const [one, two] = await together([Promise.resolve({ name: 'one', close() {} }), Promise.resolve({ name: 'two', stop() {} })]);
    assert.deepEqual([one.name, two.name], ['one', 'two']);
  });

  it('leaves nothing behind where one of it does not come: no browser, and nothing that came after the failure', { timeout: 60_000 }, async () => {
    const ended: string[] = [];
    const browser = launchChromium();
    const slow = new Promise<{ stop(): void }>((done) => void browser.then(() => done({ stop: () => void ended.push('stopped') })));
    await assert.rejects(together([Promise.reject(new Error('no pages')), browser, slow, Promise.resolve({ dispose: () => void ended.push('disposed') })]), /^Error: no pages$/);
    assert.deepEqual(ended.sort(), ['disposed', 'stopped']);
    const child = (await browser).process()!;
    assert.ok(child.exitCode !== null || child.signalCode !== null, 'the browser is gone');
  });
});

describe('ports', () => {
  it('are free, and none that a system hands out', async () => {
    for (let i = 0; i < 20; i++) {
      const port = await freePort();
      assert.ok(port >= 20_000 && port < 32_000, String(port));
      const server = createServer().listen(port, '127.0.0.1');
      await once(server, 'listening');
      server.close();
    }
  });
});

describe('the text of the project', () => {
  it('has no merge in it that was left half done', () => {
    const texts = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', ...['docs', 'components', 'demo', 'src', 'scripts'].flatMap((folder) => ['.md', '.ts', '.mjs', '.html', '.css'].flatMap((end) => filesIn(folder, end)))];
    assert.ok(texts.length > 300);
    assert.deepEqual(texts.filter((file) => /^(<{7} |>{7} |={7}$)/m.test(readFileSync(join(root, file), 'utf8'))), []);
  });
});
