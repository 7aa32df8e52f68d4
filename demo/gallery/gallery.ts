/** The gallery: a frame with one state in it, and everything about its element around that. What can be changed is changed in the frame, live. */
import { html, nothing, render, type TemplateResult } from 'lit';
import { CHOICES, choices, loadManifest, type Attribute, type Declaration, type Described, type Member } from './manifest.js';
import { STATES } from './states.js';
import { SKINS, THEMES, TOKENS } from './themes.js';

type Width = 'phone' | 'tablet' | 'full';
interface Choice {
  element: string;
  state: string;
  dir: 'ltr' | 'rtl';
  theme: 'light' | 'dark';
  width: Width;
  skin: string;
  tab: 'settings' | 'theme' | 'events';
}
interface Logged {
  readonly name: string;
  readonly detail: string;
  readonly time: string;
}

const ELEMENTS = [...new Set(STATES.map(({ element }) => element))];
const EVENTS = ['chat-status', 'chat-message', 'chat-receipt', 'chat-typing', 'chat-presence', 'chat-conversation', 'chat-error', 'chat-frame', 'chat-open', 'chat-close', 'chat-unread', 'chat-send'];
const manifest = await loadManifest();

const choice: Choice = {
  element: 'chat-widget',
  state: 'few',
  dir: 'ltr',
  theme: matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light',
  width: 'full',
  // Also in the query, so that a link to a skin reads well.
  skin: skinOf(new URLSearchParams(location.search)) ?? '',
  tab: 'settings',
  ...fromHash(),
};
const tokens = new Map<string, string>();
let log: Logged[] = [];
let shown: HTMLElement | undefined;
let pointed: CSSStyleSheet | undefined;

function skinOf(words: URLSearchParams): string | undefined {
  return ['', ...SKINS].find((name) => name === words.get('skin'));
}

function fromHash(): Partial<Choice> {
  const [path = '', query = ''] = location.hash.slice(1).split('?');
  const [element, state] = path.split('/');
  const found = STATES.find((one) => one.element === element && (!state || one.state === state));
  const rest = new URLSearchParams(query);
  const dir = rest.get('dir');
  const theme = rest.get('theme');
  const width = rest.get('width');
  const skin = skinOf(rest);
  return {
    ...(found ? { element: found.element, state: found.state } : {}),
    ...(dir === 'rtl' || dir === 'ltr' ? { dir } : {}),
    ...(theme === 'light' || theme === 'dark' ? { theme } : {}),
    ...(width === 'phone' || width === 'tablet' || width === 'full' ? { width } : {}),
    ...(skin === undefined ? {} : { skin }),
  };
}

function choose(change: Partial<Choice>): void {
  Object.assign(choice, change);
  const { element, state, dir, theme, width, skin } = choice;
  history.replaceState(null, '', `#${element}/${state}?${new URLSearchParams({ dir, theme, width, ...(skin ? { skin } : {}) }).toString()}`);
  draw();
}

function draw(): void {
  document.documentElement.dataset.theme = choice.theme;
  const described = manifest.get(choice.element);
  render(
    html`
      <header class="top">
        <a class="name" href="#chat-widget/few"><code>chat-elements</code></a>
        <nav aria-label="Demo"><a href="/">Shop</a> <a href="/inbox/">Inbox</a> <a href="/plain/">Ways in</a> <a href="/playground/">Playground</a> <a href="/studio/">Studio</a></nav>
      </header>
      ${renderList()}
      <main>
        <div class="bar">
          <h1><code>&lt;${choice.element}&gt;</code></h1>
          <p>${words(described?.summary)}</p>
          ${renderSwitches()}
        </div>
        <div class="stage ${choice.width}">
          <iframe title="The element in this state" src=${frameUrl()} @load=${handleLoad}></iframe>
        </div>
        ${described ? renderReference(described) : html`<p class="missing">No manifest yet: <code>npm run manifest</code> writes it.</p>`}
      </main>
      ${renderSide(described)}
    `,
    document.body,
  );
}

function frameUrl(): string {
  const { element, state, dir, theme, skin } = choice;
  return `/gallery/state.html?${new URLSearchParams({ element, state, dir, theme, ...(skin ? { skin } : {}) }).toString()}`;
}

