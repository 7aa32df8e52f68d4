/** A backend that takes sends over HTTP, while the way there is broken. */
import { expect } from '@open-wc/testing';
import { loadProtocol } from '../../../src/protocols/registry.js';
import { createStore } from '../../../src/storage/store.js';
import { answer } from '../../helpers/answer.js';
import { cleanUp, keep, rig, settings, type SessionRig } from './rig.js';

before(() => Promise.all([
  loadProtocol('topics'), import('../../../src/session/poller.js'), import('../../../src/session/exchange.js'), import('../../../src/session/sending.js'), import('../../../src/conversation/rare.js'),
]));
afterEach(cleanUp);

const HTML = '<!doctype html><title>Wi-Fi</title><h1>Please log in</h1>';

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly body: { readonly body?: { readonly text: string }; readonly clientID?: string };
  answer(status: number, text?: string, headers?: Record<string, string>): void;
  fail(): void;
  readonly aborted: boolean;
}

/** What is stored, and who answers in its place. */
class Backend {
  readonly log: { readonly id: string; readonly conversationID: string; readonly clientID?: string; readonly message: { readonly body: { readonly text: string } } }[] = [];
  readonly posts: Asked[] = [];
  /** Undefined: the test answers by itself. */
  instead: ((asked: Asked) => void) | undefined;

  store(conversationID: string, text: string, clientID?: string) {
    const own = clientID !== undefined;
    const event = { id: `e${this.log.length + 1}`, conversationID, ...(own && { clientID }), message: { status: 'sent', body: { type: 'text', text } }, actorID: own ? 'me' : 'agent-1', actorType: own ? 'user' : 'agent' };
    this.log.push(event);
    return event;
  }

  say(text: string): string {
    return JSON.stringify({ type: 'conversationEvent', data: this.store('c1', text) });
  }

  take(asked: Asked): void {
    const conversation = /conversations\/(\w+)/.exec(asked.url)![1]!;
    if (asked.method === 'POST') return asked.answer(201, JSON.stringify(this.log.find(({ clientID }) => clientID === asked.body.clientID) ?? this.store(conversation, asked.body.body!.text, asked.body.clientID!)));
    const list = this.log.filter(({ conversationID }) => conversationID === conversation);
    asked.answer(200, JSON.stringify({ events: list.slice(list.findIndex(({ id }) => id === new URL(asked.url).searchParams.get('after')) + 1) }));
  }

  readonly fetch = ((url: string, { method = 'GET', body, signal }: RequestInit) =>
    new Promise<Response>((resolve, reject) => {
      const fail = () => reject(new TypeError('Failed to fetch'));
      signal?.addEventListener('abort', fail);
      const asked: Asked = {
        method, url, body: body ? (JSON.parse(String(body)) as Asked['body']) : {}, fail,
        answer: (status, text = '', headers) => resolve(answer(text, { status, headers })),
        get aborted() {
          return signal?.aborted ?? false;
        },
      };
      if (method === 'POST') this.posts.push(asked);
      if (this.instead) this.instead(asked);
      else this.take(asked);
    })) as typeof globalThis.fetch;
}

let backend: Backend;
beforeEach(() => (backend = new Backend()));
const page = (): SessionRig => rig(settings({ protocol: 'topics' }), { kept: keep(), fetch: backend.fetch });
const said = (): string[] => backend.log.filter(({ clientID }) => clientID).map(({ message }) => message.body.text);

async function online(r: SessionRig): Promise<void> {
  r.session.start();
  await r.until(() => r.net.sockets.length > 0);
  r.net.sockets.at(-1)!.accept();
  await r.go();
}

