/** Before `npm test`: as root on Debian installs the browsers that are missing; elsewhere says in one sentence what to install. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { find, findShell, isDebian, isRoot, wanted } from './browsers.mjs';

const PACKAGES = { chromium: ['chromium'], firefox: ['firefox-esr'], webkit: ['webkit2gtk-driver', 'xvfb', 'xauth'] };
/** Without these, right-to-left and non-Latin tests measure boxes instead of letters. */
const FONTS = { package: 'fonts-noto-core', folder: '/usr/share/fonts/truetype/noto' };

const HOW = {
  chromium: 'Chromium or Chrome (or set CHROME_PATH to it)',
  firefox: 'Firefox (or set FIREFOX_PATH to it)',
  webkit: 'WebKitGTK with its driver and Xvfb (Debian and Ubuntu: webkit2gtk-driver xvfb)',
};

/** Saves the tests more time than it takes to install; they do without it. */
const SHELL = 'chromium-headless-shell';

/** The one sentence for engines that are not there. */
export function sentence(missing) {
  const hint = missing.includes('chromium') ? '' : '; BROWSERS=chromium runs them in Chromium alone';
  return `To run the tests, install ${missing.map((name) => HOW[name]).join(', and ')}${hint}.`;
}

function apt(...args) {
  const options = ['-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=3', '-qq'];
  return spawnSync('apt-get', [...options, ...args], { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }).status === 0;
}

function install(packages) {
  console.log(`Installing ${packages.join(' ')}…`);
  // A failed update is not the end: the lists of an earlier one may do, and the look for the browsers below has the last word.
  apt('update');
  const add = (names) => apt('install', '-y', '--no-install-recommends', '--no-remove', ...names);
  // One at a time if all at once fails, so that one missing package does not take the others with it.
  if (!add(packages)) for (const name of packages) add([name]);
}

function main() {
  // Node tests in a browser drive Chromium too, so it is needed whatever BROWSERS says.
  const required = [...new Set(['chromium', ...wanted().required])];
  const missing = () => required.filter((name) => !find[name]());

  if (isRoot && isDebian()) {
    const packages = missing().flatMap((name) => PACKAGES[name]);
    if (!existsSync(FONTS.folder)) packages.push(FONTS.package);
    if (!findShell() && !process.env.CHROME_PATH) packages.push(SHELL);
    if (packages.length > 0) install(packages);
  }
  const still = missing();
  if (still.length === 0) return 0;
  console.error(sentence(still));
  return 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    process.exitCode = main();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
