import '../../../components/message-list/message-list.define.js';
import type { MessageList } from '../../../components/message-list/message-list.js';
import type { ChatSession } from '../../../src/context/index.js';
import type { Message, MessageInput } from '../../../src/domain/index.js';
import { all, frame, nameOf, one, part, parts, under, until } from '../harness.js';

/** A person in front of a list of 400 × 500 pixels. */
export class ListHarness {
  readonly element: MessageList;
  readonly #said: string[] = [];
  readonly #ear: MutationObserver;
  constructor(element: MessageList) {
    this.element = element;
    const region = element.shadowRoot!.querySelector('.say')!;
    this.#hear(region.childNodes);
    this.#ear = new MutationObserver((records) => records.forEach(({ addedNodes }) => this.#hear(addedNodes)));
    this.#ear.observe(region, { childList: true });
  }
  #hear(lines: NodeList): void {
    this.#said.push(...Array.from(lines, (line) => line.textContent!));
  }

  static async with(messages: readonly (MessageInput | Message)[] | undefined, session?: ChatSession, setup?: (list: MessageList) => void): Promise<ListHarness> {
    const list = document.createElement('message-list');
    list.style.width = '400px';
    list.style.height = '500px';
    if (messages) list.messages = messages;
    setup?.(list);
    await under(list, session);
    await frame(3);
    return new ListHarness(list);
  }

  get log(): HTMLElement {
    return one(this.element, 'log');
  }
  get articles(): HTMLElement[] {
    return all(this.element, 'article');
  }
  /** The bubble or notice texts, as shown. */
  get texts(): string[] {
    return this.articles.map((article) => article.querySelector('.bubble, .notice-text')?.textContent ?? '');
  }
  article(text: string | RegExp): HTMLElement {
    const found = this.articles.find((one) => (typeof text === 'string' ? nameOf(one).includes(text) : text.test(nameOf(one))));
    if (!found) throw new Error(`no message ${text}`);
    return found;
  }
  get jump(): HTMLElement | undefined {
    return all(this.element, 'button', 'Jump to latest')[0];
  }
  get days(): string[] {
    return parts(this.element, 'day').map((day) => day.textContent!.trim());
  }
  /** What screen readers were told. It is gone from the page after some seconds, which a busy machine may spend between two looks. */
  get said(): readonly string[] {
    for (const { addedNodes } of this.#ear.takeRecords()) this.#hear(addedNodes);
    return this.#said;
  }
  async hears(text: string | RegExp): Promise<void> {
    await until(() => this.said.some((line) => (typeof text === 'string' ? line === text : text.test(line))), `hears ${text}, heard: ${this.said.join(' | ')}`);
  }

  async set(messages: readonly (MessageInput | Message)[]): Promise<void> {
    this.element.messages = messages;
    await this.element.updateComplete;
    await frame(3);
  }
  /** Scrolls so far up from the end. */
  async scrollUp(pixels: number): Promise<void> {
    this.log.scrollTop = -pixels;
    this.log.dispatchEvent(new Event('scroll'));
    await frame(4);
  }
  /** How far the end of the last message is below the lower edge of the list. */
  get belowEnd(): number {
    const last = this.articles.at(-1)!.getBoundingClientRect();
    return last.bottom - this.log.getBoundingClientRect().bottom;
  }
  /** Where a message stands in the list. */
  topOf(text: string | RegExp): number {
    return this.article(text).getBoundingClientRect().top - this.log.getBoundingClientRect().top;
  }
  press(name: string): void {
    one(this.element, 'button', name).click();
  }
  part(name: string): HTMLElement | undefined {
    return part(this.element, name);
  }
}