function renderList(): TemplateResult {
  return html`<nav class="states" aria-label="Elements and their states">
    ${ELEMENTS.map(
      (element) => html`<details ?open=${element === choice.element}>
        <summary><code>${element}</code></summary>
        <ul>
          ${STATES.filter((one) => one.element === element).map(
            (one) => html`<li>
              <a href="#${one.element}/${one.state}" aria-current=${one.element === choice.element && one.state === choice.state ? 'true' : nothing} @click=${(event: Event) => handleState(event, one.element, one.state)}>${one.title}</a>
            </li>`,
          )}
        </ul>
      </details>`,
    )}
  </nav>`;
}

function handleState(event: Event, element: string, state: string): void {
  event.preventDefault();
  log = [];
  choose({ element, state });
  // On a phone it stands below the list.
  if (matchMedia('(max-width: 44rem)').matches) document.querySelector('main')!.scrollIntoView();
}

function renderSwitches(): TemplateResult {
  const group = <K extends 'theme' | 'dir' | 'width'>(key: K, legend: string, options: readonly (readonly [Choice[K], string])[]) => html`<fieldset class="switch">
    <legend class="sr-only">${legend}</legend>
    ${options.map(([value, label]) => html`<label><input type="radio" name=${key} .checked=${choice[key] === value} @change=${() => choose({ [key]: value })} /><span>${label}</span></label>`)}
  </fieldset>`;
  return html`<div class="switches">
    ${group('theme', 'Theme', [['light', 'Light'], ['dark', 'Dark']] as const)}
    ${group('dir', 'Direction', [['ltr', 'LTR'], ['rtl', 'RTL']] as const)}
    ${group('width', 'Width', [['phone', '390'], ['tablet', '768'], ['full', 'Full']] as const)}
    <label class="skin">Skin <select @change=${(event: Event) => choose({ skin: (event.target as HTMLSelectElement).value })}>${['', ...SKINS].map((name) => html`<option value=${name} ?selected=${name === choice.skin}>${name || 'none'}</option>`)}</select></label>
    <a class="alone" href=${frameUrl()} target="_blank" rel="noopener">Alone</a>
  </div>`;
}

/** The state stands in the frame: hears its events, and brings the theme that was made so far. */
async function handleLoad(event: Event): Promise<void> {
  const frame = event.currentTarget as HTMLIFrameElement;
  const page = frame.contentDocument!;
  for (const name of EVENTS) page.addEventListener(name, handleEvent);
  applyTokens(page);
  pointed = undefined;
  // The state is built after the frame has loaded.
  for (let i = 0; i < 200 && !page.documentElement.dataset.ready; i++) await new Promise((resolve) => setTimeout(resolve, 25));
  shown = page.querySelector<HTMLElement>(choice.element) ?? undefined;
  draw();
}

function handleEvent(event: Event): void {
  const { detail } = event as CustomEvent<unknown>;
  log = [{ name: event.type, detail: short(detail), time: new Date().toLocaleTimeString('en-GB') }, ...log].slice(0, 200);
  draw();
}

function short(value: unknown): string {
  try {
    return JSON.stringify(value ?? null, (_, one: unknown) => (typeof one === 'string' && one.length > 120 ? `${one.slice(0, 120)}…` : one)).slice(0, 600);
  } catch {
    return String(value);
  }
}

// ── Right: settings, theme, events ──

function renderSide(described: Declaration | undefined): TemplateResult {
  const tabs = [['settings', 'Settings'], ['theme', 'Theme'], ['events', `Events${log.length ? ` ${log.length}` : ''}`]] as const; // prettier-ignore
  return html`<aside aria-label="Try it">
    <div class="tabs">${tabs.map(([tab, label]) => html`<button type="button" aria-pressed=${choice.tab === tab} @click=${() => choose({ tab })}>${label}</button>`)}</div>
    ${choice.tab === 'settings' ? renderSettings(described) : choice.tab === 'theme' ? renderTheme() : renderLog()}
  </aside>`;
}

