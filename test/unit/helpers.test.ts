/** What the tests themselves stand on, proved in each engine. */
import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys, sendMouse, setViewport } from '@web/test-runner-commands';
import { LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import { WebSocket as PartySocket } from 'partysocket';
import { expectAccessible } from '../helpers/axe.js';
import { MockWebSocketClass, Server } from '../helpers/mock-socket.js';

class HelperProbe extends LitElement {
  @property() name = 'nobody';
  override render() {
    return html`<button>${this.name}</button><input aria-label="Text" />`;
  }
}
customElements.define('helper-probe', HelperProbe);

const rejection = (promise: Promise<void>) => promise.then(() => 'resolved', (error: Error) => error.message); // prettier-ignore

describe('what tests stand on', () => {
  it('compiles decorators as tsconfig.json says', async () => {
    const probe = await fixture<HelperProbe>(html`<helper-probe name="Ada"></helper-probe>`);
    expect(probe.shadowRoot?.querySelector('button')?.textContent).to.equal('Ada');
    probe.name = 'Grace';
    await probe.updateComplete;
    expect(probe.shadowRoot?.querySelector('button')?.textContent).to.equal('Grace');
  });

  it('types and clicks as a person does', async () => {
    const probe = await fixture<HelperProbe>(html`<helper-probe></helper-probe>`);
    const input = probe.shadowRoot?.querySelector('input');
    const button = probe.shadowRoot?.querySelector('button');
    if (!input || !button) throw new Error('not rendered');
    input.focus();
    await sendKeys({ type: 'Hi' });
    await sendKeys({ press: 'ArrowLeft' });
    await sendKeys({ type: 'e' });
    expect(input.value).to.equal('Hei');
    await sendKeys({ down: 'Shift' });
    await sendKeys({ press: 'Tab' });
    await sendKeys({ up: 'Shift' });
    let clicks = 0;
    button.addEventListener('click', () => clicks++);
    const box = button.getBoundingClientRect();
    await sendMouse({ type: 'click', position: [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)] });
    expect(clicks).to.equal(1);
  });

  it('sizes the page', async () => {
    await setViewport({ width: 400, height: 500 });
    for (let i = 0; i < 500 && (innerWidth !== 400 || innerHeight !== 500); i++) await new Promise((resolve) => setTimeout(resolve, 20));
    const size = [innerWidth, innerHeight];
    await setViewport({ width: 800, height: 600 });
    expect(size).to.deep.equal([400, 500]);
  });

  it('speaks to a mock server through partysocket, and hears how it closed', async () => {
    const url = 'wss://party.test/parties/main/room';
    const server = new Server(url);
    server.on('connection', (client) => client.on('message', (text) => client.send(`echo ${String(text)}`)));
    const socket = new PartySocket(url, [], { WebSocket: MockWebSocketClass, maxRetries: 0 });
    const heard = new Promise<unknown>((resolve) => socket.addEventListener('message', (event) => resolve(event.data)));
    socket.addEventListener('open', () => socket.send('hello'));
    expect(await heard).to.equal('echo hello');
    const closed = new Promise<CloseEvent>((resolve) => socket.addEventListener('close', (event) => resolve(event as unknown as CloseEvent)));
    server.close({ code: 4001, reason: 'Signed out', wasClean: true });
    expect(await closed).to.include({ code: 4001, reason: 'Signed out' });
    socket.close();
  });

  it('finds what axe finds, through shadow roots, and says where', async () => {
    const good = await fixture<HelperProbe>(html`<helper-probe name="Send"></helper-probe>`);
    await expectAccessible(good);
    const bad = await fixture<HelperProbe>(html`<helper-probe name=""></helper-probe>`);
    bad.name = '';
    await bad.updateComplete;
    const message = await rejection(expectAccessible(bad));
    expect(message).to.contain('button-name').and.to.match(/at helper-probe\S* button/);
  });

  it('serves fixtures as files', async () => {
    const response = await fetch('/package.json');
    expect(response.headers.get('content-type')).to.contain('application/json');
  });
});
