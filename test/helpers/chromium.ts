/** Chromium for node tests, with a profile of its own that is gone afterwards, even when the test process is ended. */
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Browser, type LaunchOptions } from 'puppeteer-core';
import { chromiumArgs, find, findShell } from '../../scripts/browsers.mjs';

/** `whole`: the browser as people have it, with tabs behind others, a back/forward cache and questions for permission. Pages alone are drawn by less where that is installed. */
export async function launchChromium({ whole = false, ...options }: LaunchOptions & { readonly whole?: boolean } = {}): Promise<Browser> {
  const executablePath = (whole ? undefined : findShell()) ?? find.chromium();
  if (!executablePath) throw new Error('Chromium was not found: install it, or set CHROME_PATH.');
  const userDataDir = await mkdtemp(join(tmpdir(), 'chat-elements-chromium-'));
  const remove = () => rmSync(userDataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  const browser = await puppeteer
    .launch({ executablePath, headless: true, timeout: 60_000, ...options, userDataDir, args: [...chromiumArgs, ...(options.args ?? [])] })
    .catch((error: unknown) => {
      remove();
      throw error;
    });
  const child = browser.process();
  // The profile is still being written until the process is gone, so removing it on `close` alone would leave files behind.
  child?.once('exit', remove);
  const atExit = () => {
    child?.kill('SIGKILL');
    remove();
  };
  process.once('exit', atExit);
  child?.once('exit', () => process.off('exit', atExit));
  return browser;
}
