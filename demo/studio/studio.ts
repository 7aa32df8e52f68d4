/**
 * The theme studio: every public custom property of the widget, as the manifest names them, changed live on a page of each theme; what cannot be read well is said in words;
 * the CSS is there to copy, and the whole look is in the address.
 */
import { html, nothing, render, type TemplateResult } from 'lit';
import { loadManifest } from '../gallery/manifest.js';
import { SKINS } from '../gallery/themes.js';
import type { Measured } from './contrast.js';
import { NOT, cssOf, fromHash, isValid, tagsOf, toHash, tokensOf, type Look, type Theme, type Token } from './model.js';
import type { Preview } from './preview.js';

const SIDES: readonly Theme[] = ['light', 'dark'];
const GROUPS: readonly (readonly [title: string, has: (token: Token) => boolean])[] = [
  ['Colours', ({ kind }) => kind === 'colour'],
  ['Letters and corners', ({ kind, short }) => kind === 'font' || /^(font-size|radius|shadow)$/.test(short)],
  ['Place and size', () => true],
];
/** How far a slider goes, in pixels; anything else can be written. */
const REACH: Readonly<Record<string, readonly [number, number]>> = { 'font-size': [11, 24], radius: [0, 32], inset: [0, 64], 'panel-width': [280, 640], 'panel-height': [360, 900] };

const manifest = await loadManifest();
const tokens = tokensOf(manifest.get('chat-widget'));
const tags = tagsOf(manifest);
/** Words for a part: `time` → "the time of a message"; the widget's own last, since they win. */
const PLACES = new Map([...manifest.values()].sort((a) => (a.tagName === 'chat-widget' ? 1 : -1)).flatMap(({ cssParts = [] }) => cssParts.map(({ name, description = '' }) => [name, description.replace(/[.;:(].*$/s, '').replace(/^\w/, (letter) => letter.toLowerCase())] as const)));

let look: Look = fromHash(location.hash, tokens, SKINS);
let shown: Record<Theme, Record<string, string>> = { light: {}, dark: {} };
let measured: Record<Theme, readonly Measured[]> = { light: [], dark: [] };
/** What was written and cannot be: `--chat-x light` → the text. */
const wrong = new Map<string, string>();
let said = '';
let frames: Partial<Record<Theme, Preview>> = {};

// ── What changes ──

function change(next: Partial<Look>): void {
  look = { ...look, ...next };
  const words = toHash(look);
  history.replaceState(null, '', words ? `#${words}` : location.pathname);
  void show();
}

function set(token: Token, side: Theme | undefined, value: string): void {
  const key = `${token.name} ${side ?? ''}`;
  wrong.delete(key);
  const values = new Map(look.values);
  if (!value.trim()) values.delete(token.name);
  else if (!isValid(token.kind, value)) {
    wrong.set(key, value);
    return draw();
  } else if (side) {
    // The other side stays as it is: one value alone would be for both.
    const before = values.get(token.name) ?? { light: shown.light[token.name], dark: shown.dark[token.name] };
    values.set(token.name, { ...before, [side]: value.trim() });
  } else values.set(token.name, { light: value.trim(), dark: value.trim() });
  change({ values });
}

function reset(): void {
  wrong.clear();
  say('Everything is as it comes again.');
  change({ values: new Map(), skin: '' });
}

async function copy(css: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(css);
    say('Copied.');
  } catch {
    // A browser that keeps the clipboard to itself still lets people copy what is selected.
    getSelection()?.selectAllChildren(document.querySelector('#css')!);
    say('Selected: copy it with the keyboard.');
  }
}

function say(words: string): void {
  // The same words again are news as well.
  said = said === words ? `${words}\u00a0` : words;
  draw();
}

// ── What is shown ──

let turn = 0;
/** Both pages are dressed, and measured once they are painted. */
async function show(): Promise<void> {
  const mine = ++turn;
  const css = cssOf(look.values, tokens, tags, look.skin);
  for (const theme of SIDES) await frames[theme]?.dress({ skin: look.skin, css, theme, dir: look.dir });
  if (mine !== turn) return;
  for (const theme of SIDES) shown = { ...shown, [theme]: frames[theme]?.values(tokens) ?? {} };
  draw();
  // A slider that is being dragged is not held up.
  await new Promise((resolve) => setTimeout(resolve, 120));
  if (mine !== turn) return;
  for (const theme of SIDES) measured = { ...measured, [theme]: frames[theme]?.measure() ?? [] };
  document.documentElement.dataset.ready = look.skin;
  draw();
}

async function handleLoad(theme: Theme, event: Event): Promise<void> {
  const frame = event.currentTarget as HTMLIFrameElement;
  const page = frame.contentDocument!;
  for (let i = 0; i < 400 && page.documentElement.dataset.ready === undefined; i++) await new Promise((resolve) => setTimeout(resolve, 25));
  frames = { ...frames, [theme]: (frame.contentWindow as unknown as { studio: Preview }).studio };
  await show();
}

addEventListener('hashchange', () => {
  look = fromHash(location.hash, tokens, SKINS);
  void show();
});

