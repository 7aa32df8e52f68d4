import { expect } from '@open-wc/testing';
import { api } from '../../../src/embed/api.js';
import { mount } from '../../../src/embed/mount.js';

/** Stands for the widget: what is set on it is all that matters here. */
class Widget extends HTMLElement {
  getToken?: (() => string) | undefined;
  preChat?: unknown;
}
customElements.define('mounted-widget', Widget);

let count = 0;
const fresh = (): string => `wss://chat-${++count}.example`;
const put = (options: Parameters<typeof mount>[1]): Widget => mount('mounted-widget', options) as Widget;
const attributes = (widget: Element): Record<string, string> => Object.fromEntries([...widget.attributes].filter(({ name }) => name !== 'data-chat-mounted').map(({ name, value }) => [name, value]));
afterEach(() => document.querySelectorAll('mounted-widget').forEach((one) => one.remove()));

describe('mount', () => {
  it('makes attributes of what is text, under either name, and properties of functions and objects', () => {
    const url = fresh();
    const getToken = () => 'token';
    const preChat = [{ name: 'name' }];
    const widget = put({ url, userId: 'ada', 'website-id': 'shop', maxAttempts: 3, rating: true, voice: false, heading: undefined, getToken, preChat });
    expect(attributes(widget)).to.deep.equal({ url, 'user-id': 'ada', 'website-id': 'shop', 'max-attempts': '3', rating: '' });
    expect(widget.getToken === getToken && widget.preChat === preChat).to.equal(true);
    expect(widget === document.body.lastElementChild).to.equal(true);
  });

  it('makes nothing of what would run or style', () => {
    const url = fresh();
    expect(attributes(put({ url, onclick: 'alert(1)', style: 'color: red', 'data-x': '1', '': 'x' }))).to.deep.equal({ url });
  });

  it('gives back the widget of the same backend, with the new settings, and forgets what is not said any more', () => {
    const url = fresh();
    const widget = put({ url, userId: 'ada', heading: 'Help', getToken: () => 'of ada', preChat: [] });
    expect(put({ url, heading: 'Support' }) === widget).to.equal(true);
    expect(attributes(widget)).to.deep.equal({ url, heading: 'Support' });
    expect([widget.getToken, widget.preChat], 'nor is a person who is gone asked for a token').to.deep.equal([undefined, undefined]);
    expect(document.querySelectorAll('mounted-widget').length).to.equal(1);
  });

  for (const nothing of [undefined, null, false])
    it(`forgets what is said to be ${nothing}`, () => {
      const url = fresh();
      const widget = put({ url, userId: 'ada', getToken: () => 'of ada', preChat: [] });
      put({ url, userId: nothing, getToken: nothing as undefined, preChat: nothing });
      expect(attributes(widget)).to.deep.equal({ url });
      expect([widget.getToken, widget.preChat]).to.deep.equal([undefined, undefined]);
    });

  it('leaves alone what the page set on the widget itself', () => {
    const url = fresh();
    const widget = put({ url });
    const getToken = () => 'of the page';
    Object.assign(widget, { getToken }).setAttribute('heading', 'Of the page');
    put({ url });
    expect(widget.getToken === getToken).to.equal(true);
    expect(widget.getAttribute('heading')).to.equal('Of the page');
  });

  it('does not touch an attribute that stays as it is', async () => {
    const url = fresh();
    const widget = put({ url, userId: 'ada' });
    const records: MutationRecord[] = [];
    const observer = new MutationObserver((all) => records.push(...all));
    observer.observe(widget, { attributes: true, attributeFilter: ['url', 'user-id'] });
    put({ url, userId: 'ada' });
    await Promise.resolve();
    observer.disconnect();
    expect(records.length, 'a connection would begin anew').to.equal(0);
  });

  it('makes another one for another backend, by url or by host', () => {
    const [a, b] = [fresh(), fresh()];
    expect(new Set([put({ url: a }), put({ url: b }), put({ host: 'party.example' }), put({ host: 'party.example' })]).size).to.equal(3);
  });

  it('knows a backend by every way to write its address', () => {
    const url = `${fresh()}/base`;
    const widget = put({ url });
    for (const same of [`${url}/`, url.replace('wss', 'https'), ` ${url} `]) expect(put({ url: same }) === widget, same).to.equal(true);
    expect(put({ url: url.replace('wss', 'http') }) === widget, 'another port').to.equal(false);
  });

  it('takes null for nothing, as pages hand on what they do not have', () => {
    const widget = api.mount(null as never);
    expect(attributes(widget)).to.deep.equal({});
    expect(widget === api.mount()).to.equal(true);
    widget.remove();
  });

  it('goes where it is told to, and stays there', () => {
    const url = fresh();
    const target = document.body.appendChild(document.createElement('section'));
    const widget = put({ url, target });
    expect(widget.parentElement === target).to.equal(true);
    expect(attributes(widget)).to.deep.equal({ url });
    put({ url });
    expect(widget.parentElement === target).to.equal(true);
    target.remove();
    put({ url });
    expect(widget.parentElement === document.body, 'gone with it, it is put on the page again').to.equal(true);
  });
});
