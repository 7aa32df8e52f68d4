/** `npm start`: the chat server, and one web server for all demo pages in front of it. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer as createProbe } from 'node:net';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { createLogger, createServer } from 'vite';
import { launcher, processInfo } from '../demo/server/claim.mjs';
import { startParty } from '../demo/server/start.mjs';
import { bundledPages } from './demo-pages.mjs';
import { filesIn, root } from './files.mjs';
import { somePort } from './free-port.mjs';
import { playground } from './playground.mjs';

const HELP = `Shop, inbox, gallery, playground and plain pages, with a chat server behind them.

  npm start -- [options]

  --port 5173        port of the pages; the next free one if it is taken
  --host localhost   address to listen on
  --data DIR         folder for what is said (.data/demo-PORT)
  --server URL       use a chat server that runs already, in place of one of its own
  --assistant off    nobody answers while the team is away
  --reload off       pages do not follow changes of the sources, and load faster
  --help`;

const text = { type: 'string' };
let options;
try {
  ({ values: options } = parseArgs({ options: { port: text, host: text, data: text, server: text, assistant: text, reload: text, help: { type: 'boolean' } } }));
} catch (error) {
  console.error(`${error.message}\n\n${HELP}`);
  process.exit(2);
}
if (options.help) {
  console.log(HELP);
  process.exit(0);
}

const off = (value) => ['off', 'false', 'no', '0'].includes(value ?? '');
const host = options.host ?? 'localhost';

let pages, party, play, ending;
async function end(code = 0) {
  if (ending) return;
  ending = true;
  // Whatever hangs, the terminal is given back.
  setTimeout(() => process.exit(code), 3_000).unref();
  play?.close();
  await Promise.allSettled([party?.dispose(), pages?.close()]);
  process.exit(code);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => end());

// If npm is killed, its child would live on unseen and keep the port.
const npm = launcher();
if (npm) setInterval(() => processInfo(npm) ?? end(1), 200).unref();

try {
  const port = await portFrom(options.port === undefined ? 5173 : Number(options.port));
  build();
  party = options.server ? undefined : await startParty({ persist: options.data ?? join(root, `.data/demo-${port}`), assistant: !off(options.assistant), demoTokens: true, ...assistantPace() });
  play = playground(options.server ?? party.url);
  pages = await startPages(port, options.server ?? party.url);
  await say(port);
} catch (error) {
  console.error(error.message ?? error);
  await end(1);
}

/** From `first` on, a port that nobody listens on. The pages, and the folder of their data, are called after it. */
async function portFrom(first) {
  if (!Number.isInteger(first) || first < 0 || first > 65_535) throw new Error(`--port takes a number up to 65535, not "${options.port}".`);
  first ||= somePort();
  for (let port = first; port <= Math.min(first + 100, 65_535); port++) {
    const found = await new Promise((resolve, reject) => {
      const probe = createProbe()
        .once('error', (error) => (error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error)))
        .listen(port, host, () => {
          const { port: taken } = probe.address();
          probe.close(() => resolve(taken));
        });
    });
    if (found !== undefined) return found;
  }
  throw new Error(`No port is free from ${first} on: choose another with --port.`);
}

/** The shop uses what ships, so that has to be there, and to be of the sources as they are. */
function build() {
  const stamp = join(root, '.cache/start.stamp');
  const sources = [...filesIn('src', '.ts'), ...filesIn('components', '.ts'), ...filesIn('skins', '.css'), 'rollup.config.mjs', 'scripts/rollup-plugins.mjs', 'package.json'];
  const newest = Math.max(...sources.map((path) => changed(join(root, path))));
  const built = existsSync(join(root, 'dist/embed.js')) ? Math.max(changed(stamp), changed(join(root, 'dist/integrity.json'))) : 0;
  if (built > newest) return;
  process.stdout.write('Building what the shop page uses …');
  const started = Date.now();
  const run = spawnSync(process.execPath, ['scripts/build.mjs', '--only=snippet,modules,bundle,npm'], { cwd: root, encoding: 'utf8' });
  if (run.status === 0) {
    process.stdout.write(` ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
    mkdirSync(join(root, '.cache'), { recursive: true });
    writeFileSync(stamp, '');
    utimesSync(stamp, started / 1000, started / 1000);
  } else {
    process.stdout.write(' failed\n');
    console.error(`${run.stderr || run.stdout}\n${existsSync(join(root, 'dist/embed.js')) ? 'The shop page goes on with the last build.' : 'The shop page has no chat until `npm run build` passes.'}`);
  }
}

function changed(path) {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}

/** For tests, which have no time to wait for an assistant that ponders. */
function assistantPace() {
  const { ASSISTANT_WAIT: wait, ASSISTANT_PACE: pace } = process.env;
  return { ...(wait ? { assistantWait: Number(wait) } : {}), ...(pace ? { assistantPace: Number(pace) } : {}) };
}

async function startPages(port, target) {
  const still = off(options.reload);
  const server = await createServer({
    root: join(root, 'demo'),
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'warn',
    plugins: [play.plugin, ...(still ? [await bundledPages()] : [])],
    customLogger: quiet(),
    // Another one that bundles nothing ahead would find the cache of this one outdated, and the other way about.
    ...(still ? { cacheDir: join(root, '.cache/vite-still'), optimizeDeps: { noDiscovery: true, entries: [], include: [] } } : {}),
    server: {
      port,
      host,
      strictPort: true,
      proxy: { '/parties': { target, ws: true }, '/status': { target }, '/demo/token': { target } },
      ...(still ? { watch: { ignored: ['**'] } } : {}),
    },
  });
  await server.listen();
  return server;
}

/** Vite reports every socket that a closed tab leaves behind. A chat server that is away is news, once. */
function quiet() {
  const logger = createLogger('warn', { prefix: '' });
  const { error } = logger;
  let told = 0;
  logger.error = (message, more) => {
    if (/proxy (socket )?error/.test(message)) {
      if (!/ECONNREFUSED/.test(`${message} ${more?.error?.code}`) || Date.now() - told < 30_000) return;
      told = Date.now();
      console.error('The chat server does not answer; the pages try again by themselves.');
    } else error(message, more);
  };
  return logger;
}

async function say(port) {
  const base = `http://${['0.0.0.0', '::', '127.0.0.1', '::1'].includes(host) ? 'localhost' : host}:${port}`;
  const kept = relative(root, options.data ?? `.data/demo-${port}`) || options.data;
  console.log(`
  A shop with a chat       ${base}/
  The team’s inbox         ${base}/inbox/
  Every element and state  ${base}/gallery/
  Six backends, to break   ${base}/playground/
  Every colour and corner  ${base}/studio/
  Four ways in             ${base}/plain/

Open the first two side by side and say hello.${party ? ` What is said is kept in ${kept}; anybody on this machine may read it.` : ''}
Ctrl+C ends it.
`);
}
