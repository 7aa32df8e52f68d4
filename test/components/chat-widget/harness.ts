import '../../../components/chat-widget/chat-widget.define.js';
import type { ChatWidget } from '../../../components/chat-widget/chat-widget.js';
import type { ChatSession } from '../../../src/context/index.js';
import { all, frame, one, parts, type, under, until } from '../harness.js';

/** A person in front of a page with a widget on it. */
export class WidgetHarness {
  readonly element: ChatWidget;
  readonly events: CustomEvent[] = [];

  constructor(element: ChatWidget) {
    this.element = element;
    for (const name of ['chat-open', 'chat-close', 'chat-unread', 'chat-send', 'chat-message', 'chat-status', 'chat-error']) element.addEventListener(name, (event) => this.events.push(event as CustomEvent));
  }

  static async with(attributes: Readonly<Record<string, string>> = {}, session?: ChatSession, setup?: (widget: ChatWidget) => void): Promise<WidgetHarness> {
    const element = document.createElement('chat-widget');
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    const harness = new WidgetHarness(element);
    setup?.(element);
    await under(element, session);
    await frame(2);
    return harness;
  }

  get launcher(): HTMLElement {
    return one(this.element, 'button', /^(Open chat|Chat öffnen)/);
  }
  get panel(): HTMLElement {
    return parts(this.element, 'panel')[0]!;
  }
  get isOpen(): boolean {
    return !this.panel.hidden && this.panel.getBoundingClientRect().height > 0;
  }
  /** The input, once it is loaded. */
  get input(): HTMLTextAreaElement {
    return one<HTMLTextAreaElement>(this.inner('chat-composer'), 'textbox', /^(Message|Nachricht)$/);
  }
  get messages(): readonly string[] {
    const list = this.element.shadowRoot!.querySelector('message-list');
    return list ? all(list, 'article').map((article) => article.querySelector('.bubble, .notice-text')!.textContent!) : [];
  }
  get banner(): string {
    return one(this.element, 'status').textContent!.trim();
  }
  get badge(): string | undefined {
    return parts(this.element, 'unread')[0]?.textContent?.trim();
  }
  /** Where the keyboard is: the name of the innermost element. */
  get focused(): Element | null {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    return active;
  }

  inner(tag: string): HTMLElement {
    const found = this.element.shadowRoot!.querySelector<HTMLElement>(tag);
    if (!found) throw new Error(`no <${tag}> in the panel yet`);
    return found;
  }
  button(name: string | RegExp): HTMLElement {
    return one(this.element, 'button', name);
  }
  has(role: string, name: string | RegExp): boolean {
    return all(this.element, role, name).length > 0;
  }
  count(event: string): number {
    return this.events.filter(({ type: name }) => name === event).length;
  }
  detail(event: string): any {
    return this.events.findLast(({ type: name }) => name === event)?.detail;
  }

  /** Everything that is loaded on demand is there and drawn. */
  async settled(): Promise<void> {
    await this.element.updateComplete;
    await frame(3);
    // What is still fading in has neither its place nor its colours yet.
    const passing = this.element.shadowRoot!.getAnimations().filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime));
    await Promise.allSettled(passing.map((one) => one.finished));
  }
  async open(): Promise<void> {
    this.launcher.click();
    await this.settled();
    await until(() => this.focused === this.input, 'the input has the focus');
  }
  async write(text: string): Promise<void> {
    type(this.input, text);
    await this.settled();
  }
}

/** Pretends that the tab is in the background, or back. */
export function setVisibility(state: DocumentVisibilityState | undefined): void {
  if (state) Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
  else delete (document as unknown as Record<string, unknown>)['visibilityState'];
  document.dispatchEvent(new Event('visibilitychange'));
}
