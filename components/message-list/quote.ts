/** What a message answers: a line over its text, and the way to it. Loaded with the first answer. */
import { css, html, type TemplateResult } from 'lit';
import type { Message } from '../../src/domain/index.js';
import { gist, writer } from './gist.js';
import type { MessageList } from './message-list.js';
import type { Look } from './message.js';

export { quote as words } from '../../src/i18n/quote.js';

/** So many older pages are asked for to find a message; after that it is called gone. */
const PAGES = 200;

/** The message of this id among those that are loaded. */
function lookUp(list: MessageList, id: string): Message | undefined {
  for (const { messages } of list.blocks) {
    const found = messages.find((message) => message.id === id || message.clientId === id);
    if (found) return found;
  }
  return undefined;
}

/** Goes back through the history until the message is there, and shows it. */
export async function seek(list: MessageList, id: string): Promise<boolean> {
  const { conversation } = list;
  for (let i = 0; i < PAGES && list.isConnected && list.conversation === conversation; i++) {
    const { session } = list;
    const before = session?.conversation(conversation);
    if (!session || !before || before.history === 'end' || before.history === 'none') return false;
    await session.loadOlder(conversation).catch(() => {});
    const after = session.conversation(conversation);
    // It may be what was drawn already, or what nobody will ever bring: then nothing changes, and this ends.
    if (after.count === before.count && after.history === before.history) return false;
    await list.updateComplete;
    if (lookUp(list, id)) return list.show(id);
  }
  return false;
}

export function renderQuote({ replyTo }: Message, look: Look): TemplateResult {
  const list = look as MessageList;
  const { strings } = look;
  const original = lookUp(list, replyTo!);
  const name = original && writer(original, look);
  const line = original ? gist(original, look) : strings.earlierMessage;
  const jump = async () => {
    if (!(await list.scrollToMessage(replyTo!))) list.reader.say(strings.messageGone);
  };
  return html`<button class="quote" part="quote" type="button" aria-label=${name === undefined ? strings.inReplyToEarlier : strings.inReplyTo(name, line)} @click=${jump}
    >${name === undefined ? '' : html`<bdi class="quote-name">${name}</bdi> `}<span class="quote-text" dir="auto">${line}</span></button
  >`; // prettier-ignore
}

export const styles = [
  css`
    .quote {
      display: block;
      inline-size: 100%;
      min-block-size: 24px;
      margin-block-end: 6px;
      padding: 4px 8px;
      border-inline-start: 3px solid currentColor;
      border-radius: var(--_radius-s);
      background: color-mix(in srgb, currentColor 4%, transparent);
      color: inherit;
      font-size: var(--_size-s);
      text-align: start;
      white-space: normal;
    }
    .quote:hover {
      background: color-mix(in srgb, currentColor 13%, transparent);
    }
    .quote-name {
      display: block;
      font-weight: 600;
    }
    .quote-text {
      display: -webkit-box;
      -webkit-box-orient: vertical;
      -webkit-line-clamp: 2;
      line-clamp: 2;
      overflow: hidden;
    }
  `,
];
