import { html, nothing, type TemplateResult } from 'lit';
import { lean, type ConversationInfo, type ConversationSummary, type Participant } from '../../src/domain/index.js';
import { CHAT, CHECK, icon } from '../shared/icons.js';
import { CHEVRON_START, mirroredIcon, PERSON, RETRY } from '../shared/more-icons.js';
import { renderFace } from './list-view.js';
import { isDone, nameOf } from './rows.js';
import type { InboxView } from './view.js';
import { renderDetails } from './visitor-details.js';

/** The pane with the open conversation. What its row says may be newer than what the conversation knows, or the other way round; both are asked. */
export function renderConversation(view: InboxView, open: string | undefined, row: ConversationSummary | undefined): TemplateResult {
  const { strings } = view.host;
  if (open === undefined) {
    return html`<section class="conversation none" part="conversation"><slot name="empty"><span class="mark">${icon(CHAT)}</span><p>${strings.chooseConversation}</p></slot></section>`;
  }
  const info = infoOf(view, open, row);
  const name = nameOf(info.visitor, open, strings.roles.visitor);
  return html`<section class="conversation" part="conversation" aria-label=${name} tabindex="-1">
    <header class="header" part="header">
      ${view.hasInbox ? html`<button class="icon-button back" aria-label=${strings.back} title=${strings.back} @click=${view.handleBack}>${mirroredIcon(CHEVRON_START)}</button>` : nothing}
      ${renderFace(view, info, name)}
      <div class="who">
        <h2 class="heading" part="heading"><bdi>${name}</bdi></h2>
        <p class="facts">${renderFacts(view, info)}</p>
      </div>
      <div class="actions">${renderActions(view, info)}<slot name="header-actions"></slot></div>
    </header>
    ${renderDetails(view, open, info)} ${view.list} ${view.typing} ${view.composer}
  </section>`;
}

function infoOf(view: InboxView, open: string, row: ConversationSummary | undefined): ConversationInfo {
  const known = view.host.session?.conversation(open);
  const visitor = known?.info.visitor ?? row?.visitor ?? authorOf(view, open);
  const online = known?.presence.find(({ participant }) => participant.role === 'visitor')?.online;
  return { ...row, ...lean(known?.info ?? {}), id: open, visitor, visitorOnline: online ?? known?.info.visitorOnline ?? row?.visitorOnline };
}

/** Where the backend names nobody, whoever wrote as a visitor is the visitor. */
function authorOf(view: InboxView, open: string): Participant | undefined {
  const blocks = view.host.session?.conversation(open).blocks ?? [];
  for (let i = blocks.length - 1; i >= 0; i--) {
    const found = blocks[i]!.messages.find(({ author, own }) => !own && author.role === 'visitor');
    if (found) return found.author;
  }
  return undefined;
}

function renderFacts(view: InboxView, { visitorOnline, status, assignee }: ConversationInfo): unknown {
  const { strings } = view.host;
  const facts = [
    visitorOnline === undefined ? undefined : visitorOnline ? strings.online : strings.offlineNow,
    status && strings.conversationStatus[status],
    assignee ? strings.assigned(nameOf(assignee, assignee.id, strings.roles.agent)) : assignee === null ? strings.unassigned : undefined,
  ];
  return facts.filter((fact) => fact !== undefined).map((fact, i) => html`${i > 0 ? html`<i aria-hidden="true">·</i>` : nothing}<bdi>${fact}</bdi>`);
}

function renderActions(view: InboxView, info: ConversationInfo): unknown {
  const { strings, session } = view.host;
  const mine = info.assignee != null && info.assignee.id === session?.self.id;
  const done = isDone(info);
  const action = (label: string, mark: string, value: string, act: (event: Event) => void, main = '') =>
    html`<button class="action ${main}" data-value=${value} title=${label} @click=${act}>${icon(mark)}<span>${label}</span></button>`;
  return [
    session?.capabilities.assignment ? action(mine ? strings.unassign : strings.assignToMe, PERSON, mine ? 'nobody' : 'me', view.handleAssign) : nothing,
    session?.capabilities.status ? (done ? action(strings.reopen, RETRY, 'open', view.handleStatus) : action(strings.resolve, CHECK, 'resolved', view.handleStatus, 'main')) : nothing,
  ];
}
