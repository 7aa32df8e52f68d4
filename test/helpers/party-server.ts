import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SignJWT } from 'jose';
import { startParty, type Party, type PartyOptions } from '../../demo/server/start.mjs';

export const SECRET = 'a secret of thirty-two characters for the tests';

/** Starts the real server on a free port, in memory unless told otherwise; it is stopped after the tests of the file. */
export async function serve(options: PartyOptions = {}): Promise<Party> {
  const party = await startParty({ assistant: false, ...options });
  after(() => party.dispose());
  return party;
}

/** A token as the site's own backend would sign it. */
export function token(sub: string, role: string, { secret = SECRET, seconds = 60, ...claims }: { secret?: string; seconds?: number } & Record<string, unknown> = {}): Promise<string> {
  return new SignJWT({ role, ...claims }).setProtectedHeader({ alg: 'HS256' }).setSubject(sub).setExpirationTime(Math.floor(Date.now() / 1000) + seconds).sign(new TextEncoder().encode(secret));
}

export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'party-'));
  after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

export { freePort } from '../../scripts/free-port.mjs';

const CLI = fileURLToPath(new URL('../../demo/server/cli.mjs', import.meta.url));

/** The server as a process of its own, as people run it: for whatever kills it. Resolves when it says that it is ready. */
export async function run(args: string[], env: Record<string, string> = {}, command = [process.execPath, CLI]): Promise<ChildProcess & { said: () => string }> {
  const [file, ...rest] = command;
  // A group of its own, so that whatever is left of it can be found and ended.
  const child = spawn(file!, [...rest, ...args], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true }) as unknown as ChildProcess & { said: () => string };
  let said = '';
  child.said = () => said;
  after(() => {
    try {
      process.kill(-child.pid!, 'SIGKILL');
    } catch {
      // all gone
    }
  });
  await new Promise<void>((done, fail) => {
    const hear = (text: Buffer): void => {
      said += String(text);
      if (said.includes('Chat server ready at')) done();
    };
    child.stdout!.on('data', hear);
    child.stderr!.on('data', hear);
    // Not `exit`, which may come before what it said last.
    child.once('close', (code, signal) => fail(new Error(`the server ended (${code ?? signal}): ${said}`)));
  });
  return child;
}
