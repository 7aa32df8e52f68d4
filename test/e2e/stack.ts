/** What a newcomer starts, for tests: `npm start` on a free port, and a chat server of one's own that can be killed under it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/files.mjs';
import { freePort } from '../../scripts/free-port.mjs';

/** The assistant thinks and writes faster here than people could follow. */
const ENV = { ...process.env, ASSISTANT_WAIT: '150', ASSISTANT_PACE: '0.35' };

export interface Stack {
  /** Base of the demo pages, without a slash at its end. */
  readonly url: string;
  stop(): Promise<void>;
}

export interface ChatServer {
  readonly url: string;
  /** As a power cut would: nothing is said, nothing is written any more. Resolves when it is gone. */
  kill(): Promise<void>;
  /** The same data on the same port again. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const running = new Set<ChildProcess>();
process.once('exit', () => running.forEach((child) => kill(child, 'SIGKILL')));

/**
 * Starts everything. `server`: a chat server that runs already. `shared`: one that other files use as well will do (scripts/node-tests.mjs has started it when there are several):
 * for whom it does not matter who else has been in the shop. `reload`: pages as somebody has them who works on them, each source compiled when it is asked for, where tests otherwise
 * have the scripts of a page bundled (scripts/demo-pages.mjs). While working on a test, DEMO_URL names pages that run already:
 * `ASSISTANT_WAIT=150 ASSISTANT_PACE=0.35 npm start` in one terminal, `DEMO_URL=http://localhost:5173 node scripts/node-tests.mjs e2e` in another.
 */
export async function startStack({ server, assistant = true, shared = false, reload = false }: { readonly server?: string; readonly assistant?: boolean; readonly shared?: boolean; readonly reload?: boolean } = {}): Promise<Stack> {
  const there = process.env.DEMO_URL ?? (shared ? process.env.SHARED_DEMO_URL : undefined);
  if (there && !server) return { url: there, stop: async () => {} };
  const data = mkdtempSync(join(tmpdir(), 'chat-elements-e2e-'));
  const options = ['--port', '0', '--data', data, ...(reload ? [] : ['--reload', 'off']), ...(server ? ['--server', server] : []), ...(assistant ? [] : ['--assistant', 'off'])];
  // Through npm, as people do it: `prestart` runs as well.
  const child = launch(process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm'], ['start', '--', ...options]);
  const stop = async () => {
    await end(child, 'SIGTERM');
    rmSync(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  try {
    const [, url] = await said(child, /A shop with a chat\s+(http:\S+?)\/\s/, 120_000);
    return { url: url!, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A chat server alone, to kill and to start again. Nobody but people answers: lists show what was said last, and that is to be what a test waits for. */
export async function startChatServer(): Promise<ChatServer> {
  const data = mkdtempSync(join(tmpdir(), 'chat-elements-party-'));
  const port = await freePort();
  const run = async () => {
    const started = launch([process.execPath], ['demo/server/cli.mjs', '--port', String(port), '--data', data, '--assistant', 'off']);
    await said(started, /Chat server ready/, 30_000);
    return started;
  };
  let child = await run();
  return {
    url: `http://127.0.0.1:${port}`,
    kill: () => end(child, 'SIGKILL'),
    restart: async () => {
      child = await run();
    },
    async stop() {
      await end(child, 'SIGTERM');
      rmSync(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

function launch([command, ...first]: readonly string[], args: readonly string[]): ChildProcess {
  const grouped = process.platform !== 'win32';
  const child = spawn(command!, [...first, ...args], { cwd: root, env: ENV, stdio: ['ignore', 'pipe', 'pipe'], detached: grouped, shell: command === 'npm' && !grouped });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** Resolves with the match once the process has said it; rejects with all it said if it ends, or is silent for too long; then it is ended. */
function said(child: ChildProcess, pattern: RegExp, patience: number): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (why: string) => reject(new Error(`${why}:\n${output}`));
    const timer = setTimeout(() => {
      kill(child, 'SIGKILL');
      fail(`not ready after ${patience / 1000} s`);
    }, patience);
    const take = (chunk: Buffer) => {
      output += chunk.toString();
      const match = pattern.exec(output);
      if (!match) return;
      clearTimeout(timer);
      resolve(match);
    };
    child.stdout!.on('data', take);
    child.stderr!.on('data', take);
    // Not `exit`, which may come before what it said last.
    child.once('close', (code) => fail(`ended with ${code}`));
  });
}

function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid!, signal);
  } catch {
    // It has gone by itself.
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  kill(child, signal);
  const late = setTimeout(kill, 8_000, child, 'SIGKILL');
  await gone;
  clearTimeout(late);
}
