import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ChatSession } from '../../src/context/index.js';
import { clock } from './clock.js';
import type { InspectorView } from './view.js';

/** The panes beside the frames. */
export function renderSide(view: InspectorView, session: ChatSession): TemplateResult {
  return html`${renderConversations(view, session)} ${renderFigures(view, session)} ${renderHistory(view)} ${renderCapabilities(view, session)}`;
}

function renderConversations(view: InspectorView, session: ChatSession): TemplateResult {
  const { words } = view;
  const { subscriptions } = session.stats;
  const subscribe = (event: Event): void => {
    event.preventDefault();
    const input = view.find<HTMLInputElement>('#conversation')!;
    const name = input.value.trim();
    if (!name) return input.focus();
    session.subscribe(name);
    input.value = '';
    view.say(words.subscribed(name));
  };
  const unsubscribe = (event: Event): void => {
    const name = (event.currentTarget as HTMLElement).dataset['name']!;
    session.unsubscribe(name);
    view.say(words.unsubscribed(name));
    // The button is about to go.
    view.find('#conversations-title')?.focus();
  };
  return html`<section class="pane" aria-labelledby="conversations-title">
    <h3 id="conversations-title" tabindex="-1">${words.conversations}</h3>
    ${subscriptions.length
      ? html`<ul role="list" class="subscriptions" aria-labelledby="conversations-title">
          ${repeat(subscriptions, (name) => name, (name) => html`<li>
            <bdi>${session.redact(name)}</bdi>${name === session.currentConversation ? html` <span class="hint">${words.current}</span>` : nothing}
            <button class="button quiet" data-name=${name} aria-label=${words.unsubscribeFrom(session.redact(name))} @click=${unsubscribe}>${words.unsubscribe}</button>
          </li>`)}
        </ul>`
      : html`<p class="hint">${words.noSubscriptions}</p>`}
    ${session.capabilities.conversations
      ? html`<form class="row" @submit=${subscribe}>
          <input id="conversation" aria-label=${words.conversation} placeholder=${words.conversation} autocomplete="off" autocapitalize="off" spellcheck="false" dir="auto" />
          <button class="button">${words.subscribe}</button>
        </form>`
      : session.connection.status === 'idle'
        ? nothing
        : html`<p class="hint">${words.oneConversation}</p>`}
  </section>`;
}

function renderFigures(view: InspectorView, session: ChatSession): TemplateResult {
  const { words, recorder } = view;
  const { stats } = session;
  const { locale, number } = view.host.formats;
  const time = (value: number | null): string => (value === null ? words.unknown : clock(value, locale));
  const rows: readonly [keyof typeof words.figure, string][] = [
    ['connectTime', time(stats.connectTime)],
    ['roundTripTime', stats.roundTripTime === null ? words.unknown : words.ms(Math.round(stats.roundTripTime))],
    ['messagesSent', number(stats.messagesSent)],
    ['messagesReceived', number(stats.messagesReceived)],
    ['queuedMessageCount', number(stats.queuedMessageCount)],
    ['reconnectAttempts', number(stats.reconnectAttempts)],
    ['framesIn', number(recorder.in)],
    ['framesOut', number(recorder.out)],
    ['framesDropped', number(stats.framesDropped)],
    ['gaps', number(stats.gaps)],
    ['repeats', number(stats.repeats)],
    ['subscriptions', number(stats.subscriptions.length)],
    ['lastErrorTime', time(stats.lastErrorTime)],
    ['lastError', stats.lastError === null ? words.unknown : session.redact(stats.lastError)],
  ];
  return html`<section class="pane" aria-labelledby="figures-title">
    <h3 id="figures-title">${words.figures}</h3>
    <dl class="figures">${rows.map(([name, value]) => html`<div class=${name}><dt>${words.figure[name]}</dt><dd dir="auto">${value}</dd></div>`)}</dl>
  </section>`;
}

function renderHistory(view: InspectorView): TemplateResult {
  const { words, recorder, host } = view;
  return html`<section class="pane" aria-labelledby="history-title">
    <h3 id="history-title">${words.history}</h3>
    ${recorder.history.length
      ? html`<ol role="list" class="history" tabindex="0" aria-labelledby="history-title">
          ${repeat([...recorder.history].reverse(), ({ n }) => n, ({ time, status, code, message }) => html`<li>
            <time datetime=${new Date(time).toISOString()}>${clock(time, host.formats.locale)}</time>
            <span>${status ? html`<b>${host.strings.status[status]}</b>` : nothing}${code ? html` <code>${code}</code>` : nothing}${message ? html` <span dir="auto">${message}</span>` : nothing}</span>
          </li>`)}
        </ol>`
      : html`<p class="hint">${words.noHistory}</p>`}
  </section>`;
}

/** Under the names that the documents use. */
function renderCapabilities(view: InspectorView, { capabilities }: ChatSession): TemplateResult {
  const { words } = view;
  const word = (value: unknown): string => (value === true ? words.yes : value === false ? words.no : Array.isArray(value) ? value.join(', ') || words.nothing : String(value));
  return html`<section class="pane" aria-labelledby="capabilities-title">
    <details>
    <summary><h3 id="capabilities-title">${words.capabilities}</h3></summary>
    <dl class="capabilities" dir="ltr">
      ${Object.entries(capabilities).map(([name, value]) => html`<div class=${value === false || (Array.isArray(value) && !value.length) ? 'off' : ''}><dt>${name}</dt><dd>${word(value)}</dd></div>`)}
    </dl>
    </details>
  </section>`;
}
