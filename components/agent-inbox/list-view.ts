import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { ConversationSummary } from '../../src/domain/index.js';
import { lastWords } from '../message-list/gist.js';
import { TROUBLE } from '../connection-badge/status-controller.js';
import { hueOf, initials } from '../message-list/message.js';
import { apart, oneLine } from '../message-list/text.js';
import { icon, SEARCH } from '../shared/icons.js';
import { PERSON } from '../shared/more-icons.js';
import { relativeTime } from './relative-time.js';
import { FILTERS, nameOf, type InboxFilter } from './rows.js';
import type { InboxHost, InboxView } from './view.js';

/** The pane with the conversations. */
export function renderList(view: InboxView, rows: readonly ConversationSummary[], counts: Readonly<Record<InboxFilter, number>>): TemplateResult {
  const { host } = view;
  const { strings, formats } = host;
  const labels: Readonly<Record<InboxFilter, string>> = { ...strings.filters, all: strings.all };
  // What a row shows beside what is its own: of thousands, those are drawn again of which something changed. Relative times are good for a minute.
  const around = [strings, formats, view.filter, hears(host), Math.floor(Date.now() / 60_000)];
  const first = rows.find((row) => row.id === view.active) ?? rows.find((row) => row.id === view.open) ?? rows[0];
  return html`<section class="list" part="list" aria-label=${strings.inbox}>
    <h2 class="title">${strings.inbox}</h2>
    <p class="sr-only" role="status">${view.tell(rows)}</p>
    <div class="search">
      ${icon(SEARCH)}
      <input part="search" type="search" aria-label=${strings.search} placeholder=${strings.search} .value=${host.query} autocomplete="off" spellcheck="false" @input=${view.handleSearch} @keydown=${view.handleSearchKey} />
    </div>
    <div class="filters" part="filters" role="tablist" aria-label=${strings.conversations} @keydown=${view.handleFilterKey}>
      ${FILTERS.map((filter) => {
        const on = filter === view.filter;
        return html`<button role="tab" id="tab-${filter}" aria-controls="rows" aria-selected=${on} tabindex=${on ? 0 : -1} data-value=${filter} @click=${view.handleFilter}>
          ${labels[filter]} <span class="count">${formats.number(counts[filter])}</span>
        </button>`;
      })}
    </div>
    <div class="rows" id="rows" role="tabpanel" aria-labelledby="tab-${view.filter}">
      <div role="status">${rows.length === 0 ? html`<p class="none">${renderNone(view, counts.all)}</p>` : nothing}</div>
      ${rows.length === 0
        ? nothing
        : html`<ul role="list" aria-label=${strings.conversations} @keydown=${view.handleRowKey} @focusin=${view.handleRowFocus}>
            ${repeat(rows, (row) => row.id, (row) => html`<li>${guard([...around, row, row === first, row.id === view.open], () => renderRow(view, row, row === first))}</li>`)}
          </ul>`}
    </div>
  </section>`;
}

/** Why the list is empty. Whether anybody waits is not known before there is a connection; what is wrong with one the banner says. */
function renderNone({ host, filter }: InboxView, all: number): unknown {
  const { query, session, strings } = host;
  const { status } = session?.connection ?? { status: 'idle' };
  if (query) return strings.nothingFound;
  if (all > 0) return filter === 'open' ? strings.allDone : strings.noConversations;
  if (hears(host)) return strings.noConversations;
  return TROUBLE.includes(status) ? nothing : html`<span aria-live="off">${strings.status[status]}</span>`;
}

/** Whether what happens now is heard of. */
const hears = ({ session }: InboxHost): boolean => ['connected', 'polling'].includes(session?.connection.status ?? '');

function renderRow(view: InboxView, row: ConversationSummary, reachable: boolean): TemplateResult {
  const { host } = view;
  const { strings, formats } = host;
  const selected = row.id === view.open;
  const name = nameOf(row.visitor, row.id, strings.roles.visitor);
  const status = row.status && strings.conversationStatus[row.status];
  // Among the open ones it goes without saying, to the eye.
  const plain = row.status === 'open' && view.filter === 'open';
  return html`<button class="row ${selected ? 'selected' : ''} ${row.unread > 0 ? 'unread' : ''}" part=${selected ? 'row row-selected' : 'row'} data-id=${row.id} aria-current=${selected ? 'true' : nothing} tabindex=${reachable ? 0 : -1} @click=${view.handleRow}>
    ${renderFace(view, row, name)}
    <span class="lines">
      <span class="line"><bdi class="name">${name}</bdi>${renderPresence(view, row.visitorOnline)}<time class="when" datetime=${row.updatedAt.toISOString()} title=${formats.full(row.updatedAt)}>${relativeTime(row.updatedAt, formats.locale)}</time></span>
      <span class="line"
        >${row.typing && hears(host) ? html`<em class="said" dir="auto">${strings.typingNow(apart(oneLine(row.typing.text ?? '')))}</em>` : html`<span class="said" dir="auto">${lastWords(row.lastMessage, host)}</span>`}${row.unread > 0
          ? html`<span class="badge"><span aria-hidden="true">${row.unread > 99 ? `${formats.number(99)}+` : formats.number(row.unread)}</span><span class="sr-only">${strings.unread(row.unread)}</span></span>`
          : nothing}</span
      >
      ${status || row.assignee
        ? html`<span class="line meta">${status ? html`<span class=${plain ? 'sr-only' : `chip ${row.status}`}>${status}</span>` : nothing}${row.assignee ? html`<bdi class="assignee">${strings.assigned(nameOf(row.assignee, row.assignee.id, strings.roles.agent))}</bdi>` : nothing}</span>`
        : nothing}
    </span>
  </button>`;
}

/** Initials in a tint of their own, with a dot for who is there. */
export function renderFace(view: InboxView, row: Pick<ConversationSummary, 'id' | 'visitor' | 'visitorOnline'>, name: string): TemplateResult {
  return html`<span class="face hue-${hueOf(row.visitor?.id ?? row.id)} ${row.visitorOnline ? 'here' : ''}" aria-hidden="true">${row.visitor?.name ? initials(name) : icon(PERSON)}</span>`;
}

function renderPresence({ host: { strings } }: InboxView, online: boolean | undefined): unknown {
  return online === undefined ? nothing : html`<span class="sr-only">${online ? strings.online : strings.offlineNow}</span>`;
}
