import type { Address, Tuning } from '../domain/index.js';
import type { Codec, Frame } from '../protocols/codec.js';
import { Bench, type Answering, type Peer, type Request } from './bench.js';

export type { Peer, Request };

/** Something that somebody else says. */
export interface Saying {
  readonly id: string;
  readonly conversation: string;
  readonly text: string;
}

/** A backend in a box: what a codec's author writes for the kit. A new one for each check, so it may keep what it likes. */
export interface BackendBox extends Answering {
  /** What clients said, in the order in which it was stored. */
  readonly said: readonly { readonly conversation?: string; readonly text: string }[];
  /** Somebody else says something: it is stored, where this backend stores, and the frames that tell of it are returned. The kit delivers them. */
  say(message: Saying): readonly Frame[];
  /** Somebody else is typing. Needed where the codec's capabilities have `typing`. */
  typing?(conversation: string, on: boolean): readonly Frame[];
  /** What clients told of their typing, in order. Needed as well. */
  readonly typed?: readonly { readonly conversation?: string; readonly on: boolean }[];
}

export interface ConformanceKit {
  readonly codec: Codec;
  backend(): BackendBox;
  /** Beside `url` (wss://backend.test), `conversation` (c1) and `userId` (u1). */
  readonly address?: Partial<Address>;
  readonly tuning?: Partial<Tuning>;
  /** A token that the backend takes (default `good-token`), and one that it refuses (default `bad-token`). */
  readonly goodToken?: string;
  readonly badToken?: string;
  /** Frames of known types that are not as they should be, by a name for each class. */
  readonly malformed: Readonly<Record<string, Frame>>;
  /** A frame of a type that the codec does not know, and the name under which a page's handler gets it. */
  readonly unknown: { readonly name: string; readonly frame: Frame };
  /** Checks that make no sense for this backend, each with the reason. */
  readonly without?: Readonly<Partial<Record<CheckName, string>>>;
}

export interface Check {
  readonly name: CheckName;
  /** Rejects with an Error that says what does not hold. */
  run(): Promise<void>;
}

export type CheckName =
  | 'connects'
  | 'stops at a bad token, and never shows it'
  | 'asks for a fresh token before every connection'
  | 'sends'
  | 'receives'
  | 'shows nothing twice'
  | 'takes messages out of order'
  | 'types'
  | 'survives malformed frames'
  | 'survives junk'
  | 'comes back after a loss'
  | 'sends what waited, in order'
  | 'hands unknown frames to handlers'
  | 'keeps conversations apart'
  | 'keeps people apart'
  | 'leaves nothing behind';

/** What holds of every protocol, whatever it looks like. */
const JUNK: Readonly<Record<string, Frame>> = {
  empty: '', blank: ' ', 'not JSON': 'Hello!', 'cut off': '{"type":"message","text":"He', null: 'null', number: '77', text: '"text"', list: '[]', 'list of nothing': '[null]', 'an object of nothing': '{}',
  'a name that every object has': '{"type":"constructor","kind":"__proto__","t":"toString"}', deep: `${'['.repeat(5000)}${']'.repeat(5000)}`, 'half a character': '"\ud800"', bytes: new Uint8Array([0, 1, 2, 255]).buffer, 'no bytes': new ArrayBuffer(0),
}; // prettier-ignore

function hold(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise);
}
const list = (texts: readonly string[]): string => `[${texts.map((text) => JSON.stringify(text)).join(', ')}]`;
function equal(found: readonly string[], wanted: readonly string[], what: string): void {
  hold(list(found) === list(wanted), `${what}: wanted ${list(wanted)}, found ${list(found)}`);
}
const how = ({ session }: Bench): string => `status ${session.connection.status}, error ${session.connection.error?.message ?? 'none'}`;

/**
 * What every codec must be able to do, as named checks for any test runner: `for (const { name, run } of conformance(kit)) it(name, run)`.
 * Each drives a real session over the codec, with a backend in memory and time that a check moves, so all of them take a second or two.
 */
