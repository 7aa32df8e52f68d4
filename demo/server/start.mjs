import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Log, LogLevel, Miniflare } from 'miniflare';
import { claim, release } from './claim.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Bundles the worker. About 0.1 s. */
async function bundle() {
  const { outputFiles } = await build({
    entryPoints: [here('./worker.ts')], bundle: true, write: false, format: 'esm', target: 'es2022', keepNames: true,
    conditions: ['workerd', 'worker', 'browser'], external: ['cloudflare:*', 'node:*'], logLevel: 'silent',
  });
  return outputFiles[0].text;
}

/** Waits until nobody listens on a port any more: a server that was killed a moment ago may still be on its way out. */
async function portFree(port, host, until) {
  for (;;) {
    const error = await new Promise((done) => {
      const probe = createServer().once('error', done).listen(port, host, () => probe.close(() => done(undefined)));
    });
    if (!error) return;
    if (error.code !== 'EADDRINUSE' || Date.now() > until) throw new Error(`Port ${port} of ${host} cannot be used: ${error.code === 'EADDRINUSE' ? 'another program listens there. Choose another with --port.' : error.message}`);
    await pause(50);
  }
}

/** A secret of this data folder's own, for the guest tokens of an open server. */
function secretIn(persist) {
  if (!persist) return randomBytes(32).toString('base64url');
  const file = join(persist, 'secret');
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    const secret = randomBytes(32).toString('base64url');
    writeFileSync(file, secret, { mode: 0o600 });
    return secret;
  }
}

/** Workerd's own words: what the worker logs, without the noise of connections that break. */
function speak(stdout, stderr) {
  stdout.on('data', (text) => process.stdout.write(text));
  stderr.on('data', (text) => {
    const lines = String(text).split('\n').filter((line) => line && !/NOSENTRY|disconnected|Broken pipe|Connection reset|peer closed|stack: /i.test(line));
    if (lines.length) process.stderr.write(`${lines.join('\n')}\n`);
  });
}

/**
 * Starts the chat server: workerd on this machine, no network needed.
 * Resolves to { url, port, open, dispose }; `dispose` says goodbye to every socket first.
 */
export async function startParty({
  port = 0, host = '127.0.0.1', persist = false, secret, origins, assistant = true, assistantWait, assistantPace, demoTokens = !secret, guests = true,
  retentionHours, retentionEntries, publicUrl, silence, filesBytes, patience = 8_000, trace = false,
} = {}) {
  const until = Date.now() + patience;
  // Where the process was begun for this, its own start counts.
  const began = performance.now() < 10_000 ? 0 : performance.now();
  const folder = persist ? resolve(persist) : false;
  if (folder) {
    mkdirSync(folder, { recursive: true });
    await claim(folder, until);
  }
  const script = await bundle();
  if (port) await portFree(port, host, until);
  if (process.platform !== 'win32' && !process.env.MINIFLARE_WORKERD_PATH) {
    process.env.WORKERD_BINARY = createRequire(createRequire(import.meta.url).resolve('miniflare'))('workerd').default;
    process.env.MINIFLARE_WORKERD_PATH = here('./workerd.sh');
  }
  if (folder) process.env.PARTY_PID_FILE = join(folder, 'workerd.pid');
  else delete process.env.PARTY_PID_FILE;
  const control = randomBytes(16).toString('hex');
  const bindings = {
    CHAT_SECRET: secret, OPEN: secret ? undefined : '1', OPEN_SECRET: secret ? undefined : secretIn(folder), GUESTS: guests ? undefined : 'off',
    ORIGINS: Array.isArray(origins) ? origins.join(',') : origins, DEMO_TOKENS: demoTokens ? '1' : undefined,
    ASSISTANT: assistant ? 'on' : 'off', ASSISTANT_WAIT: assistantWait?.toString(), ASSISTANT_PACE: assistantPace?.toString(),
    RETENTION_HOURS: retentionHours?.toString(), RETENTION_ENTRIES: retentionEntries?.toString(), SILENT_MS: silence?.toString(), FILES_BYTES: filesBytes?.toString(),
    PUBLIC_URL: publicUrl, SERVER_ID: randomBytes(12).toString('base64url'), CONTROL_KEY: control, TRACE: trace ? '1' : undefined,
  };
  const mf = new Miniflare({
    modules: true, script, host, port, cf: false, log: new Log(LogLevel.ERROR), handleRuntimeStdio: speak,
    compatibilityDate: '2026-07-20', compatibilityFlags: ['nodejs_compat', 'no_web_socket_compression'],
    bindings: Object.fromEntries(Object.entries(bindings).filter(([, value]) => value !== undefined)),
    durableObjects: { conversation: { className: 'Conversation', useSQLite: true }, lobby: { className: 'Lobby', useSQLite: true } },
    durableObjectsPersist: folder,
  });
  const url = (await mf.ready).origin;
  // What a restart will take, for those who are to come back after it: what this start took, and a moment to end.
  const least = Math.round(Math.min(10_000, 150 + (performance.now() - began) * 1.1));
  let ending;
  const dispose = () => (ending ??= (async () => {
    const bye = mf.dispatchFetch(`${url}/control/bye?least=${least}`, { headers: { authorization: `Bearer ${control}` } }).then((answer) => answer.text(), () => {});
    await Promise.race([bye, pause(1_000)]);
    await pause(50);
    await mf.dispose();
    if (folder) release(folder);
  })());
  return { url, port: Number(new URL(url).port), open: !secret, dispose };
}
