/**
 * `npm run sizes`: what every shipped file weighs, gzipped, and out of what. `--check` fails where a budget is passed. Needs `npm run build` first.
 * "An open chat" counts real files: what the snippet (or the script tag) loads, all their static imports, and what opening the panel on `party` imports on top.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { argumentsOf } from './arguments.mjs';
import { root } from './files.mjs';

/**
 * kB of 1,000 bytes, gzipped. `all`: what the script tag may weigh more than the snippet, since it defines every element. The bundle has everything that others load when it is
 * needed: the parser of markdown (15), the names of emoji (31), sound (13), the inspector (10), the team's inbox (6), five more backends (17), files, pictures, search, forms,
 * cards, suggested replies and the list of conversations (5).
 *
 * The goal for an open chat is 40; it is not reached. These hold what has been reached, and are to go down: docs/decisions/0004-what-ships.md says for what each went up.
 */
const BUDGETS = { embed: 2, open: 49, sent: 58.6, all: 6.4, bundle: 213.3, codec: 4, codecs: { 'socket-io': 6 } };
const GOAL = 40;

/**
 * What an open chat on `party` import()s later or never, by source, each with its reason. Everything else that can be reached is counted.
 * test/package/open-chat.test.ts opens a real chat and fails when it loads a file that is not counted here.
 */