export function conformance(kit: ConformanceKit): readonly Check[] {
  const { codec, without = {} } = kit;
  const goodToken = kit.goodToken ?? 'good-token';
  const badToken = kit.badToken ?? 'bad-token';
  const can = codec.capabilities;

  const setUp = (more: { readonly address?: Partial<Address>; readonly token?: () => string } = {}) => {
    const backend = kit.backend();
    const bench = new Bench({ codec, backend, address: { ...kit.address, ...more.address }, token: more.token ?? (() => goodToken), tuning: kit.tuning });
    return { bench, backend, session: bench.session };
  };
  type Given = ReturnType<typeof setUp>;
  const connected = async (given: Given = setUp()): Promise<Given> => {
    hold(await given.bench.start(), `it did not connect: ${how(given.bench)}`);
    return given;
  };
  /** Somebody else says something, and it is delivered. */
  const hears = async ({ bench, backend }: Given, ...messages: readonly Saying[]): Promise<void> => {
    for (const message of messages) bench.say(...backend.say(message));
    await bench.go();
  };
  const saying = (text: string, conversation = 'c1'): Saying => ({ id: `id-of-${text}`, conversation, text });
  /** Still works: connected, and what is said arrives. */
  const works = async (given: Given, after: string): Promise<void> => {
    hold(given.session.connection.status === 'connected', `after ${after} it is not connected: ${how(given.bench)}`);
    const text = `after ${after}`;
    await hears(given, saying(text));
    hold(given.bench.texts('c1').includes(text), `after ${after} nothing is received any more`);
  };
  /** Confirmed as far as this backend confirms. */
  const settled = async ({ bench }: Given, conversation = 'c1'): Promise<void> => {
    const is = () => bench.messages(conversation).filter((m) => m.own).every((m) => m.status !== 'pending');
    hold(await bench.until(is), `a message stays pending: the backend has ${list(bench.messages(conversation).filter((m) => m.own && m.status === 'pending').map((m) => m.text))}?`);
  };

  const checks: Record<CheckName, (keep: (given: Given) => Given) => Promise<void>> = {
    async connects(keep) {
      const { bench, session } = await connected(keep(setUp()));
      hold(bench.sockets.length === 1, `it took ${bench.sockets.length} sockets to connect once`);
      hold(/^wss?:$/.test(new URL(bench.sockets[0]!.url).protocol), 'target() gave no ws(s) address');
      equal(bench.errors(), [], 'errors while connecting');
      hold(session.stats.framesDropped === 0, 'a frame of the handshake was dropped');
    },

    async 'stops at a bad token, and never shows it'(keep) {
      const { bench, session } = keep(setUp({ token: () => badToken }));
      session.start();
      session.engage();
      hold(await bench.until(() => session.connection.status === 'failed'), `it did not stop: ${how(bench)}, ${bench.sockets.length} attempts`);
      hold(bench.sockets.length <= 4, `it made ${bench.sockets.length} attempts`);
      hold(bench.asked <= bench.sockets.length + 1, `the token was asked for ${bench.asked} times in ${bench.sockets.length} attempts`);
      const shown = JSON.stringify([bench.told, session.connection.error?.message, session.stats]);
      hold(!shown.includes(badToken) && !shown.includes(encodeURIComponent(badToken)), 'the token is in an event, an error or the figures');
      const { error } = session.connection;
      hold(error?.code === 'denied' || error?.code === 'signed-out', `it stopped with ${error?.code ?? 'no error'}, which does not say that the token was refused`);
    },

    async 'asks for a fresh token before every connection'(keep) {
      const given = await connected(keep(setUp()));
      const before = given.bench.asked;
      await given.bench.cut();
      given.bench.down = false;
      hold(await given.bench.up(), `it did not come back: ${how(given.bench)}`);
      hold(before >= 1 && given.bench.asked > before, 'the token was not asked for again');
    },

    async sends(keep) {
      const given = await connected(keep(setUp()));
      const { bench, backend, session } = given;
      const message = session.sendMessage('Hello!');
      hold(message.status === 'pending' && bench.texts().includes('Hello!'), 'a message has to be shown at once, as pending');
      await bench.until(() => backend.said.length > 0);
      await settled(given);
      equal(backend.said.map(({ text }) => text), ['Hello!'], 'what the backend has');
      const [shown, ...more] = bench.messages().filter((m) => m.own);
      hold(shown !== undefined && more.length === 0, `one's own message is shown ${more.length + 1} times`);
      hold(shown.status === 'sent' || (shown.status !== 'failed' && can[shown.status as 'delivered']), `its status is ${shown.status}, which this backend cannot say`);
      session.sendMessage('שלום, 你好 👋🏽\nnext line');
      await bench.until(() => backend.said.length > 1);
      hold(backend.said[1]?.text === 'שלום, 你好 👋🏽\nnext line', 'text must arrive as it was written');
    },

    async receives(keep) {
      const given = await connected(keep(setUp()));
      const { bench, session } = given;
      await hears(given, saying('Good day'));
      equal(bench.texts(), ['Good day'], 'what is shown');
      equal(bench.arrived(), ['Good day'], 'what chat-message told of');
      hold(bench.messages()[0]!.own === false, "somebody else's message counts as one's own");
      hold(session.conversation().unread === 1, `it counts ${session.conversation().unread} unread`);
    },

    async 'shows nothing twice'(keep) {
      const given = await connected(keep(setUp()));
      const { bench, backend, session } = given;
      const frames = backend.say(saying('Once'));
      bench.say(...frames, ...frames);
      await bench.go();
      bench.say(...frames);
      session.sendMessage('Mine');
      await bench.until(() => backend.said.length > 0);
      await settled(given);
      await bench.cut();
      bench.down = false;
      await bench.up();
      await bench.go(5000);
      equal([...bench.texts()].sort(), ['Mine', 'Once'], 'what is shown');
      equal(bench.arrived(), ['Once'], 'what chat-message told of');
      hold(session.conversation().unread <= 1, `it counts ${session.conversation().unread} unread`);
    },

    async 'takes messages out of order'(keep) {
      const given = await connected(keep(setUp()));
      const { bench, backend } = given;
      const [first, second, third] = ['one', 'two', 'three'].map((text) => backend.say(saying(text)));
      bench.say(...third!, ...first!, ...second!);
      await bench.go(5000);
      equal([...bench.texts()].sort(), ['one', 'three', 'two'], 'what is shown');
      if (bench.messages().every((m) => m.seq !== undefined)) equal(bench.texts(), ['one', 'two', 'three'], 'the order, which this backend numbers');
      equal([...bench.arrived()].sort(), ['one', 'three', 'two'], 'what chat-message told of');
    },

    async types(keep) {
      const given = await connected(keep(setUp()));
      const { bench, backend, session } = given;
      const before = bench.sent.length;
      session.setTyping(true, 'Hel');
      // What sends may have to be fetched first.
      if (can.typing) await bench.until(() => Boolean(backend.typed?.length) || !backend.typed);
      else await bench.go(500);
      session.setTyping(false);
      await bench.go();
      if (!can.typing) return hold(bench.sent.length === before, 'it sends frames for typing, which its capabilities do not have');
      hold(backend.typing !== undefined && backend.typed !== undefined, 'the box needs typing() and typed, since the capabilities have typing');
      hold(backend.typed.some(({ on }) => on) && backend.typed.at(-1)?.on === false, `the backend was told ${JSON.stringify(backend.typed)}, which is no beginning and end of typing`);
      bench.say(...backend.typing('c1', true));
      await bench.go();
      hold(session.conversation('c1').typing.length === 1, 'somebody is typing, and it is not shown');
      if (can.conversations) hold(session.conversation('c2').typing.length === 0, 'it is shown in another conversation');
      bench.say(...backend.typing('c1', false));
      await bench.go();
      hold(session.conversation('c1').typing.length === 0, 'somebody stopped typing, and it is still shown');
      bench.say(...backend.typing('c1', true));
      await bench.go(30_000);
      hold(session.conversation('c1').typing.length === 0, 'typing does not end by itself');
    },

    async 'survives malformed frames'(keep) {
      const given = await connected(keep(setUp()));
      const { bench, session } = given;
      hold(Object.keys(kit.malformed).length > 0, 'the kit names no malformed frame');
      for (const [name, frame] of Object.entries(kit.malformed)) {
        const { length } = bench.errors();
        const shown = bench.texts('c1').length;
        bench.say(frame);
        await bench.go();
        equal([...new Set(bench.errors().slice(length))], ['protocol-error'], `errors after "${name}"`);
        hold(bench.texts('c1').length === shown, `"${name}" is shown`);
        await works(given, name);
      }
      hold(session.stats.framesDropped >= Object.keys(kit.malformed).length, 'dropped frames are not counted');
      hold(bench.sockets.length === 1, 'a malformed frame ended the connection');
    },

    async 'survives junk'(keep) {
      const given = await connected(keep(setUp()));
      for (const [name, frame] of Object.entries(JUNK)) {
        const shown = given.bench.texts('c1').length;
        given.bench.say(frame);
        await given.bench.go();
        hold(given.bench.texts('c1').length === shown, `junk (${name}) is shown`);
        await works(given, `junk (${name})`);
      }
      given.bench.say(`{"type":"${'x'.repeat(8 * 1024 * 1024)}"}`);
      await given.bench.go();
      await works(given, 'a frame larger than 8 MiB');
      hold(given.bench.sockets.length === 1, 'junk ended the connection');
    },

    async 'comes back after a loss'(keep) {
      const given = await connected(keep(setUp()));
      const { bench, backend, session } = given;
      if (can.conversations) session.subscribe('c2');
      await bench.go();
      await hears(given, saying('before'));
      await bench.cut();
      hold(session.connection.status !== 'connected', 'a loss goes unnoticed');
      backend.say(saying('meanwhile'));
      bench.down = false;
      hold(await bench.up(), `it did not come back: ${how(bench)}`);
      await bench.go(5000);
      await hears(given, saying('after'));
      const missed = can.resume || can.pending || can.history || Boolean(codec.polls);
      equal(bench.texts('c1'), ['before', ...(missed ? ['meanwhile'] : []), 'after'], 'what is shown');
      if (!can.conversations) return;
      await hears(given, saying('in the other', 'c2'));
      equal(bench.texts('c2'), ['in the other'], 'what is shown of the second conversation that was subscribed to');
    },

    async 'sends what waited, in order'(keep) {
      const given = await connected(keep(setUp()));
      const { bench, backend, session } = given;
      session.sendMessage('0');
      await bench.until(() => backend.said.length > 0);
      await settled(given);
      await bench.cut();
      const texts = ['1', '2', '3', '4', '5'];
      for (const text of texts) {
        session.sendMessage(text);
        await bench.go();
      }
      hold(bench.messages().slice(-5).every((m) => m.own && m.status === 'pending'), 'what cannot be sent has to be shown as pending');
      equal(backend.said.map(({ text }) => text), ['0'], 'what the backend has while the line is down');
      bench.down = false;
      await bench.up();
      await bench.until(() => backend.said.length > 5);
      await settled(given);
      await bench.go(2000);
      equal(backend.said.map(({ text }) => text), ['0', ...texts], 'what the backend has');
      equal(bench.texts(), ['0', ...texts], 'what is shown');
    },

    async 'hands unknown frames to handlers'(keep) {
      const given = await connected(keep(setUp()));
      const { bench, session } = given;
      const { name, frame } = kit.unknown;
      const got: unknown[] = [];
      session.registerHandlers({
        [name]: () => {
          throw new Error('a handler of the page, on purpose');
        },
      });
      const end = session.registerHandlers({ [name]: (data) => got.push(data), other: () => got.push('other') });
      bench.say(frame);
      await bench.go();
      hold(got.length === 1 && got[0] !== 'other' && got[0] !== undefined, `the handler of ${name} was called ${got.length} times, after another one threw`);
      equal([...new Set(bench.errors())], ['handler'], 'errors');
      end();
      bench.say(frame);
      await bench.go();
      hold(got.length === 1, 'a handler was called after it was unregistered');
      equal(bench.texts(), [], 'what is shown');
      await works(given, 'an unknown frame');
    },

    async 'keeps conversations apart'(keep) {
      const given = await connected(keep(setUp()));
      const { bench, backend, session } = given;
      if (!can.conversations) {
        session.sendMessage('elsewhere', { conversation: 'c2' });
        await bench.go(1000);
        equal(backend.said.map(({ text }) => text), [], 'what the backend has, though this connection carries one conversation');
        hold(!bench.messages('c1').some(({ text }) => text === 'elsewhere'), 'it is shown in the conversation at hand');
        return;
      }
      session.subscribe('c2');
      await bench.go();
      await hears(given, saying('here', 'c1'), saying('there', 'c2'));
      equal(bench.texts('c1'), ['here'], 'the first conversation');
      equal(bench.texts('c2'), ['there'], 'the second');
      hold(session.conversation('c1').unread === 1 && session.conversation('c2').unread === 1, 'each counts its own as unread');
      session.markRead(undefined, 'c1');
      hold(session.conversation('c2').unread === 1, 'reading one conversation read the other');
      session.sendMessage('to the second', { conversation: 'c2' });
      session.sendMessage('to the first');
      await bench.until(() => backend.said.length > 1);
      await settled(given, 'c1');
      await settled(given, 'c2');
      equal(backend.said.map(({ conversation, text }) => `${conversation}: ${text}`).sort(), ['c1: to the first', 'c2: to the second'], 'what the backend has');
      equal(bench.texts('c1'), ['here', 'to the first'], 'the first conversation');
      equal(bench.texts('c2'), ['there', 'to the second'], 'the second');
    },

    async 'keeps people apart'(keep) {
      const given = await connected(keep(setUp()));
      const { bench, backend, session } = given;
      await hears(given, saying('for the first person'));
      session.configure({ ...session.settings, address: { ...session.settings.address, userId: 'u2', conversation: 'c9' } });
      hold(await bench.up(), `it did not connect for another person: ${how(bench)}`);
      equal(bench.texts(), [], 'what another person is shown');
      session.sendMessage('by the second person');
      await bench.until(() => backend.said.length > 0);
      hold(bench.sockets.filter(({ readyState }) => readyState === 1).length === 1, 'the connection of the first person is still open');
    },

    async 'leaves nothing behind'(keep) {
      const given = await connected(keep(setUp()));
      given.session.sendMessage('Bye');
      given.session.disconnect();
      await given.bench.go(60_000);
      hold(given.bench.sockets.length === 1, 'it connected again after disconnect()');
    },
  };

  return (Object.keys(checks) as CheckName[])
    .filter((name) => without[name] === undefined)
    .map((name) => ({ name, run: () => watched(name, (keep) => checks[name](keep)) }));
}

