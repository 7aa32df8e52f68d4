/**
 * The accessibility tree of a page as somebody hears it who goes through it with a screen reader, top to bottom: what kind of thing it is where that is said, its name, its state.
 * No two screen readers say the same; this is what each of them is given, in the order in which it is given.
 */
import type { CDPSession, Page, Protocol } from 'puppeteer-core';

type Node = Protocol.Accessibility.AXNode;

/** Said with their name; what they are made of is in that name. */
const LEAVES = new Set(['button', 'link', 'image', 'img', 'textbox', 'radio', 'checkbox', 'switch', 'slider', 'progressbar', 'separator', 'combobox', 'menuitem', 'tab', 'searchbox']);
/** Said when they begin; their contents follow. */
const BOXES = new Set(['dialog', 'alertdialog', 'region', 'log', 'article', 'list', 'listitem', 'table', 'row', 'cell', 'gridcell', 'columnheader', 'rowheader', 'heading', 'group', 'toolbar', 'radiogroup', 'form', 'blockquote', 'code', 'alert', 'status', 'banner', 'navigation', 'main', 'note', 'search']);
/** States that are said where they hold. */
const STATES: Readonly<Record<string, (value: unknown) => string>> = {
  checked: (value) => (value === 'true' || value === true ? 'checked' : ''),
  pressed: (value) => (value === 'true' || value === true ? 'pressed' : ''),
  expanded: (value) => (value ? 'expanded' : 'collapsed'),
  disabled: (value) => (value ? 'unavailable' : ''),
  invalid: (value) => (value === 'true' ? 'invalid' : ''),
  level: (value) => `level ${Number(value)}`,
};

/** What is under the one thing with this role and name, a line each, indented as it is nested. */
export async function spoken(page: Page, role: string, name: string): Promise<string[]> {
  const cdp: CDPSession = await page.createCDPSession();
  const { nodes } = await cdp.send('Accessibility.getFullAXTree');
  await cdp.detach();
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const top = nodes.find((node) => !node.ignored && roleOf(node) === role && nameOf(node) === name);
  if (!top) throw new Error(`no ${role} "${name}" in the tree`);
  const lines: string[] = [];
  speak(top, 0, byId, lines);
  return lines;
}

const roleOf = (node: Node): string => String(node.role?.value ?? '');
// Names are isolated for direction, which nobody hears.
const nameOf = (node: Node): string => String(node.name?.value ?? '').replace(/[\u2066-\u2069]/g, '').replace(/\s+/g, ' ').trim();

function speak(node: Node, depth: number, byId: ReadonlyMap<string, Node>, lines: string[]): void {
  const children = (node.childIds ?? []).flatMap((id) => byId.get(id) ?? []);
  const inside = (deeper: number) => children.forEach((child) => speak(child, deeper, byId, lines));
  const say = (words: string) => lines.push(`${'  '.repeat(depth)}${words}`);
  const role = roleOf(node);
  if (node.ignored) return inside(depth);
  if (role === 'StaticText') {
    if (nameOf(node)) say(nameOf(node));
    return;
  }
  if (role === 'InlineTextBox') return;
  const told = [nameOf(node) && `"${nameOf(node)}"`, ...statesOf(node)].filter(Boolean).join(', ');
  // A paragraph is one line, with its links in it.
  if (role === 'paragraph') {
    const line = inline(node, byId).replace(/[\u2066-\u2069]/g, '').replace(/\s+/g, ' ').trim();
    if (line) say(line);
    return;
  }
  if (LEAVES.has(role)) return void say([role, told, valueOf(node)].filter(Boolean).join(' '));
  if (!BOXES.has(role)) return inside(depth);
  // A heading and a cell are their words.
  const words = told || (role === 'list' ? `with ${countOf(node, 'listitem', byId)} items` : '');
  say([role, words].filter(Boolean).join(' '));
  if (!(/heading|header/.test(role) && children.every((child) => /StaticText|generic|none/.test(roleOf(child))))) inside(depth + 1);
}

function inline(node: Node, byId: ReadonlyMap<string, Node>): string {
  if (!node.ignored && roleOf(node) === 'StaticText') return String(node.name?.value ?? '');
  if (!node.ignored && LEAVES.has(roleOf(node))) return `[${roleOf(node)} "${nameOf(node)}"]`;
  return (node.childIds ?? []).map((id) => byId.get(id)).map((child) => (child ? inline(child, byId) : '')).join('');
}

function statesOf(node: Node): string[] {
  const said = (node.properties ?? []).flatMap(({ name, value }) => (Object.hasOwn(STATES, name) && (name !== 'level' || roleOf(node) === 'heading') ? STATES[name]!(value.value) : []));
  return said.filter(Boolean);
}

const valueOf = (node: Node): string => (node.value?.value !== undefined && node.value.value !== '' ? `= ${String(node.value.value)}` : '');

function countOf(node: Node, role: string, byId: ReadonlyMap<string, Node>): number {
  return (node.childIds ?? []).map((id) => byId.get(id)).reduce((sum, child) => sum + (child ? (roleOf(child) === role ? 1 : child.ignored || !BOXES.has(roleOf(child)) ? countOf(child, role, byId) : 0) : 0), 0);
}

/** Text, not a function: tsx would mark the functions inside with a helper that pages do not have. */
const LISTEN = `
  const heard = (window.heard = []);
  const watched = new WeakSet();
  const wordsOf = (node) => (node.textContent ?? '').replace(/[\\u2066-\\u2069]/g, '').replace(/\\s+/g, ' ').trim();
  const hear = (node) => {
    const parent = node instanceof Element ? node : node.parentElement;
    const region = parent?.closest('[aria-live], [role=log], [role=status], [role=alert]');
    if (!region || region.getAttribute('aria-live') === 'off' || parent.closest('[aria-hidden=true], [hidden]')) return;
    // The log says what is added to it; the others are said as a whole.
    const words = wordsOf(region.getAttribute('role') === 'log' ? node : region);
    if (words && heard.at(-1) !== words) heard.push(words);
  };
  const within = (node) => {
    if (node.shadowRoot) watch(node.shadowRoot);
    for (const element of node.querySelectorAll?.('*') ?? []) if (element.shadowRoot) watch(element.shadowRoot);
  };
  const observer = new MutationObserver((records) => {
    for (const { type, target, addedNodes } of records) {
      if (type === 'characterData') hear(target);
      for (const node of addedNodes) {
        within(node);
        hear(node);
      }
    }
  });
  function watch(root) {
    if (watched.has(root)) return;
    watched.add(root);
    observer.observe(root, { childList: true, subtree: true, characterData: true });
    within(root);
  }
  watch(document);
`;

/** From now on, whatever is put into a live region is written down, in order: through shadow trees, and in regions that are yet to come. */
export async function listen(page: Page): Promise<void> {
  await page.evaluate(`(() => {${LISTEN}})()`);
}

export const heard = (page: Page): Promise<string[]> => page.evaluate(() => [...(window as unknown as { heard: string[] }).heard]);
