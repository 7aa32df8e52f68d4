/** What a person does and perceives, so that tests say that and not what the shadow root holds. */
import { ContextProvider } from '@lit/context';
import { fixture, fixtureCleanup, html } from '@open-wc/testing';
import type { LitElement } from 'lit';
import { sessionContext, type ChatSession } from '../../src/context/index.js';
import type { MessageInput } from '../../src/domain/index.js';

export { fixtureCleanup };

/** The next painted frame, and everything that observers report for it. */
export const frame = async (times = 2): Promise<void> => {
  for (let i = 0; i < times; i++) await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
};

export const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Waits until something is so; fails with its words when it never is. Patient, since a machine may be busy: what is so ends the wait at once. */
export async function until(so: () => unknown, words = String(so), patience = 20_000): Promise<void> {
  const end = performance.now() + patience;
  while (!so()) {
    if (performance.now() > end) throw new Error(`never became so: ${words}`);
    await frame(1);
  }
}

/** An element under a provider of this session, or alone. */
export async function under<T extends LitElement>(element: T, session?: ChatSession): Promise<T> {
  const box = await fixture<HTMLDivElement>(html`<div></div>`);
  if (session) new ContextProvider(box as never, { context: sessionContext, initialValue: session });
  box.append(element);
  await element.updateComplete;
  await frame();
  return element;
}

/** The name that assistive technology gives an element; enough of the algorithm for what is here. */
export function nameOf(element: Element): string {
  const label = element.getAttribute('aria-label');
  if (label !== null) return label;
  return [...element.childNodes]
    .map((node) => (node instanceof Element ? (node.getAttribute('aria-hidden') === 'true' || (node as HTMLElement).hidden ? '' : nameOf(node)) : node.nodeType === Node.TEXT_NODE ? (node.nodeValue ?? '') : ''))
    .join('')
    .trim();
}

const TAGS: Readonly<Record<string, string>> = { button: 'button', textbox: 'textarea,input:not([type])', link: 'a[href]' };

/** Elements of a role inside an element of ours, by name. */
export function all<T extends HTMLElement>(host: Element, role: string, name?: string | RegExp): T[] {
  const found = [...(host.shadowRoot ?? host).querySelectorAll<T>(`[role="${role}"]${TAGS[role] ? `,${TAGS[role]}` : ''}`)];
  return found.filter((one) => name === undefined || (typeof name === 'string' ? nameOf(one) === name : name.test(nameOf(one))));
}

export function one<T extends HTMLElement>(host: Element, role: string, name?: string | RegExp): T {
  const [found] = all<T>(host, role, name);
  if (!found) throw new Error(`no ${role} ${name ?? ''} in <${host.localName}>; there are: ${all(host, role).map(nameOf).join(' | ')}`);
  return found;
}

export const parts = (host: Element, name: string): HTMLElement[] => [...host.shadowRoot!.querySelectorAll<HTMLElement>(`[part~="${name}"]`)];
export const part = (host: Element, name: string): HTMLElement | undefined => parts(host, name)[0];

/** Types into a text box as a keyboard does. */
export function type(box: HTMLTextAreaElement, text: string): void {
  box.value = text;
  box.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true, data: text, inputType: 'insertText' }));
}

export interface Key extends KeyboardEventInit {
  readonly keyCode?: number;
}

/** Presses a key; false when something inside prevented what it does. */
export function press(target: Element, key: string, init: Key = {}): boolean {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true, ...init });
  if (init.keyCode !== undefined) Object.defineProperty(event, 'keyCode', { value: init.keyCode });
  return target.dispatchEvent(event);
}

/** The page's own messages, n of them, a minute apart, written in turns. */
export function conversation(n: number, from = 0): MessageInput[] {
  const start = Date.UTC(2026, 0, 5, 9);
  return Array.from({ length: n }, (_, i) => {
    const k = from + i;
    const own = k % 4 === 3;
    return { id: `m${k}`, own, author: own ? { role: 'visitor' } : { id: 'ann', role: 'agent', name: 'Ann' }, text: `Message ${k} ${'lorem ipsum '.repeat(Math.abs(k) % 5)}`.trim(), createdAt: new Date(start + k * 60_000) } as MessageInput;
  });
}

/** Counts every element, through shadow roots. */
export function countElements(root: Element | ShadowRoot): number {
  let n = 0;
  for (const element of root.querySelectorAll('*')) n += 1 + (element.shadowRoot ? countElements(element.shadowRoot) : 0);
  return n + (root instanceof Element && root.shadowRoot ? countElements(root.shadowRoot) : 0);
}
