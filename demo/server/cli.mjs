#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { launcher, processInfo } from './claim.mjs';
import { startParty } from './start.mjs';

const HELP = `The chat server of chat-elements, on this machine.

  npm run server -- [options]

  --port 8787              port to listen on
  --host 127.0.0.1         address to listen on; 0.0.0.0 for all
  --data .data/server      folder for everything that is kept
  --origins a,b            websites that may connect, such as https://shop.example; * for any
  --secret-file F          file with the secret that signs tokens (or: environment variable CHAT_SECRET)
  --guests on|off          whether visitors without a token may chat (on)
  --assistant on|off       canned answers while nobody of the team is there (on)
  --demo-tokens on|off     POST /demo/token hands out tokens to anyone (on without a secret)
  --public-url URL         what links to files start with, behind a proxy
  --retention-hours 24     entries younger than this are always kept for resuming
  --retention-entries 10000  and at least so many
  --trace                  print a line whenever a room wakes up
  --patience 8000          milliseconds to wait for the port and the data folder of a server that is ending
  --help`;

const text = { type: 'string' };
let options;
try {
  ({ values: options } = parseArgs({
    options: { port: text, host: text, data: text, origins: text, 'secret-file': text, guests: text, assistant: text, 'demo-tokens': text, 'public-url': text, 'retention-hours': text, 'retention-entries': text, patience: text, trace: { type: 'boolean' }, help: { type: 'boolean' } },
  }));
} catch (error) {
  console.error(`${error.message}\n\n${HELP}`);
  process.exit(2);
}
if (options.help) {
  console.log(HELP);
  process.exit(0);
}
const off = (value) => ['off', 'false', 'no', '0'].includes(value ?? '');
const number = (name, otherwise) => {
  const value = options[name] === undefined ? otherwise : Number(options[name]);
  if (value === undefined || (Number.isFinite(value) && value >= 0)) return value;
  console.error(`--${name} takes a number, not "${options[name]}".`);
  process.exit(2);
};

/** A secret that was asked for and cannot be had must not end in a server that is open to all. */
function secretOf(file) {
  if (!file) return process.env.CHAT_SECRET?.trim() || undefined;
  let secret;
  try {
    secret = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new Error(`--secret-file ${file} cannot be read (${error.code ?? error.message}). Make it with: openssl rand -base64 32 > ${file}`);
  }
  if (!secret) throw new Error(`--secret-file ${file} is empty. Make it with: openssl rand -base64 32 > ${file}`);
  return secret;
}

let party, ending = false;
async function end(code = 0) {
  if (ending) return;
  ending = true;
  setTimeout(() => process.exit(code), 1_800).unref();
  await party?.dispose().catch(() => {});
  process.exit(code);
}
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
for (const signal of SIGNALS) process.on(signal, () => end());

// Started by npm: if npm is killed, or ended by a signal that it does not pass on, its child would live on unseen and keep the port.
const npm = launcher();
if (npm) setInterval(() => processInfo(npm) ?? void end(1), process.platform === 'linux' ? 100 : 1_000).unref();

try {
  const secret = secretOf(options['secret-file']);
  if (secret && secret.length < 32) console.error('The secret is short. Take at least 32 random characters, such as those of: openssl rand -base64 32');
  party = await startParty({
    port: number('port', 8787), host: options.host, persist: options.data ?? '.data/server', origins: options.origins, secret,
    guests: !off(options.guests), assistant: !off(options.assistant), publicUrl: options['public-url'],
    demoTokens: options['demo-tokens'] === undefined ? !secret : !off(options['demo-tokens']),
    retentionHours: number('retention-hours'), retentionEntries: number('retention-entries'), patience: number('patience'), trace: options.trace,
    // For tests: how long the assistant waits, and a factor on how long it writes.
    assistantWait: process.env.ASSISTANT_WAIT, assistantPace: process.env.ASSISTANT_PACE,
  });
  // miniflare ends workerd at once on these; the sockets are to hear goodbye first.
  for (const signal of SIGNALS) process.removeAllListeners(signal).on(signal, () => end());
  if (party.open) console.warn('OPEN SERVER: no secret is set, so everyone is taken at their word and may enter any conversation. For trying things out only; set CHAT_SECRET for anything else.');
  console.log(`Chat server ready at ${party.url}`);
} catch (error) {
  console.error(error.message ?? error);
  process.exit(1);
}
