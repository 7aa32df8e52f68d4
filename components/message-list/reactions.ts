/** Reactions under a message, each a button that gives or takes one's own. Loaded with the first. */
import { css, html, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Message, Reaction } from '../../src/domain/index.js';
import type { MessageList } from './message-list.js';
import type { Look } from './message.js';

export { reactions as words } from '../../src/i18n/reactions.js';

export function renderReactions(message: Message, look: Look): TemplateResult {
  const list = look as MessageList;
  const { strings, formats } = look;
  const session = list.messages ? undefined : list.context.session;
  const self = session?.self.id;
  const draw = ({ emoji, by }: Reaction): TemplateResult => {
    const own = self !== undefined && by.includes(self);
    const name = strings.reaction(emoji, by.length, own);
    const inside = html`<span aria-hidden="true">${emoji}</span><span aria-hidden="true">${by.length.toLocaleString(formats.locale)}</span>`;
    // What is refused goes back by itself: the session sees to it.
    return session?.capabilities.reactions
      ? html`<button class="reaction" type="button" aria-pressed=${own} aria-label=${name} @click=${() => session.react(message.id, emoji, !own, list.conversation)}>${inside}</button>`
      : html`<span class="reaction" role="img" aria-label=${name}>${inside}</span>`;
  };
  return html`<div class="reactions" part="reactions" role="group" aria-label=${strings.reactions}>${repeat(message.reactions!.filter(({ by }) => by.length > 0), ({ emoji }) => emoji, draw)}</div>`;
}

export const styles = [
  css`
    .reactions {
      display: flex;
      flex-wrap: wrap;
      gap: 4px;
      /* On the edge of the bubble, where reactions belong. */
      margin-block-start: -10px;
      padding-inline: 8px;
      max-inline-size: 85%;
      position: relative;
    }
    .reaction {
      display: inline-flex;
      align-items: center;
      gap: 4px;
      min-block-size: 26px;
      min-inline-size: 26px;
      padding-inline: 8px;
      border: 1px solid var(--_border);
      border-radius: 13px;
      background: var(--_surface);
      color: var(--_text);
      font-size: var(--_size-s);
      line-height: 1;
    }
    .reaction[aria-pressed='true'] {
      border-color: var(--_accent-text);
      background: color-mix(in srgb, var(--_accent-text) 14%, var(--_surface));
      font-weight: 600;
    }
    button.reaction:hover {
      background: var(--_surface-2);
    }
    @media (forced-colors: active) {
      .reaction[aria-pressed='true'] {
        outline: 2px solid Highlight;
      }
    }
  `,
];
