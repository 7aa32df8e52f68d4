/** The playground: a test server, the widget that talks to it, what goes over the wire between them, and everything that can be done to the server. */
import { html, nothing, render, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import '../../src/entries/index.js';
import { ask, listServers, type Listed, type ServerState } from './control.js';
import { CHOICES, MALFORMED, type Choice } from './protocols.js';

/** How often the server is asked how many are connected. Milliseconds. */
const POLL = 2000;

/** Codes that mean something to some backend. */
const CODES: readonly (readonly [number, string])[] = [
  [1000, 'normal'], [1001, 'going away'], [1008, 'policy: token refused'], [1009, 'too big'], [1011, 'server error'], [1012, 'restart'], [1013, 'try later'], [4401, 'signed out'], [4403, 'denied'],
]; // prettier-ignore

const page = document.documentElement;
let servers: readonly Listed[] | undefined;
let trouble = '';
let chosen: Choice = CHOICES.find(({ protocol }) => protocol === location.hash.slice(1)) ?? CHOICES[0]!;
let server: ServerState | undefined;
let action = '';
let down = false;
let said = '';

const known = (): Extract<Listed, { url: string }> | undefined => {
  const found = servers?.find(({ protocol }) => protocol === chosen.protocol);
  return found && 'url' in found ? found : undefined;
};
const problem = (protocol: string): string | undefined => {
  const found = servers?.find((one) => one.protocol === protocol);
  return found && 'error' in found ? found.error : undefined;
};

// --- what is done to the server

async function refresh(): Promise<void> {
  const from = known();
  if (!from) return;
  try {
    const state = await ask<ServerState>(from.controlUrl, '/');
    if (known() !== from) return;
    server = state;
    if (!Object.hasOwn(state.actions, action)) action = Object.keys(state.actions)[0] ?? '';
  } catch {
    server = undefined;
    said = 'The server’s control port does not answer. Is npm start still running?';
  }
  draw();
}

async function act(path: string, body: object, words: (value: unknown) => string): Promise<void> {
  const from = known();
  if (!from) return;
  try {
    said = words(await ask(from.controlUrl, path, body));
  } catch (error) {
    said = `That did not work: ${error instanceof Error ? error.message : String(error)}`;
  }
  await refresh();
}

const count = (value: unknown, one: string): string => `${String(value)} ${one}${value === 1 ? '' : 's'}`;

function choose(choice: Choice): void {
  chosen = choice;
  server = undefined;
  action = said = '';
  down = false;
  history.replaceState(null, '', `#${choice.protocol}`);
  draw();
  void refresh();
}

function handleAction(event: Event): void {
  event.preventDefault();
  const { args } = server!.actions[action]!;
  const form = event.currentTarget as HTMLFormElement;
  try {
    const given = Object.fromEntries(Object.entries(args).map(([name, standard]) => [name, valueOf(form, name, standard)]));
    void act('/act', { name: action, args: given }, (value) => `Done: ${JSON.stringify(value ?? null)}`);
  } catch (error) {
    said = error instanceof Error ? error.message : String(error);
    draw();
  }
}

/** What stands in a field, of the kind that its standard value has. */
function valueOf(form: HTMLFormElement, name: string, standard: unknown): unknown {
  const field = form.elements.namedItem(name) as HTMLInputElement;
  if (typeof standard === 'boolean') return field.checked;
  if (typeof standard === 'number') return field.valueAsNumber;
  if (typeof standard === 'string' || standard === undefined || standard === null) return field.value;
  try {
    return JSON.parse(field.value) as unknown;
  } catch {
    throw new Error(`“${name}” has to be JSON.`);
  }
}

function handleMode(name: string, before: unknown, event: Event): void {
  const field = event.currentTarget as HTMLInputElement;
  let value: unknown = typeof before === 'boolean' ? field.checked : field.value;
  if (typeof before === 'number') value = field.valueAsNumber;
  // `refusal` and others take numbers or words.
  else if (typeof value === 'string' && /^\d+$/.test(value)) value = Number(value);
  else if (Array.isArray(before)) value = String(value).split(/[\s,]+/).filter(Boolean);
  void act('/modes', { [name]: value }, () => `${name} is ${JSON.stringify(value)} now, for what comes.`);
}

function handleClose(event: Event): void {
  event.preventDefault();
  const form = new FormData(event.currentTarget as HTMLFormElement);
  const code = Number(form.get('code'));
  void act('/kick', { code, reason: form.get('reason') }, (value) => `${count(value, 'socket')} closed with ${code}.`);
}

function handleMalformed(event: Event): void {
  event.preventDefault();
  const picked = MALFORMED[Number(new FormData(event.currentTarget as HTMLFormElement).get('malformed'))]!;
  void act('/say', picked.make(chosen), (value) => `“${picked.name}” went to ${count(value, 'client')}.`);
}

function handleSay(event: Event): void {
  event.preventDefault();
  void act('/say', { frame: new FormData(event.currentTarget as HTMLFormElement).get('frame') }, (value) => `Said to ${count(value, 'client')}.`);
}

async function handleDown(): Promise<void> {
  const up = down;
  await act(up ? '/up' : '/down', {}, () => (up ? 'The server listens again.' : 'The server is down: nobody listens.'));
  down = !up;
  draw();
}

// --- what is drawn

function draw(): void {
  const from = known();
  render(
    html`
      <header class="top">
        <h1>Playground <small>six backends, to break</small></h1>
        <nav aria-label="Demo"><a href="/">Shop</a> <a href="/inbox/">Inbox</a> <a href="/gallery/">Gallery</a> <a href="/plain/">Ways in</a> <a href="/studio/">Studio</a></nav>
        <div class="switches">
          <label><input type="checkbox" .checked=${page.dir === 'rtl'} @change=${handleDirection} /> Right to left</label>
          <label>Theme <select @change=${handleTheme}>${['system', 'light', 'dark'].map((theme) => html`<option ?selected=${theme === (page.dataset.theme || 'system')}>${theme}</option>`)}</select></label>
        </div>
      </header>
      <main>
        <fieldset class="protocols">
          <legend>Protocol</legend>
          ${CHOICES.map((choice) => renderChoice(choice))}
        </fieldset>
        ${trouble ? html`<p class="trouble" role="alert">${trouble}</p>` : nothing}
        ${from ? renderBench(from) : servers ? html`<p class="trouble" role="alert">The test server for <b>${chosen.protocol}</b> could not be started: ${problem(chosen.protocol) ?? 'it is not there'}. The others work without it.</p>` : trouble ? nothing : html`<p class="wait">Starting the test servers…</p>`}
      </main>
    `,
    document.body,
  );
}

function renderChoice(choice: Choice): TemplateResult {
  const { protocol, title } = choice;
  const missing = problem(protocol);
  return html`<label class=${missing ? 'protocol missing' : 'protocol'}>
    <input type="radio" name="protocol" value=${protocol} aria-label=${protocol} .checked=${choice === chosen} @change=${() => choose(choice)} />
    <code>${protocol}</code> <span>${missing ? 'not started' : title}</span>
  </label>`;
}

function renderBench({ url }: { readonly url: string }): TemplateResult {
  const address = url + (chosen.path ?? '');
  // Another protocol is another page: nothing of the one before is left.
  return html`<div class="bench">
    ${keyed(chosen, html`<section class="talk" aria-labelledby="talk">
      <div class="head"><h2 id="talk">Talk</h2><connection-badge for="connection"></connection-badge></div>
      ${connection(address)}
    </section>`)}
    ${renderServer(url)}
    ${keyed(chosen, html`<div class="wire"><connection-inspector for="connection"></connection-inspector></div>`)}
  </div>`;
}

let made: { readonly choice: Choice; readonly address: string; readonly element: HTMLElement } | undefined;

/** Made by hand, since each protocol has attributes of its own, and they have to be there before the element is. */
function connection(address: string): HTMLElement {
  if (made?.choice === chosen && made.address === address) return made.element;
  const element = document.createElement('chat-connection');
  element.id = 'connection';
  for (const [name, value] of Object.entries({ url: address, protocol: chosen.protocol, ...chosen.attributes })) element.setAttribute(name, value);
  const widget = document.createElement('chat-widget');
  widget.setAttribute('display', 'inline');
  widget.setAttribute('heading', chosen.protocol);
  element.append(widget);
  made = { choice: chosen, address, element };
  return element;
}

function renderServer(url: string): TemplateResult {
  const open = server?.clients.filter((client) => client.open).length;
  return html`<section class="server" aria-labelledby="server">
    <div class="head"><h2 id="server">Server</h2><code dir="ltr">${url.replace('http://', '')}</code> <span class="count">${open === undefined ? '' : count(open, 'connection')}</span></div>
    <output class="said" role="status">${said}</output>
    ${server && Object.keys(server.actions).length ? renderActions(server) : nothing}
    <form @submit=${handleClose}>
      <h3>Close the sockets</h3>
      <div class="fields">
        <label>Code <input name="code" type="number" min="1000" max="4999" value="1012" list="codes" required /></label>
        <label>Reason <input name="reason" autocomplete="off" maxlength="100" /></label>
        <datalist id="codes">${CODES.map(([code, words]) => html`<option value=${code}>${words}</option>`)}</datalist>
      </div>
      <div class="buttons">
        <button>Close sockets</button>
        <button type="button" @click=${() => act('/cut', {}, (value) => `${count(value, 'line')} cut without a word.`)}>Cut the line</button>
        <button type="button" @click=${handleDown}>${down ? 'Bring the server up' : 'Take the server down'}</button>
      </div>
    </form>
    <form @submit=${handleMalformed}>
      <h3>Send a malformed frame</h3>
      <div class="line">
        <select name="malformed" aria-label="Class of malformed frame">${MALFORMED.map(({ name }, i) => html`<option value=${i}>${name}</option>`)}</select>
        <button>Send malformed frame</button>
      </div>
    </form>
    <form @submit=${handleSay}>
      <h3>Say a frame of your own</h3>
      <textarea name="frame" aria-label="Raw frame of the server" dir="ltr" rows="3" spellcheck="false" .defaultValue=${chosen.wrong}></textarea>
      <div class="buttons"><button>Say it</button></div>
    </form>
    ${server ? renderModes(server) : nothing}
  </section>`;
}

function renderActions({ actions }: ServerState): TemplateResult {
  const { args } = actions[action] ?? { args: {} };
  return html`<form @submit=${handleAction}>
    <h3>Let it do something</h3>
    <select aria-label="What the server does" @change=${(event: Event) => ((action = (event.currentTarget as HTMLSelectElement).value), draw())}>
      ${Object.entries(actions).map(([name, { title }]) => html`<option value=${name} ?selected=${name === action}>${title}</option>`)}
    </select>
    ${keyed(action, html`<div class="fields">${Object.entries(args).map(([name, value]) => renderField(name, standardOf(name, value)))}</div>`)}
    <div class="buttons"><button>Do it</button></div>
  </form>`;
}

/** What is on the screen is what an action is about. */
function standardOf(name: string, value: unknown): unknown {
  const { conversation, 'user-id': user } = chosen.attributes;
  return name === 'conversation' && conversation ? conversation : name === 'user' && value ? user : value;
}

function renderField(name: string, value: unknown): TemplateResult {
  if (typeof value === 'boolean') return html`<label class="check"><input type="checkbox" name=${name} .defaultChecked=${value} /> ${name}</label>`;
  if (typeof value === 'number') return html`<label>${name} <input type="number" step="any" name=${name} .defaultValue=${String(value)} /></label>`;
  const text = typeof value === 'string' || value === undefined || value === null ? String(value ?? '') : JSON.stringify(value);
  return html`<label class=${text.length > 20 ? 'wide' : ''}>${name} <input name=${name} dir="auto" autocomplete="off" .defaultValue=${text} /></label>`;
}

function renderModes({ modes }: ServerState): TemplateResult {
  return html`<details>
    <summary>How it behaves</summary>
    <div class="fields">
      ${Object.entries(modes).map(([name, value]) => {
        const change = (event: Event) => handleMode(name, value, event);
        if (typeof value === 'boolean') return html`<label class="check"><input type="checkbox" .checked=${value} @change=${change} /> ${name}</label>`;
        if (typeof value === 'number') return html`<label>${name} <input type="number" step="any" .value=${String(value)} @change=${change} /></label>`;
        return html`<label>${name} <input dir="auto" autocomplete="off" .value=${Array.isArray(value) ? value.join(' ') : String(value ?? '')} @change=${change} /></label>`;
      })}
    </div>
  </details>`;
}

function handleDirection(event: Event): void {
  page.dir = (event.currentTarget as HTMLInputElement).checked ? 'rtl' : 'ltr';
}

function handleTheme(event: Event): void {
  const theme = (event.currentTarget as HTMLSelectElement).value;
  page.dataset.theme = theme === 'system' ? '' : theme;
}

draw();
try {
  servers = await listServers();
} catch (error) {
  servers = [];
  trouble = `The test servers could not be asked for: ${error instanceof Error ? error.message : String(error)} This page needs npm start.`;
}
draw();
await refresh();
setInterval(() => document.visibilityState === 'visible' && void refresh(), POLL);
