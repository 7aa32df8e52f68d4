import { expect } from '@open-wc/testing';
import { NO_CAPABILITIES } from '../../../src/domain/index.js';
import { ChatError } from '../../../src/errors/index.js';
import type { Codec } from '../../../src/protocols/codec.js';
import { knownProtocols, loadProtocol, registerProtocol } from '../../../src/protocols/registry.js';
import { address, context } from './helpers.js';

/** A codec as a page would write it: lines of text, no more. Compiling is half of the test. */
const lines: Codec = {
  name: 'lines',
  capabilities: { ...NO_CAPABILITIES, confirm: 'none' },
  liveness: { ping: 'none', answers: false },
  target: ({ url }) => ({ url: url ?? '' }),
  start: ({ newId }) => ({
    open: () => ({ events: [{ type: 'ready' }] }),
    decode: (frame) => ({ events: [{ type: 'message', message: { id: newId(), author: { id: 'bot', role: 'ai' }, parts: [{ type: 'text', text: String(frame) }] } }] }),
    encode: (command) => (command.type === 'send-message' ? { frames: [command.parts.map((part) => (part.type === 'text' ? part.text : '')).join('')] } : undefined),
    raw: (frame) => [String(frame)],
  }),
};

// @ts-expect-error a codec that cannot say what its backend carries is no codec
const incapable: Codec = { name: 'x', liveness: { ping: 'none', answers: false }, target: () => ({ url: '' }), start: lines.start };
// @ts-expect-error events are those of the domain
const odd: Codec = { ...lines, start: (c) => ({ ...lines.start(c), decode: () => ({ events: [{ type: 'shrug' }] }) }) };
// @ts-expect-error something that is not a codec cannot be registered
const register = (): void => registerProtocol('x', { name: 'x' });
void [incapable, odd, register];

const failure = async (name: string): Promise<ChatError> => {
  try {
    await loadProtocol(name);
  } catch (error) {
    if (error instanceof ChatError) return error;
  }
  throw new Error('no ChatError came');
};

/** What each backend carries (docs/backends.md has it in words), how often it is tried again, and how its line is known to live. */
const CARRY = {
  party: {
    can: 'assignment audio conversations delivered edit history idempotent inbox metadata presence reactions read regenerate remove replies resume status streaming typing typingText',
    confirm: 'ack', attachments: 'upload', actions: ['stop', 'conversations'],
    liveness: { ping: 'client', answers: true, idle: 10_000, unacked: 1000, patience: 2200 },
  },
  'realtime-session': { can: 'audio', confirm: 'none', defaults: { reconnectDelay: 3000, reconnectMultiplier: 1 }, liveness: { ping: 'none', answers: false } },
  'user-channel': {
    can: 'conversations pending', confirm: 'none', defaults: { reconnectDelay: 3000, reconnectMultiplier: 1.5, maxReconnectDelay: 15_000, maxAttempts: 5 },
    liveness: { ping: 'client', answers: false },
  },
  cossistant: {
    can: 'conversations inbox metadata presence typing typingText', confirm: 'echo', defaults: { reconnectDelay: 1000, reconnectMultiplier: 1.5, maxReconnectDelay: 30_000, queueSize: 100 },
    liveness: { ping: 'client', answers: false },
  },
  topics: {
    can: 'conversations delivered read', confirm: 'http', attachments: 'url', defaults: { reconnectDelay: 1000, reconnectMultiplier: 2 }, liveness: { ping: 'none', answers: false },
  },
  'socket-io': {
    can: 'conversations presence read typing', confirm: 'oldest', attachments: 'url', actions: ['request_photo'],
    defaults: { reconnectDelay: 1000, reconnectMultiplier: 2, maxReconnectDelay: 5000, maxAttempts: 5 }, liveness: { ping: 'server', answers: false },
  },
} as const;

describe('protocol registry', () => {
  for (const [name, { can, confirm, liveness, ...more }] of Object.entries(CARRY))
    it(`${name} says what it carries`, async () => {
      const { name: called, capabilities, defaults, liveness: alive } = await loadProtocol(name);
      expect(called).to.equal(name);
      expect(Object.entries(capabilities).flatMap(([what, is]) => (is === true ? [what] : [])).toSorted().join(' ')).to.equal(can);
      expect(capabilities).to.deep.include({ confirm, attachments: 'attachments' in more ? more.attachments : false, actions: 'actions' in more ? more.actions : [] });
      expect(defaults).to.deep.equal('defaults' in more ? more.defaults : undefined);
      expect(alive).to.deep.equal(liveness);
    });

  it('loads party, once', async () => {
    expect(knownProtocols()).to.include('party');
    const codec = await loadProtocol('party');
    expect(codec.name).to.equal('party');
    expect(await loadProtocol('party')).to.equal(codec);
  });

  it('names the known ones where one is unknown', async () => {
    const error = await failure('parti');
    expect(error.code).to.equal('unknown-protocol');
    expect(error.message).to.contain('"parti"').and.contain('party');
    expect((await failure('constructor')).code).to.equal('unknown-protocol');
  });

  it("takes a page's codec, or a function that fetches one, or its module", async () => {
    registerProtocol('lines', lines);
    registerProtocol('lines-later', () => Promise.resolve(lines));
    registerProtocol('lines-module', () => Promise.resolve({ default: lines }));
    for (const name of ['lines', 'lines-later', 'lines-module']) expect(await loadProtocol(name)).to.equal(lines);
    expect(knownProtocols()).to.include.members(['party', 'lines', 'lines-later', 'lines-module']);
    const session = lines.start(context());
    expect(session.decode('Hi').events[0]).to.deep.include({ type: 'message' });
    expect(lines.target(address({ url: 'wss://x.test' }), undefined).url).to.equal('wss://x.test');
  });

  it('lets a page put its own in the place of one, loaded or not', async () => {
    registerProtocol('mine', lines);
    await loadProtocol('mine');
    const other: Codec = { ...lines, name: 'other' };
    registerProtocol('mine', other);
    expect(await loadProtocol('mine')).to.equal(other);
  });

  it('asks for a codec once, however many wait for it', async () => {
    let asked = 0;
    registerProtocol('counted', () => Promise.resolve(++asked).then(() => lines));
    await Promise.all([loadProtocol('counted'), loadProtocol('counted')]);
    await loadProtocol('counted');
    expect(asked).to.equal(1);
  });

  it('says that a part could not be loaded, and tries again with the next call', async () => {
    let tries = 0;
    const lost = new TypeError('Failed to fetch dynamically imported module');
    registerProtocol('flaky', () => (++tries < 2 ? Promise.reject(lost) : Promise.resolve(lines)));
    const error = await failure('flaky');
    expect(error.code).to.equal('load-failed');
    expect(error.cause).to.equal(lost);
    expect(await loadProtocol('flaky')).to.equal(lines);
    expect(tries).to.equal(2);
  });

  it('does not take what is no codec', async () => {
    expect(() => registerProtocol('', lines)).to.throw(ChatError).with.property('code', 'invalid-input');
    expect(() => registerProtocol('x', {} as Codec)).to.throw(ChatError).with.property('code', 'invalid-input');
    expect(() => registerProtocol('x', undefined as unknown as Codec)).to.throw(ChatError).with.property('code', 'invalid-input');
    registerProtocol('empty', () => Promise.resolve(undefined as unknown as Codec));
    expect((await failure('empty')).code).to.equal('load-failed');
    registerProtocol('throws', () => {
      throw new Error('at once');
    });
    expect((await failure('throws')).code).to.equal('load-failed');
  });
});