export const LATER = [
  [/^src\/protocols\/(?!party\/)[\w-]+\/|^src\/entries\/cdn\/socket-io\.ts$/, 'another backend'],
  [/^src\/session\/(poller|exchange|echoes)\.ts$/, 'a backend that is asked over HTTP, or confirms by an echo'],
  [/^src\/(session\/tabs\/|session\/(sharing|shared-feed)\.ts$|context\/create\.ts$)/, 'a page with share-tabs'],
  [/^src\/session\/rows\.ts$|^src\/conversation\/selectors\.ts$/, "the team's side"],
  [/^components\/message-list\/(parts|part-words|sound|media|lightbox)|^src\/i18n\/media\.ts$/, 'the first message that is not text'],
  [/^components\/message-list\/(actions|gist|quote|reactions)|^components\/chat-composer\/about|^src\/i18n\/(actions|quote|reactions)\.ts$/, 'a pointer or key among the messages, an answer to one, a reaction'],
  [/^components\/message-list\/(cards|quick)|^src\/i18n\/(cards|quick)\.ts$/, 'a card, replies to choose from'],
  [/^components\/(message-list|chat-widget)\/search|^src\/(i18n|context)\/find\.ts$/, 'a search'],
  [/^components\/message-list\/rich|^src\/i18n\/rich\.ts$/, 'the first message with a link in it, or a long one'],
  [/^components\/message-list\/markdown|^src\/i18n\/markdown\.ts$/, 'the first message of others with markdown in it'],
  [/^components\/shared\/bad-input\.ts$/, 'a page that sets what has no words'],
  [/^components\/shared\/adopted\.ts$/, 'a page that puts the chat into another document'],
  [/^components\/shared\/more-icons\.ts$/, 'what an open chat does not draw'],
  [/^src\/errors\/told\.ts$/, 'a page that has no connection for an element, or another library with its name'],
  [/^components\/shared\/rare\.ts$/, 'the first part that few chats need'],
  [/^components\/chat-composer\/(mic|live)\.ts$|^src\/i18n\/(record|live)\.ts$/, 'a composer with `voice` or `typing-preview`'],
  [/^components\/message-list\/(far|odd|streams|viewport|place)|^src\/i18n\/far\.ts$/, 'more than a few messages, a reader who scrolls up, an answer that grows'],
  [/^components\/message-list\/fed/, 'a page that brings the messages itself'],
  [/^src\/entries\/(classes|define-all)\.ts$/, 'a page that calls defineAll()'],
  [/^src\/(protocols\/party\/upload|session\/(upload|transfer))\.ts$/, 'sending a file'],
  [/^components\/chat-composer\/attachments|^src\/i18n\/files\.ts$/, 'a composer with `attachments`'],
  [/^components\/chat-composer\/(emoji|reasons)|^src\/i18n\/(emoji|reasons)\.ts$/, 'a composer with `emoji`; a closed conversation'],
  [/^src\/embed\/create-connection\.ts$/, 'a page that draws its own chat'],
  [/^components\/agent-inbox\/(?!agent-inbox\.ts$)|^src\/i18n\/inbox\.ts$/, "the team's own page"],
  [/^components\/connection-inspector\/(?!connection-inspector\.ts$)|^src\/i18n\/inspector\.ts$/, 'a developer who looks at the wire'],
  [/^components\/chat-widget\/(greeting|panel-session)\.ts$|^src\/i18n\/launcher\.ts$/, 'a greeting, or clear()'],
  [/^components\/chat-widget\/toast\.ts$|^src\/i18n\/toast\.ts$/, 'a backend that tells the person of an error'],
  [/^components\/chat-widget\/(flow|hours|rating)|^src\/i18n\/flows\.ts$/, 'opening hours, questions before the chat, consent, a rating at the end'],
  [/^components\/chat-widget\/conversations|^src\/(context\/switch|i18n\/conversations)\.ts$/, 'a widget with `conversations`'],
  [/^components\/chat-widget\/(feeding|aside)\.ts$/, 'a page that brings the messages itself; a conversation beside the current one of a provider'],
  [/^components\/chat-widget\/manners\.ts$/, 'a page that opens the chat itself'],
  [/^components\/typing-indicator\/preview\.ts$/, "the team's side"],
  [/^components\/chat-widget\/sound\.ts$/, 'a page with `sounds`'],
  [/^components\/chat-widget\/screen\.ts$/, 'a phone, or display="fullscreen"'],
  [/^components\/chat-widget\/(unread|title-prefix)\.ts$/, 'the first message that was not seen'],
  [/^src\/conversation\/(rare|page|stream|fed|last)\.ts$/, 'a change to a message, an answer that grows, an older page, a log that was lost'],
  [/^src\/storage\/(adopt|beats|prune|renumber)\.ts$/, 'what closed pages left, lately or long ago; a browser without Web Locks'],
  [/^src\/connection\/probe\.ts$/, 'a backend that refuses the socket'],
  [/^src\/session\/older\.ts$/, 'a reader who goes back'],
  [/^src\/session\/(aside|failing|place|renumber)\.ts$/, 'what closed pages left, in another conversation perhaps; what failed; a log that was lost'],
  [/^src\/context\/fed\.ts$|^src\/session\/local\.ts$/, 'a page that brings the messages itself'],
  [/^components\/audio-player\/(?!audio-player\.(define\.)?ts$)|^components\/chat-composer\/voice|^src\/(audio\/|context\/(audio|recorder)\.ts$|i18n\/audio\.ts$)/, 'the first player on the page, a message that can be heard, a recording'],
  [/^src\/i18n\/size\.ts$/, 'a message with a file'],
  [/^src\/i18n\/(languages|plural|register|shipped)\.ts$|^src\/i18n\/locales\//, 'a page that is not in English, or has words of its own'],
];

/** What the first key of a person brings, with all that it stands on: a chat that is only read has none of it. */
const SENT = /^src\/session\/sending\.ts$|^src\/storage\/indexed-db\.ts$|^components\/chat-composer\/(drafts|place)\.ts$/;

const { options } = argumentsOf(process.argv.slice(2));
const read = (path) => readFileSync(join(root, path));
const kB = (bytes) => bytes / 1000;
const gz = (path) => kB(gzipSync(read(path), { level: 9 }).length);
const show = (value) => value.toFixed(2).padStart(7);

/** The recorded build, or nothing. */
export function record() {
  const path = join(root, '.cache/build.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

/** Files that a page has once it shows an open chat (connected, with messages, an answer arriving), entered through one of them; `sent`: and once a first message was sent. */
export function openChat(files, start, { sent = false } = {}) {
  const found = new Set();
  const visit = (path) => {
    if (found.has(path) || !files[path]) return;
    found.add(path);
    files[path].imports.forEach(visit);
    files[path].dynamic.filter((other) => files[other] && !isLater(files[other]) && (sent || !isSent(files[other]))).forEach(visit);
  };
  visit(start);
  return [...found].sort();
}

/** A chunk is put off when all of our code in it is. */
function isLater({ modules }) {
  const own = Object.keys(modules).filter((id) => /^(src|components)\//.test(id));
  return own.length > 0 && own.every((id) => LATER.some(([pattern]) => pattern.test(id)));
}

const isSent = ({ modules }) => Object.keys(modules).some((id) => SENT.test(id));

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const files = record();
  if (!files) {
    console.log('There is no build to weigh: run npm run build first.\n\n0 passed, 1 failed');
    process.exit(1);
  }
  main(files);
}

function main(files) {
  const shipped = Object.keys(files).filter((path) => files[path].build !== 'npm').sort();
  console.log('   kB gz     raw  file');
  for (const path of shipped) console.log(`${show(gz(path))} ${show(kB(read(path).length))}  ${path}${describe(files[path])}`);

  const results = [];
  const hold = (name, value, budget) => results.push({ name, value, budget, ok: value <= budget });
  if (files['dist/embed.js']) hold('dist/embed.js', gz('dist/embed.js'), BUDGETS.embed);
  for (const [name, first, rest, more] of [['snippet', 'dist/snippet.js', ['dist/embed.js'], 0], ['script tag', 'dist/chat-elements.js', [], BUDGETS.all]]) {
    if (!files[first]) continue;
    const sum = (paths) => paths.reduce((total, path) => total + gz(path), 0);
    const open = [...rest, ...openChat(files, first)];
    const sent = [...rest, ...openChat(files, first, { sent: true })];
    console.log(`\nAn open chat on party, through the ${name}: ${open.length} files, ${sent.length} with its first message`);
    for (const path of sent) console.log(`${show(gz(path))}  ${path}${open.includes(path) ? '' : '  (first message)'}`);
    hold(`an open chat on party (${name})`, sum(open), BUDGETS.open + more);
    hold(`with its first message sent (${name})`, sum(sent), BUDGETS.sent + more);
  }
  if (files['dist/chat-elements.bundle.js']) hold('dist/chat-elements.bundle.js', gz('dist/chat-elements.bundle.js'), BUDGETS.bundle);
  for (const path of shipped) {
    const codec = protocolOf(files[path]);
    if (codec) hold(`protocol ${codec}`, gz(path), BUDGETS.codecs[codec] ?? BUDGETS.codec);
  }

  largest(files);
  console.log('\n   kB gz  budget');
  for (const { name, value, budget, ok } of results) console.log(`${ok ? '✓' : '✗'}${show(value)} ${show(budget)}  ${name}`);
  const failed = results.filter(({ ok }) => !ok).length;
  console.log(`\nThe goal for an open chat on party is ${GOAL} kB.`);
  console.log(`\n${results.length - failed} passed, ${failed} failed`);
  if (options.check !== undefined && (failed > 0 || results.length === 0)) process.exitCode = 1;
}

/** The protocol whose own chunk this is. */
function protocolOf({ modules, build, entry }) {
  if (build !== 'modules' || entry) return undefined;
  const names = new Set(Object.keys(modules).map((id) => /^src\/protocols\/([\w-]+)\/index\.ts$/.exec(id)?.[1]).filter(Boolean));
  return names.size === 1 ? [...names][0] : undefined;
}

/** What a chunk is about, since its name says little. */
function describe({ modules }) {
  const own = Object.entries(modules).filter(([, size]) => size > 0).sort((a, b) => b[1] - a[1]);
  const names = own.slice(0, 3).map(([id]) => id.replace(/\.(ts|js)$/, ''));
  return names.length ? `  (${names.join(', ')}${own.length > 3 ? ` and ${own.length - 3} more` : ''})` : '';
}

/** Where the bytes of an open chat go. Minified together, modules cannot be weighed apart: each gets its file's weight in proportion to its length. */
function largest(files) {
  if (!files['dist/snippet.js']) return;
  const weights = [];
  for (const path of openChat(files, 'dist/snippet.js')) {
    const modules = Object.entries(files[path].modules);
    const total = modules.reduce((sum, [, size]) => sum + size, 0);
    for (const [id, size] of modules) if (size > 0) weights.push([id, (size / total) * gz(path)]);
  }
  weights.sort((a, b) => b[1] - a[1]);
  console.log('\nLargest modules of an open chat, kB gz (estimated):');
  for (const [id, weight] of weights.slice(0, 40)) console.log(`${show(weight)}  ${id}`);
  const folders = new Map();
  for (const [id, weight] of weights) {
    const folder = /^(src|components)\//.test(id) ? id.split('/').slice(0, id.startsWith('src/protocols/') && id.split('/').length > 3 ? 3 : 2).join('/') : id.split('/').slice(0, id.startsWith('@') ? 2 : 1).join('/');
    folders.set(folder, (folders.get(folder) ?? 0) + weight);
  }
  console.log('\nBy folder or package:');
  for (const [folder, weight] of [...folders].sort((a, b) => b[1] - a[1])) console.log(`${show(weight)}  ${folder}`);
}