function draw(): void {
  const css = cssOf(look.values, tokens, tags, look.skin);
  render(
    html`
      <header class="top">
        <h1>Theme studio <small>every property, live</small></h1>
        <nav aria-label="Demo"><a href="/">Shop</a> <a href="/inbox/">Inbox</a> <a href="/gallery/">Gallery</a> <a href="/plain/">Ways in</a> <a href="/playground/">Playground</a></nav>
      </header>
      <main>
        <form class="controls" aria-label="Theme" @submit=${(event: Event) => event.preventDefault()}>
          ${renderSkins()} ${tokens.length ? renderGroups() : html`<p class="hint">No manifest yet: <code>npm run manifest</code> writes it.</p>`}
        </form>
        <section class="stage" aria-label="Preview">
          <div class="bar">
            ${renderChoice('view', 'Show', [['both', 'Both'], ['light', 'Light'], ['dark', 'Dark']] as const)}
            ${renderChoice('dir', 'Direction', [['ltr', 'LTR'], ['rtl', 'RTL']] as const)}
            <button type="button" class="quiet" @click=${reset}>Reset</button>
          </div>
          <div class="frames ${look.view}">
            ${SIDES.map((theme) => html`<iframe class=${theme} title="The chat, ${theme}" src="/studio/preview.html" @load=${(event: Event) => handleLoad(theme, event)}></iframe>`)}
          </div>
          <div class="below">${renderContrast()} ${renderCss(css)}</div>
        </section>
      </main>
      <p class="said" role="status">${said}</p>
    `,
    document.body,
  );
}

function renderChoice<K extends 'view' | 'dir'>(key: K, legend: string, options: readonly (readonly [Look[K], string])[]): TemplateResult {
  return html`<fieldset class="switch"><legend class="sr-only">${legend}</legend>
    ${options.map(([value, label]) => html`<label><input type="radio" name=${key} .checked=${look[key] === value} @change=${() => change({ [key]: value })} /><span>${label}</span></label>`)}
  </fieldset>`;
}

function renderSkins(): TemplateResult {
  return html`<fieldset class="skins"><legend>Start from</legend>
    ${['', ...SKINS].map((name) => html`<label><input type="radio" name="skin" .checked=${look.skin === name} @change=${() => change({ skin: name })} /><span>${name || 'as it comes'}</span></label>`)}
  </fieldset>`;
}

function renderGroups(): readonly TemplateResult[] {
  const left = new Set(tokens);
  return GROUPS.map(([title, has]) => {
    const own = [...left].filter(has);
    own.forEach((token) => left.delete(token));
    return html`<section class="group"><h2>${title}</h2>${own.some(({ kind }) => kind === 'colour') ? html`<p class="heads" aria-hidden="true"><span>Light</span><span>Dark</span></p>` : nothing}${own.map((token) => (token.kind === 'colour' ? renderColour(token) : renderValue(token)))}</section>`;
  });
}

function renderColour(token: Token): TemplateResult {
  const { name, short, description } = token;
  return html`<div class="token colour ${look.values.has(name) ? 'set' : ''}" role="group" aria-labelledby="name-${short}">
    <strong id="name-${short}"><code>${short}</code></strong>
    <p id="about-${short}">${description}</p>
    <div class="sides">
      ${SIDES.map((side) => {
        const now = look.values.get(name)?.[side] ?? shown[side][name] ?? '';
        const bad = wrong.get(`${name} ${side}`);
        return html`<span class="side">
          <input type="color" aria-label="${short}, ${side}: pick" .value=${shown[side][name] ?? '#000000'} @input=${(event: Event) => set(token, side, valueOf(event))} />
          <input type="text" aria-label="${short}, ${side}" aria-describedby="about-${short}" aria-invalid=${bad === undefined ? nothing : 'true'} aria-errormessage=${bad === undefined ? nothing : `bad-${short}-${side}`} spellcheck="false" autocomplete="off" .value=${bad ?? now} @change=${(event: Event) => set(token, side, valueOf(event))} />
          ${bad === undefined ? nothing : html`<span class="bad" id="bad-${short}-${side}">${NOT.colour}</span>`}
        </span>`;
      })}
      ${renderClear(token)}
    </div>
  </div>`;
}

function renderValue(token: Token): TemplateResult {
  const { name, short, kind, description } = token;
  const now = look.values.get(name)?.light ?? shown.light[name] ?? '';
  const bad = wrong.get(`${name} `);
  const reach = REACH[short];
  const pixels = /^(-?[\d.]+)px$/.exec(now)?.[1];
  return html`<div class="token ${look.values.has(name) ? 'set' : ''}">
    <label for="value-${short}"><code>${short}</code></label>
    <p id="about-${short}">${description}</p>
    <div class="sides">
      ${reach ? html`<input type="range" aria-label="${short}, in pixels" min=${reach[0]} max=${reach[1]} .value=${pixels ?? String(reach[0])} @input=${(event: Event) => set(token, undefined, `${valueOf(event)}px`)} />` : nothing}
      <input type="text" id="value-${short}" aria-describedby="about-${short}" aria-invalid=${bad === undefined ? nothing : 'true'} aria-errormessage=${bad === undefined ? nothing : `bad-${short}`} spellcheck="false" autocomplete="off" .value=${bad ?? now} @change=${(event: Event) => set(token, undefined, valueOf(event))} />
      ${renderClear(token)} ${bad === undefined ? nothing : html`<span class="bad" id="bad-${short}">${NOT[kind]}</span>`}
    </div>
  </div>`;
}

