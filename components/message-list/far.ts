/**
 * All that a list needs once it is more than a few plain messages read at their end. One file, since it comes together: loaded with the first scroll away from the
 * end, with scrollToMessage(), with older pages, with more than a few blocks, with an answer that grows, and with the first gap, unread mark, notice or deleted message.
 */
import { css, html, nothing, type TemplateResult } from 'lit';
import { icon } from '../shared/icons.js';
import { ARROW_DOWN, STOP } from '../shared/more-icons.js';
import type { MessageList } from './message-list.js';
import { drawOdd } from './odd.js';
import { follow } from './streams.js';
import { Viewport } from './viewport.js';

export { far as words } from '../../src/i18n/far.js';

export function make(list: MessageList) {
  let held: Element | null | undefined;
  list.addController({
    hostUpdate: () => (held = list.shadowRoot!.activeElement?.closest('.dock')),
    // What floats there goes by itself as well: the answer is whole, or somebody scrolled to the end. The focus stays in the list.
    hostUpdated: () => void (held && !list.shadowRoot!.activeElement && list.scrollBox.focus({ preventScroll: true })),
  });
  return { renderTop, renderJump, drawOdd, follow, viewport: new Viewport(list) };
}

/** Over the first message: that older ones are coming, or did not come. */
function renderTop({ strings, viewport }: MessageList, history: string): unknown {
  if (history === 'loading') return html`<span class="busy" role="presentation"><span class="spinner"></span>${strings.loadingOlder}</span>`;
  return history === 'error' || viewport?.failed ? html`${strings.olderFailed}<button class="text-button" type="button" @click=${() => viewport?.loadOlder()}>${strings.tryAgain}</button>` : nothing;
}

/** What floats over the end of the list: the way back to it, and the way to end an answer that is being written. */
function renderJump(list: MessageList): TemplateResult {
  return html`<div class="dock">${renderStop(list)}${renderBack(list)}</div>`;
}

/** Where the backend can be told to stop. Outside of the messages, so that it is one Tab away from the input. */
function renderStop(list: MessageList): TemplateResult | typeof nothing {
  const { strings, blocks, conversation } = list;
  const { session } = list;
  const answer = session?.capabilities.actions.includes('stop') && blocks.at(-1)?.messages.findLast((message) => message.streaming && !message.own);
  // Not by :has(), which WebKit does not look at again when the button comes.
  list.scrollBox.classList.toggle('stoppable', !!answer);
  if (!session || !answer) return nothing;
  const stop = () => {
    try {
      session.action('stop', { id: answer.id }, conversation);
      // The button goes away with the answer; the keyboard stays in the list.
      list.scrollBox.focus({ preventScroll: true });
    } catch {
      list.reader.say(strings.stopFailed);
    }
  };
  return html`<button class="pill stop" part="stop" type="button" @click=${stop}>${icon(STOP)}${strings.stop}</button>`;
}

function renderBack(list: MessageList): TemplateResult | typeof nothing {
  const { strings, formats, following, blocks } = list;
  const { unseen } = list.reader;
  if (following || blocks.length === 0) return nothing;
  const jump = () => {
    // The button goes away with the press; the keyboard stays in the list.
    list.scrollBox.focus({ preventScroll: true });
    list.scrollToEnd();
  };
  return html`<button class="pill jump" part="jump" type="button" aria-label=${strings.jump} aria-describedby="unseen" @click=${jump}
    >${icon(ARROW_DOWN)}${unseen > 0 ? html`<span class="count" data-count=${unseen > 99 ? `${formats.number(99)}+` : formats.number(unseen)}></span>` : nothing}<span id="unseen" hidden>${unseen > 0 ? strings.newMessages(unseen) : nothing}</span></button
  >`; // prettier-ignore
}

export const styles = [
  css`
    .gap,
    .unread {
      font-size: var(--_size-xs);
      color: var(--_text-2);
    }
    .gap {
      margin: 20px 16px 12px;
      padding-block: 8px;
      border-block: 1px dashed var(--_line);
      text-align: center;
    }
    .unread {
      display: flex;
      align-items: center;
      gap: 12px;
      margin: 16px 16px 4px;
      font-weight: 600;
      color: var(--_accent-text);
    }
    .unread::before,
    .unread::after {
      content: '';
      flex: 1;
      border-block-start: 1px solid;
      opacity: 0.4;
    }
    .notice {
      justify-items: center;
      padding-block: 8px;
      font-size: var(--_size-s);
      color: var(--_text-2);
      text-align: center;
    }
    .deleted .bubble {
      background: none;
      border-color: var(--_border);
      color: var(--_text-2);
      font-style: italic;
    }
    .top,
    .busy {
      display: flex;
      align-items: center;
      justify-content: center;
      gap: 8px;
      font-size: var(--_size-s);
      color: var(--_text-2);
    }
    .busy {
      padding-block: 8px;
    }
    .spinner {
      inline-size: 14px;
      block-size: 14px;
      border: 2px solid var(--_border);
      border-block-start-color: var(--_accent-text);
      border-radius: 50%;
    }
    .dock {
      position: absolute;
      inset-block-end: 12px;
      inset-inline: 0;
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: center;
      gap: 8px;
      pointer-events: none;
    }
    /* What it covers can be scrolled out from under it. */
    .stoppable > .flow {
      padding-block-end: 60px;
    }
    .pill {
      display: flex;
      align-items: center;
      gap: 6px;
      block-size: 40px;
      padding-inline: 10px;
      pointer-events: auto;
      border: 1px solid var(--_border);
      border-radius: 20px;
      background: var(--_surface);
      color: var(--_text);
      box-shadow: var(--_shadow-s);
      transition: background-color var(--_fast) var(--_ease);
    }
    .pill:hover {
      background: var(--_surface-2);
    }
    .stop {
      padding-inline: 12px 16px;
      font-weight: 600;
      font-size: var(--_size-s);
    }
    .count {
      min-inline-size: 20px;
      padding-inline: 6px;
      border-radius: 10px;
      background: var(--_accent);
      color: var(--_on-accent);
      /* In forced colours the plate that is put behind a text would have its very colour. */
      forced-color-adjust: none;
      font-size: var(--_size-xs);
      font-weight: 700;
      line-height: 20px;
      text-align: center;
    }
    /* Drawn, not written: it is no part of the button's name, and said in its description. */
    .count::before {
      content: attr(data-count);
    }
    [data-marked] > :is(.bubble, .notice-text) {
      outline: 3px solid color-mix(in srgb, var(--_accent-text) 45%, transparent);
      outline-offset: 1px;
    }
    .streaming .bubble::after {
      content: '';
      display: inline-block;
      inline-size: 0.5em;
      block-size: 1em;
      /* No width of its own, so that it never wraps alone. */
      margin-inline: 2px calc(-0.5em - 2px);
      vertical-align: -0.12em;
      border-radius: 2px;
      background: currentColor;
      opacity: 0.5;
    }
    @media (prefers-reduced-motion: no-preference) {
      .spinner {
        animation: turn 0.8s linear infinite;
      }
      .pill {
        animation: rise var(--_fast) var(--_ease);
      }
      .streaming .bubble::after {
        animation: blink 1.1s steps(2, jump-none) infinite;
      }
      @keyframes turn {
        to {
          rotate: 1turn;
        }
      }
      @keyframes blink {
        to {
          opacity: 0;
        }
      }
    }
    @media (forced-colors: active) {
      .streaming .bubble::after {
        forced-color-adjust: none;
        background: CanvasText;
      }
    }
  `,
];
