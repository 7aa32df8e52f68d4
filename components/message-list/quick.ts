/**
 * What a person may answer with one press, under the last message for as long as it is the last: `quickReplies` in its metadata, texts or `{label, value}`.
 * Loaded with the first message that has some.
 */
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Message } from '../../src/domain/index.js';
import { whole, type Sending } from '../shared/sending.js';
import { keyOf } from './grouping.js';
import type { MessageList } from './message-list.js';
import { oneLine } from './text.js';
import { clip } from './words.js';

export { quick as words } from '../../src/i18n/quick.js';

interface Reply {
  readonly label: string;
  readonly value: string;
}

/** More is a list to search in; longer is not a reply but a letter. */
const MOST = 8;
const LABEL = 80;
const VALUE = 1000;

/** Keys of messages whose replies were used where the page takes the sends, and may not show them. */
const used = new WeakMap<MessageList, Set<string>>();

/** As the backend gave them, and no more than can be used: what is anything else is passed over. */
export function readReplies(given: unknown): readonly Reply[] {
  if (!Array.isArray(given)) return [];
  const replies: Reply[] = [];
  for (const one of given.slice(0, MOST) as unknown[]) {
    const { label, value = label } = (typeof one === 'string' ? { label: one } : (one ?? {})) as { label?: unknown; value?: unknown };
    if (typeof label !== 'string' || typeof value !== 'string') continue;
    const words = clip(oneLine(label), LABEL);
    if (words && value.trim() && value.length <= VALUE) replies.push({ label: words, value });
  }
  return replies;
}

/** For a visitor who may answer; the team sees what was suggested only in the answers. */
function repliesTo(message: Message | undefined, list: MessageList): readonly Reply[] {
  const session = list.messages ? undefined : list.context.session;
  const over = session && (session.self.role !== 'visitor' || list.context.view?.info.status === 'closed');
  if (!message || message.own || message.streaming || message.deletedAt || over || used.get(list)?.has(keyOf(message))) return [];
  return readReplies(message.metadata?.['quickReplies']);
}

/** What is said of a message, and of them after it. */
export function heard(said: string, message: Message, list: MessageList): string {
  const replies = repliesTo(message, list);
  return replies.length > 0 ? `${said}${/\p{Po}$/u.test(said) ? '' : '.'} ${list.strings.quickHeard(replies.map(({ label }) => label))}` : said;
}

export function renderQuick(list: MessageList): TemplateResult | typeof nothing {
  const message = list.blocks.at(-1)?.messages.at(-1);
  const replies = repliesTo(message, list);
  if (!message || replies.length === 0) return nothing;
  const press = (value: string) => {
    // What the widget asked before the chat goes along, as with what is typed.
    const detail: Sending = { text: value, message: { text: value } };
    used.set(list, (used.get(list) ?? new Set()).add(keyOf(message)));
    // The button goes away with the press; the keyboard stays in the list.
    list.scrollBox.focus({ preventScroll: true });
    if (list.emit('chat-send', detail, { cancelable: true }) && !list.messages) list.context.session?.sendMessage(whole(detail), { conversation: list.conversation });
    list.requestUpdate();
  };
  return html`<div class="quick" part="quick-replies" role="group" aria-label=${list.strings.quickReplies} @keydown=${(event: KeyboardEvent) => rove(event, list)}>
    ${replies.map(({ label, value }, i) => html`<button class="quick-reply" part="quick-reply" type="button" dir="auto" tabindex=${i === 0 ? 0 : -1} @focus=${settle} @click=${() => press(value)}>${label}</button>`)}
  </div>`;
}

const buttonsOf = (group: Element): HTMLElement[] => [...group.querySelectorAll<HTMLElement>('.quick-reply')];

/** The one that has the focus is the one that Tab comes back to. */
function settle({ currentTarget }: Event): void {
  const button = currentTarget as HTMLElement;
  for (const one of buttonsOf(button.parentElement!)) one.tabIndex = one === button ? 0 : -1;
}

/** Tab comes in and goes out, arrows go from one to the next. Of these keys the list around must not hear. */
function rove(event: KeyboardEvent, list: MessageList): void {
  const { key } = event;
  if (key === 'Tab' || key === 'Escape') return;
  event.stopPropagation();
  const buttons = buttonsOf(event.currentTarget as Element);
  const at = buttons.indexOf(event.target as HTMLElement);
  const [on, back] = list.direction === 'rtl' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowRight', 'ArrowLeft'];
  const to = key === on || key === 'ArrowDown' ? at + 1 : key === back || key === 'ArrowUp' ? at - 1 : key === 'Home' ? 0 : key === 'End' ? -1 : undefined;
  if (to === undefined) return;
  event.preventDefault();
  buttons.at(to % buttons.length)!.focus();
}

export const styles = [
  css`
    .quick {
      display: flex;
      flex-wrap: wrap;
      justify-content: flex-end;
      gap: 8px;
      padding: 12px 16px 0;
    }
    .quick-reply {
      max-inline-size: 100%;
      min-block-size: 36px;
      padding: 6px 14px;
      border: 1px solid var(--_accent-text);
      border-radius: 18px;
      background: var(--_surface);
      color: var(--_accent-text);
      font-size: var(--_size-s);
      font-weight: 600;
      line-height: 1.4;
      text-align: start;
      overflow-wrap: anywhere;
      transition: background-color var(--_fast) var(--_ease);
    }
    .quick-reply:hover {
      background: color-mix(in srgb, var(--_accent-text) 10%, var(--_surface));
    }
  `,
];
