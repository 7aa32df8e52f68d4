import { html, nothing, type TemplateResult } from 'lit';
import type { ConversationInfo, Message } from '../../src/domain/index.js';
import type { InboxView } from './view.js';

/** Longer than this is not an answer to a question in a form. */
const MOST = 1000;
const FIELDS = 20;

type Told = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Told => typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string => (['string', 'number', 'boolean'].includes(typeof value) ? String(value).trim().slice(0, MOST) : '');

/** What the visitor said of themselves beside the messages: as the backend keeps it, else as the messages that are here tell. The newest of each. */
function toldOf(view: InboxView, open: string, { context }: ConversationInfo): Told {
  const told: Record<string, unknown> = {};
  const blocks = view.host.session?.conversation(open).blocks ?? [];
  const look = ({ author, metadata }: Message) => {
    if (author.role !== 'visitor' || !metadata) return;
    for (const key of ['preChat', 'offline', 'consent', 'rating']) if (metadata[key] !== undefined) told[key] = metadata[key];
  };
  for (const { messages } of blocks) messages.forEach(look);
  return { ...context, ...told };
}

/** Above the messages: answers to the questions before the chat, consent, and how the visitor rated it. Text, whatever it looks like. */
export function renderDetails(view: InboxView, open: string, info: ConversationInfo): TemplateResult | typeof nothing {
  const { strings, formats } = view.host;
  const { preChat, offline, consent, rating } = toldOf(view, open, info);
  const facts: (readonly [name: string, value: string])[] = [];
  for (const answers of [preChat, offline]) {
    if (!isRecord(answers)) continue;
    for (const [key, value] of Object.entries(answers).slice(0, FIELDS)) if (textOf(value)) facts.push([labelOf(key, strings.answers), textOf(value)]);
  }
  const when = typeof consent === 'string' ? new Date(consent) : undefined;
  if (consent) facts.push([strings.consented, when && !isNaN(+when) ? formats.full(when) : strings.consentedOnce]);
  if (isRecord(rating) && Number(rating['value']) >= 1) facts.push([strings.rating, [strings.ratedAs(Math.min(5, Math.round(Number(rating['value']))), 5), textOf(rating['comment'])].filter(Boolean).join('\n')]);
  // The same name and address asked for twice are one fact.
  const once = facts.filter(([name, value], i) => facts.findIndex((other) => other[0] === name && other[1] === value) === i);
  if (once.length === 0) return nothing;
  return html`<details class="told" part="details" open>
    <summary>${strings.aboutVisitor}</summary>
    <dl>${once.map(([name, value]) => html`<div><dt><bdi>${name}</bdi></dt><dd>${linesOf(value)}</dd></div>`)}</dl>
  </details>`;
}

/** Each line in the direction of its own words: a comment stands under a rating that is told in the team's language. */
const linesOf = (value: string): unknown => value.split('\n').map((line, i) => html`${i > 0 ? '\n' : nothing}<bdi>${line}</bdi>`);

/** The page's own names of its questions, as people write them: `order_number` is `Order number`. */
function labelOf(key: string, known: Readonly<Record<string, string>>): string {
  if (Object.hasOwn(known, key)) return known[key]!;
  const words = key.slice(0, 60).replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[_-]+/g, ' ').trim().toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