function renderSettings(described: Declaration | undefined): TemplateResult {
  if (!described || !shown) return html`<p class="hint">Settings appear once the element is on the stage.</p>`;
  const plain = (described.members ?? []).filter((one) => one.kind === 'field' && !one.readonly && !one.attribute && /^(string|number|boolean)/.test(one.type?.text ?? ''));
  const actions = (described.members ?? []).filter((one) => one.kind === 'method' && !(one.parameters ?? []).some((parameter) => !parameter.optional && parameter.default === undefined));
  const { members = [] } = described;
  const settable = (described.attributes ?? []).filter((one) => !members.some((member) => member.name === one.fieldName && member.readonly));
  const isConnections = (one: Attribute) => one.inheritedFrom?.name === 'WithConnectionSettings' && choice.element !== 'chat-connection';
  const own = settable.filter((one) => !isConnections(one));
  const connections = settable.filter(isConnections);
  const attribute = (one: Attribute) => {
    const set = (next: string | null) => {
      if (next === null) shown!.removeAttribute(one.name);
      else shown!.setAttribute(one.name, next);
      draw();
    };
    return renderField(one, one.type?.text ?? members.find((member) => member.name === one.fieldName)?.type?.text ?? 'string', shown!.getAttribute(one.name), set);
  };
  return html`
    <div class="fields">
      ${own.map(attribute)}
      ${plain.map((one) => {
        const target = shown as unknown as Record<string, unknown>;
        return renderField(one, one.type?.text ?? '', String(target[one.name] ?? ''), (next) => (target[one.name] = next ?? ''));
      })}
    </div>
    ${connections.length ? html`<details class="more"><summary>Its own connection (${connections.length})</summary><div class="fields">${connections.map(attribute)}</div></details>` : nothing}
    ${actions.length
      ? html`<div class="actions">${actions.map((one) => html`<button type="button" title=${one.description ?? ''} @click=${() => call(one)}><code>${one.name}()</code></button>`)}</div>`
      : nothing}
  `;
}

function renderField(one: Described & { readonly default?: string }, type: string, value: string | null, set: (value: string | null) => void): TemplateResult {
  const options = choices(type) ?? CHOICES[one.name];
  const hint = one.default && one.default !== 'false' ? one.default.replace(/^'|'$/g, '') : '';
  if (type.startsWith('boolean'))
    return html`<label class="field check" title=${one.description ?? ''}><input type="checkbox" .checked=${value !== null && value !== 'false'} @change=${(event: Event) => set((event.target as HTMLInputElement).checked ? '' : null)} /><code>${one.name}</code></label>`;
  if (options)
    return html`<label class="field" title=${one.description ?? ''}><code>${one.name}</code>
      <select @change=${(event: Event) => set((event.target as HTMLSelectElement).value)}>${options.map((option) => html`<option ?selected=${option === (value ?? hint)}>${option}</option>`)}</select></label>`;
  return html`<label class="field" title=${one.description ?? ''}><code>${one.name}</code><input type="text" .value=${value ?? ''} placeholder=${hint} spellcheck="false" @change=${(event: Event) => set((event.target as HTMLInputElement).value || null)} /></label>`;
}

function call(one: Member): void {
  const target = shown as unknown as Record<string, () => unknown>;
  try {
    const answer = target[one.name]!();
    if (answer instanceof Promise) answer.catch((error: unknown) => handleEvent(new CustomEvent(`${one.name}() failed`, { detail: String(error) })));
  } catch (error) {
    handleEvent(new CustomEvent(`${one.name}() failed`, { detail: String(error) }));
  }
  setTimeout(draw, 60);
}

function renderTheme(): TemplateResult {
  const set = (name: string, value: string) => {
    if (value) tokens.set(name, value);
    else tokens.delete(name);
    applyTokens();
    draw();
  };
  const css = `chat-widget {\n${[...tokens].map(([name, value]) => `  ${name}: ${value};`).join('\n')}\n}`;
  return html`
    <div class="presets">${Object.entries(THEMES).map(([name, theme]) => html`<button type="button" @click=${() => useTheme(theme)}>${name}</button>`)}</div>
    <div class="fields">
      ${TOKENS.map(({ name, kind, hint }) => {
        const value = tokens.get(name) ?? '';
        return html`<label class="field token"><code>${name.slice(2)}</code>
          <span>${kind === 'colour' ? html`<input type="color" aria-label="${name}, picked" .value=${/^#[\da-f]{6}$/i.test(value) ? value : hint} @input=${(event: Event) => set(name, (event.target as HTMLInputElement).value)} />` : nothing}
          <input type="text" .value=${value} placeholder=${hint} spellcheck="false" @change=${(event: Event) => set(name, (event.target as HTMLInputElement).value)} /></span></label>`;
      })}
    </div>
    ${tokens.size ? html`<div class="copy"><pre tabindex="0">${css}</pre><button type="button" @click=${() => navigator.clipboard.writeText(css)}>Copy</button></div>` : html`<p class="hint">Whatever is set here comes out as CSS to copy.</p>`}
  `;
}