function renderClear({ name, short }: Token): TemplateResult {
  const clear = () => {
    for (const side of ['', ...SIDES]) wrong.delete(`${name} ${side}`);
    const values = new Map(look.values);
    values.delete(name);
    change({ values });
  };
  return html`<button type="button" class="clear" aria-label="Put ${short} back" ?disabled=${!look.values.has(name)} @click=${clear}><svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 8a5 5 0 1 1 1.600 3.700M3 12.500V8.800h3.700" /></svg></button>`;
}

const valueOf = (event: Event): string => (event.target as HTMLInputElement).value;

// ── What can be read ──

/** The weakest of each pair of colours, weakest first. */
function faint(theme: Theme): readonly Measured[] {
  const pairs = new Map<string, Measured>();
  for (const one of measured[theme]) {
    const key = `${one.kind === 'icon' ? 'icon' : 'text'} ${one.colour} ${one.ground}`;
    if (one.ratio < one.needs && !pairs.has(key)) pairs.set(key, one);
  }
  return [...pairs.values()].sort((a, b) => a.ratio - b.ratio);
}

/** Properties that have this colour here, of those that paint texts or grounds: which one to change. */
function named(theme: Theme, colour: string, ground: boolean): string {
  const fits = ({ kind, short }: Token) => kind === 'colour' && (ground ? !/^(on-|text|border|danger|ok)/.test(short) : !/surface|^(own|other)-bubble/.test(short));
  return tokens.filter((token) => fits(token) && shown[theme][token.name] === colour).map(({ short }) => short).slice(0, 2).join(' or ') || colour;
}

const rounded = (ratio: number): string => (Math.floor(ratio * 100) / 100).toFixed(2);

function renderContrast(): TemplateResult {
  const lists = SIDES.map((theme) => [theme, faint(theme)] as const);
  const count = lists.reduce((sum, [, list]) => sum + list.length, 0);
  const texts = SIDES.flatMap((theme) => measured[theme].filter(({ kind }) => kind !== 'icon'));
  const lowest = texts.reduce<Measured | undefined>((least, one) => (least && least.ratio <= one.ratio ? least : one), undefined);
  return html`<section class="contrast ${count ? 'faint' : ''}" aria-labelledby="contrast">
    <h2 id="contrast">Contrast</h2>
    <p role="status">${!lowest ? 'Being measured …' : count ? `${count} ${count === 1 ? 'pair' : 'pairs'} of colours cannot be read well.` : `All of it can be read: the faintest text has ${rounded(lowest.ratio)}:1.`}</p>
    ${count
      ? html`<ul>${lists.flatMap(([theme, list]) =>
          list.map(
            ({ kind, parts, what, colour, ground, ratio, needs }) => html`<li>
              ${renderSwatch(colour, ground, kind === 'icon' ? '●' : 'Aa')}
              <span><strong>${rounded(ratio)}:1</strong>, ${needs}:1 is needed: <em>${named(theme, colour, false)}</em> on <em>${named(theme, ground, true)}</em>, ${theme}. ${kind === 'icon' ? 'An icon' : kind === 'placeholder' ? 'The hint' : `“${what}”`}, ${PLACES.get(parts[0] ?? '') ?? 'part'} (<code>${parts[0]}</code>).</span>
            </li>`,
          ),
        )}</ul>`
      : nothing}
  </section>`;
}

/** Drawn, since the page's policy allows no style in its markup. */
function renderSwatch(colour: string, ground: string, text: string): TemplateResult {
  return html`<svg class="swatch" viewBox="0 0 40 28" aria-hidden="true"><rect width="40" height="28" rx="6" fill=${ground} /><text x="20" y="19" text-anchor="middle" font-size="14" font-weight="600" fill=${colour}>${text}</text></svg>`;
}

function renderCss(css: string): TemplateResult {
  return html`<section class="css" aria-labelledby="css-title">
    <div class="line"><h2 id="css-title">CSS</h2><button type="button" class="copy" ?disabled=${!css && !look.skin} @click=${() => copy(css || link())}>Copy</button></div>
    ${look.skin ? html`<p class="hint">With the skin before it: <code>${link()}</code></p>` : nothing}
    <pre id="css" tabindex="0" role="region" aria-label="The CSS">${css || (look.skin ? link() : 'Nothing is set: change a property, and it comes out here.')}</pre>
  </section>`;
}

const link = (): string => `<link rel="stylesheet" href="…/dist/skins/${look.skin}.css" />`;

draw();
