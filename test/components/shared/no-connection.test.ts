import { expect } from '@open-wc/testing';
import '../../../components/audio-player/audio-player.define.js';
import '../../../components/chat-composer/chat-composer.define.js';
import '../../../components/connection-badge/connection-badge.define.js';
import { resetWarnings } from '../../../src/errors/index.js';
import { under, until } from '../harness.js';

/** What a developer is told of an element that finds no connection, once it has waited for one; the wait is in the hands of the test. */
describe('without a connection the developer is told', () => {
  const real = { setTimeout: window.setTimeout, warn: console.warn };
  let waits: (() => void)[];
  let said: string[];
  beforeEach(() => {
    [waits, said] = [[], []];
    resetWarnings();
    window.setTimeout = ((fn: () => void, ms?: number) => (ms === 1000 ? waits.push(fn) : real.setTimeout.call(window, fn, ms))) as never;
    console.warn = (words: string) => void said.push(words);
  });
  afterEach(() => {
    Object.assign(window, { setTimeout: real.setTimeout });
    console.warn = real.warn;
  });
  const told = async (): Promise<string> => {
    for (const wait of waits.splice(0)) wait();
    await until(() => said.length > 0, 'a word');
    expect(said.length).to.equal(1);
    return said[0]!;
  };
  it('to put one around it, or to name one', async () => {
    await under(document.createElement('connection-badge'));
    expect(await told()).to.equal('[chat-elements:no-provider] <connection-badge> has no connection: put it inside a <chat-connection>, or set for="id-of-the-connection".');
  });

  for (const tag of ['audio-player', 'chat-composer'] as const)
    it(`what a <${tag}> names but does not find; by itself it needs none`, async () => {
      await under(document.createElement(tag));
      const named = document.createElement(tag);
      named.setAttribute('for', 'suport');
      await under(named);
      expect(await told()).to.include(`<${tag}> has no connection`);
    });

  it('and the person that what they wrote was not sent, where it names one', async () => {
    const element = document.createElement('chat-composer');
    element.setAttribute('for', 'suport');
    await under(element);
    element.draft = 'Hello?';
    expect(element.send()).to.equal(false);
    expect(element.draft).to.equal('Hello?');
    await element.updateComplete;
    expect(element.shadowRoot!.querySelector('[role=alert]')!.textContent).to.equal('Not connected');
  });

  it('to import a <chat-connection> that is there in name alone', async () => {
    const around = document.createElement('chat-connection');
    document.body.append(around);
    around.append(document.createElement('connection-badge'));
    expect(await told()).to.equal('[chat-elements:no-provider] <connection-badge> has no connection: the <chat-connection> of this page is not defined: import chat-elements/chat-connection as well.');
    around.remove();
  });
});