function useTheme(theme: Readonly<Record<string, string>>): void {
  tokens.clear();
  for (const [name, value] of Object.entries(theme)) tokens.set(name, value);
  applyTokens();
  draw();
}

function applyTokens(page = document.querySelector('iframe')?.contentDocument): void {
  if (!page) return;
  // On the root: custom properties are inherited into every shadow tree.
  for (const { name } of TOKENS) page.documentElement.style.setProperty(name, tokens.get(name) ?? null);
}

function renderLog(): TemplateResult {
  if (!log.length) return html`<p class="hint">Open, close, write, scroll: what the element tells its page is listed here.</p>`;
  return html`<button type="button" class="clear" @click=${() => ((log = []), draw())}>Clear</button>
    <ol class="log">${log.map(({ name, detail, time }) => html`<li><code>${name}</code> <time>${time}</time><pre tabindex="0">${detail}</pre></li>`)}</ol>`;
}

// ── Below: what the manifest says ──

function renderReference(described: Declaration): TemplateResult {
  const { attributes, members = [], events, slots, cssParts, cssProperties, cssStates } = described;
  const methods = members.filter(({ kind }) => kind === 'method');
  const fields = members.filter(({ kind, attribute }) => kind === 'field' && !attribute);
  const rows = (list: readonly Described[] | undefined, name: (one: never) => string) => list?.map((one) => html`<tr><th scope="row"><code>${name(one as never)}</code></th><td>${words(one.description)}</td></tr>`);
  const table = (title: string, body: unknown) =>
    body && (body as unknown[]).length ? html`<section><h2>${title}</h2><div class="scroll" tabindex="0" role="region" aria-label=${title}><table><tbody>${body}</tbody></table></div></section>` : nothing;
  return html`<div class="reference">
    ${described.description && described.description !== described.summary ? html`<p class="lead">${words(described.description)}</p>` : nothing}
    ${table('Attributes', attributes?.map((one) => html`<tr><th scope="row"><code>${one.name}</code></th><td>${words(one.description)}${typeOf(one.type?.text ?? members.find(({ name }) => name === one.fieldName)?.type?.text, one.default)}</td></tr>`))}
    ${table('Properties', fields.map((one) => html`<tr><th scope="row"><code>${one.name}</code></th><td>${words(one.description)}${typeOf(one.type?.text, one.default)}</td></tr>`))}
    ${table('Methods', rows(methods, (one: Member) => `${one.name}(${(one.parameters ?? []).map((parameter) => parameter.name + (parameter.optional ? '?' : '')).join(', ')})`))}
    ${table('Events', rows(events, (one: Described) => one.name))}
    ${table('Slots', rows(slots, (one: Described) => one.name || '(default)'))}
    ${table('Parts', cssParts?.map((one) => html`<tr @pointerenter=${() => point(one.name)} @pointerleave=${() => point()}><th scope="row"><code>${one.name}</code></th><td>${words(one.description)}</td></tr>`))}
    ${table('Custom properties', rows(cssProperties, (one: Described) => one.name))} ${table('States', rows(cssStates, (one: Described) => `:state(${one.name})`))}
  </div>`;
}

function typeOf(type: string | undefined, standard: string | undefined): unknown {
  return type ? html` <span class="type"><code>${type}</code>${standard && standard !== 'false' ? html`, default <code>${standard}</code>` : nothing}</span>` : nothing;
}

/** `code` in backticks. */
function words(text = ''): unknown {
  return text.split('`').map((piece, index) => (index % 2 ? html`<code>${piece}</code>` : piece));
}

/** Outlines a part in the frame while its row is under the pointer. */
function point(part?: string): void {
  const page = document.querySelector('iframe')?.contentDocument;
  const view = page?.defaultView;
  if (!page || !view) return;
  if (!pointed) {
    pointed = new (view as unknown as typeof globalThis).CSSStyleSheet();
    page.adoptedStyleSheets = [...page.adoptedStyleSheets, pointed];
  }
  pointed.replaceSync(part ? `${choice.element}::part(${part}) { outline: 2px solid #e0457b; outline-offset: 2px }` : '');
}

document.body.textContent = '';
draw();
addEventListener('hashchange', () => {
  const before = choice.element;
  Object.assign(choice, fromHash());
  if (before !== choice.element) log = [];
  draw();
});