describe('sends over HTTP, when the network is not what it was', () => {
  it('a page of a captive portal in place of an answer confirms nothing, and is no way to be connected', async () => {
    const r = page();
    await online(r);
    backend.instead = (asked) => asked.answer(200, HTML, { 'content-type': 'text/html' });
    r.net.sockets.at(-1)!.break();
    r.session.sendMessage('hello');
    for (let i = 0; i < 10; i++) {
      await r.go(500);
      for (const socket of r.net.sockets) if (socket.readyState === 0) socket.break();
    }
    expect(backend.posts.length).to.be.above(0);
    expect(r.states()).to.deep.equal(['pending']);
    expect(r.session.connection.status).to.equal('reconnecting');
    expect(r.errors()).to.deep.equal([]);
    backend.instead = undefined;
    await r.until(() => r.states().join() === 'sent', 100);
    expect(said()).to.deep.equal(['hello']);
  });

  it('once requests are answered again, nothing waits for what was to be waited for', async () => {
    const r = page();
    await online(r);
    backend.instead = (asked) => asked.fail();
    r.net.sockets.at(-1)!.break();
    r.session.sendMessage('hello');
    const down = async (ms: number): Promise<void> => {
      for (let i = 0; i < ms / 500; i++) {
        await r.go(500);
        for (const socket of r.net.sockets) if (socket.readyState === 0) socket.break();
      }
    };
    // 4, 4, 4, 8 and 16 s: the next try would come another 16 s later.
    for (let i = 0; i < 100 && backend.posts.length < 5; i++) await down(500);
    await down(1000);
    backend.instead = undefined;
    const { length } = backend.posts;
    await down(5000);
    expect(backend.posts.length - length, 'tries').to.equal(1);
    expect(said()).to.deep.equal(['hello']);
    expect(r.states()).to.deep.equal(['sent']);
  });

  for (const [when, ms] of [['all of it is known', 3000], ['it was listed once', 500]] as const)
    it(`what came meanwhile stands behind all that came before it, whenever one wrote oneself, and ${when}`, async () => {
      const r = page();
      await online(r);
      await r.go(500);
      backend.instead = (asked) => {
        // Somebody else was quicker, and is heard of later.
        if (asked.method === 'POST') r.net.sockets.at(-1)!.say(backend.say('Theirs'));
        backend.take(asked);
      };
      r.session.sendMessage('Mine');
      await r.until(() => r.states().join() === 'sent' && r.texts().length === 2);
      backend.instead = undefined;
      await r.go(ms);
      expect(r.texts()).to.deep.equal(['Mine', 'Theirs']);
      r.net.sockets.at(-1)!.break();
      backend.say('Later');
      await r.until(() => r.net.sockets.length > 1);
      r.net.sockets.at(-1)!.accept();
      await r.until(() => r.texts().length === 3);
      expect(r.texts()).to.deep.equal(['Mine', 'Theirs', 'Later']);
    });

  it('a list that was asked for before a message was sent is no reason to send that at once again: the list could not say that it is there', async () => {
    const r = page();
    await online(r);
    const lists: Asked[] = [];
    backend.instead = (asked) => void (asked.method === 'GET' && lists.push(asked));
    await r.until(() => lists.length > 0, 100);
    backend.instead = (asked) => {
      // Its answer is lost.
      if (asked.method === 'POST') backend.take({ ...asked, answer: asked.fail });
    };
    r.session.sendMessage('hello');
    await r.until(() => backend.posts.length === 1);
    await r.go();
    lists[0]!.answer(200, JSON.stringify({ events: [] }));
    await r.go(200);
    expect(backend.posts.length).to.equal(1);
    backend.instead = undefined;
    await r.until(() => r.states().join() === 'sent');
    expect(said()).to.deep.equal(['hello']);
  });

  it('who goes to another conversation while a message is on its way does not send it twice', async () => {
    for (const slow of ['answered before it is asked for again', 'answered after that']) {
      backend = new Backend();
      const kept = keep();
      const r = rig(settings({ protocol: 'topics' }), { kept, fetch: backend.fetch });
      await online(r);
      backend.instead = (asked) => void (asked.method === 'POST' || backend.take(asked));
      r.session.sendMessage('hello');
      await r.until(() => backend.posts.length === 1);
      // A store is for one life.
      Object.assign(r.session.deps, { store: createStore({ name: kept.name }) });
      r.session.configure(settings({ protocol: 'topics', conversation: 'c2' }));
      if (slow === 'answered after that') await r.go(300);
      expect(backend.posts[0]!.aborted, slow).to.equal(false);
      backend.take(backend.posts[0]!);
      backend.instead = undefined;
      await r.until(() => r.net.sockets.length > 1);
      r.net.sockets.at(-1)!.accept();
      const state = () => r.session.conversation('c1').blocks.flatMap(({ messages }) => messages.filter((m) => m.own).map(({ status }) => status)).join();
      await r.until(() => state() === 'sent');
      await r.go(2000);
      expect(state(), slow).to.equal('sent');
      expect(backend.posts.length, slow).to.equal(1);
    }
  });
});
