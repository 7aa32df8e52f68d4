/** Where the three engines live on this machine, and which of them a run needs. Launches nothing. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

export const ENGINES = ['chromium', 'firefox', 'webkit'];

const env = process.env;
const isWindows = process.platform === 'win32';
export const isRoot = process.getuid?.() === 0;

const onPath = (...names) => {
  for (const name of names)
    for (const folder of (env.PATH ?? '').split(delimiter)) {
      const file = folder && join(folder, isWindows ? `${name}.exe` : name);
      if (file && existsSync(file)) return file;
    }
  return undefined;
};
const firstThere = (files) => files.find((file) => existsSync(file));

function macApps(...apps) {
  if (process.platform !== 'darwin') return undefined;
  return firstThere(apps.flatMap((app) => ['/Applications', join(homedir(), 'Applications')].map((folder) => `${folder}/${app}.app/Contents/MacOS/${app === 'Firefox' ? 'firefox' : app}`)));
}

function windowsApps(...files) {
  if (!isWindows) return undefined;
  const folders = [env.ProgramFiles, env['ProgramFiles(x86)'], env.LOCALAPPDATA].filter(Boolean);
  return firstThere(files.flatMap((file) => folders.map((folder) => join(folder, file))));
}

/** A path that a person set wins, and a wrong one counts as nothing found: silently testing another browser would mislead. */
const chosen = (path, look) => (path ? firstThere([path]) : look());

/** WebKitGTK keeps MiniBrowser out of PATH, under a folder named after the machine and the API version. */
function miniBrowser() {
  for (const arch of ['/usr/lib', '/usr/libexec', '/usr/lib64'].filter(existsSync)) {
    const folders = [arch, ...(arch === '/usr/lib' ? readdirSync(arch).filter((name) => name.includes('-linux-')).map((name) => join(arch, name)) : [])];
    for (const folder of folders)
      for (const name of readdirSync(folder).filter((entry) => /^webkit(2)?gtk-?\d/.test(entry)).sort().reverse()) {
        const file = join(folder, name, 'MiniBrowser');
        if (existsSync(file)) return file;
      }
  }
  return undefined;
}

export const find = {
  chromium: () =>
    chosen(
      env.CHROME_PATH,
      () =>
        onPath('chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser', 'chrome', 'microsoft-edge', 'msedge') ??
        macApps('Google Chrome', 'Chromium', 'Microsoft Edge') ??
        windowsApps('Google/Chrome/Application/chrome.exe', 'Chromium/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'),
    ),
  firefox: () => chosen(env.FIREFOX_PATH, () => onPath('firefox', 'firefox-esr') ?? macApps('Firefox') ?? windowsApps('Mozilla Firefox/firefox.exe')),
  /** All three pieces or nothing: the driver, the browser it drives, and the screen that browser needs. */
  webkit: () => {
    if (process.platform !== 'linux') return undefined;
    const pieces = { driver: onPath('WebKitWebDriver'), browser: miniBrowser(), xvfb: onPath('Xvfb') };
    return pieces.driver && pieces.browser && pieces.xvfb ? pieces : undefined;
  },
};

/**
 * Debian's Chromium without the browser around it, of the same version beside the browser itself: pages are drawn alike for two thirds of the work. It has no back/forward cache, no
 * tabs behind others and nobody to ask for a permission. The file itself, since the script in PATH would stay when it is ended. A Chromium that a person chose is used for all.
 */
const SHELL = '/usr/lib/chromium/chromium-headless-shell';
export const findShell = () => (env.CHROME_PATH ? undefined : firstThere([SHELL]));

/** Debian proper: Ubuntu's `chromium` package is a stub for snap, so it does not count. */
export function isDebian() {
  return existsSync('/etc/os-release') && /^ID="?debian"?$/m.test(readFileSync('/etc/os-release', 'utf8')) && onPath('apt-get') !== undefined;
}

/**
 * The engines a run must have and those it takes when they happen to be there.
 * BROWSERS ("all", or a list) decides; else CI and a Debian that can install them need all; else Chromium is enough.
 */
export function wanted({ browsers = env.BROWSERS, ci = env.CI === 'true' || env.CI === '1', canInstall = isRoot && isDebian(), platform = process.platform } = {}) {
  const names = browsers === 'all' || (!browsers && (ci || canInstall)) ? ENGINES : browsers ? browsers.split(',').map((name) => name.trim()) : ['chromium'];
  const unknown = names.filter((name) => !ENGINES.includes(name));
  if (unknown.length > 0) throw new Error(`BROWSERS names "${unknown.join(', ')}": use chromium, firefox, webkit or all.`);
  // A WebKit that can be driven without Safari exists on Linux only; asking for it by name elsewhere still fails, aloud.
  const required = browsers || platform === 'linux' ? names : names.filter((name) => name !== 'webkit');
  return { required, optional: browsers ? [] : ENGINES.filter((name) => !required.includes(name)) };
}

/** The engines this run tests in. */
export function selected(options) {
  const { required, optional } = wanted(options);
  return ENGINES.filter((name) => required.includes(name) || (optional.includes(name) && find[name]()));
}

/** Quiet, offline and deterministic; the sandbox cannot start as root in a container. */
export const chromiumArgs = [
  ...(isRoot ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
  // A process that is kept ready for the next page, which in most tests does not come.
  '--disable-features=SpareRendererForSitePerProcess',
];