/** Runs a check. A fault that was reported rather than thrown fails it as well, and so does what it leaves behind. */
async function watched(name: CheckName, check: (keep: <T extends { readonly bench: Bench }>(given: T) => T) => Promise<void>): Promise<void> {
  const faults: unknown[] = [];
  const benches: Bench[] = [];
  const scope = globalThis as { reportError?: (error: unknown) => void };
  const before = Object.getOwnPropertyDescriptor(scope, 'reportError');
  const sink: { debug: (...data: unknown[]) => void } = console;
  const { debug } = sink;
  Object.defineProperty(scope, 'reportError', { value: (error: unknown) => faults.push(error), configurable: true, writable: true });
  // Sessions run with debug on, to see what would be shown.
  sink.debug = () => {};
  const left: (string | undefined)[] = [];
  try {
    await check((given) => {
      benches.push(given.bench);
      return given;
    });
  } finally {
    for (const bench of benches) left.push(await bench.dispose());
    sink.debug = debug;
    if (before) Object.defineProperty(scope, 'reportError', before);
    else delete scope.reportError;
  }
  const fault = faults.find((error) => !String(error).includes('on purpose'));
  hold(fault === undefined, `while "${name}" something threw: ${String(fault)}`);
  hold(left.every((one) => one === undefined), `"${name}" left ${left.join(', ')}`);
}
