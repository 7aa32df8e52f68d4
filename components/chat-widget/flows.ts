import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import type { Draft } from '../../src/domain/index.js';
import { warnOnce } from '../../src/errors/index.js';
import { flows } from '../../src/i18n/flows.js';
import { changeStrings } from '../../src/i18n/strings.js';
import { daysBetween } from '../../src/i18n/formats.js';
import { readFields, refusal, renderForm, valuesOf, type FormField } from './flow-form.js';
import { styles } from './flow.styles.js';
import { askHours, readHours } from './hours.js';
import type { WidgetHost } from './host.js';

/** The longest that a timer can wait. */
const LONGEST = 2 ** 31 - 1;

/** What goes along with a send. */
interface Sending {
  text?: string;
  readonly parts?: readonly unknown[];
  message?: Draft;
  metadata?: Readonly<Record<string, unknown>>;
}

/**
 * What stands before a conversation: consent, questions, and a form for when nobody is there. In place of the messages and the input until it is filled in; what
 * belongs together is one form. Loaded with `hours`, `offline-form`, `pre-chat` or `consent`.
 */
export class Flows implements ReactiveController {
  #host: WidgetHost;
  /** What was wanting when it was last handed in: said in the language of now. */
  #refused: Record<string, string> | undefined;
  #values: Record<string, string> = {};
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The answers where the tab cannot keep them. */
  #answers: Record<string, string> | undefined;
  /** A message was left in the form: from then on its conversation is shown. */
  #left = false;

  constructor(host: WidgetHost) {
    this.#host = host;
    changeStrings(flows);
    host.adopt(styles);
    host.addController(this);
  }

  hostUpdated(): void {
    clearTimeout(this.#timer);
    const at = this.#opening()?.until;
    if (at && this.#host.isConnected && this.#host.shown) this.#timer = setTimeout(() => this.#host.requestUpdate(), Math.min(LONGEST, Math.max(1000, +at - Date.now())));
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  /** Whether a form stands in place of the conversation. */
  get gate(): boolean {
    return this.#host.waits || this.#leaves || this.#asked.length > 0;
  }

  /** The form; without one, undefined. */
  render(): TemplateResult | undefined {
    if (!this.gate) return undefined;
    const { strings, consent, waits } = this.#host;
    const leaves = this.#leaves;
    return renderForm({
      title: leaves ? strings.leaveMessage : strings.beforeChat,
      hint: leaves ? (this.#words() ?? strings.leaveMessageHint) : undefined,
      fields: this.#fields,
      consent: waits ? consent : undefined,
      submit: leaves ? strings.sendMessage : strings.startChat,
      strings,
      errors: this.#refused ? this.#errorsOf(this.#refused) : {},
      values: this.#values,
      handleSubmit: this.#handleSubmit,
    });
  }

  /** A line above the input while the team is away. */
  aside(): unknown {
    const words = this.#words();
    return html`<div role="status">${words ? html`<p class="notice" part="notice">${words}</p>` : nothing}</div>`;
  }

  focus(): void {
    this.#host.renderRoot.querySelector<HTMLElement>('form.flow :is(input, textarea, select)')?.focus();
  }

  /** The first message takes along what was answered before it. */
  sending(detail: Sending): void {
    if (this.#hasOwn) return;
    const answers = this.#known;
    const consent = this.#host.consent && (this.#host.memory('consent') ?? 'given');
    if (answers || consent) detail.metadata = { ...detail.metadata, ...(answers && { preChat: answers }), ...(consent && { consent }) };
    const { session, preChat } = this.#host;
    if (!answers || detail.parts || !session || session.capabilities.metadata) return;
    // Nobody answers questions for nothing: a backend that carries words alone carries the answers as words.
    const asked = new Map(readFields(preChat)?.map(({ name, label }) => [name, label]));
    detail.text = [detail.text, Object.entries(answers).map(([name, value]) => `${asked.get(name) || name}: ${value}`).join('\n')].join('\n\n');
    if (detail.message) detail.message = { ...detail.message, text: detail.text };
  }

  get #hasOwn(): boolean {
    return this.#host.view?.blocks.some(({ messages }) => messages.some(({ own }) => own)) ?? false;
  }

  /** Nothing was said yet, as far as is known: a conversation that is remembered is waited for. */
  get #isFresh(): boolean {
    const { view, session } = this.#host;
    if (!view || !session) return true;
    return view.count === 0 && (session.currentConversation === undefined || view.history !== 'unknown' || session.connection.status === 'connected');
  }

  get #known(): Record<string, string> | undefined {
    if (this.#answers) return this.#answers;
    try {
      return (JSON.parse(this.#host.memory('pre-chat') ?? 'null') as Record<string, string> | null) ?? undefined;
    } catch {
      return undefined;
    }
  }

  /** Questions that are still to be answered. */
  get #asked(): readonly FormField[] {
    const { preChat } = this.#host;
    if (!preChat || this.#left || this.#known || !this.#isFresh) return [];
    return readFields(preChat) ?? unreadable('pre-chat', 'a list of questions, or JSON') ?? [];
  }

  get #fields(): readonly FormField[] {
    const { strings } = this.#host;
    if (!this.#leaves) return this.#asked;
    return [
      { name: 'name', label: strings.formName },
      { name: 'email', label: strings.formEmail, type: 'email', required: true },
      { name: 'message', label: strings.formMessage, type: 'textarea', required: true },
    ];
  }

  /** Nobody is there, and nothing was said yet: a message can be left. In a conversation that goes on, a line says so instead. */
  get #leaves(): boolean {
    return this.#host.offlineForm && !this.#left && this.#isFresh && (this.#opening()?.open === false || this.#isDeserted);
  }

  /** The backend named somebody of the team, and all of them are away. */
  get #isDeserted(): boolean {
    const team = (this.#host.view?.presence ?? []).filter(({ participant }) => participant.role === 'agent' || participant.role === 'ai');
    return team.length > 0 && team.every(({ online }) => !online);
  }

  #opening(): ReturnType<typeof askHours> | undefined {
    const { hours, timeZone } = this.#host;
    const week = readHours(hours);
    if (hours && !week) unreadable('hours', '"Mo-Fr 09:00-18:00", an object, or JSON');
    return week && askHours(week, new Date(), timeZone);
  }

  /** When the team is back, in the visitor's language and time. */
  #words(): string | undefined {
    const opening = this.#opening();
    if (!opening || opening.open) return undefined;
    const { strings, formats } = this.#host;
    const time = formats.time(opening.until);
    const ahead = daysBetween(new Date(), opening.until);
    const back = ahead === 0 ? strings.backToday(time) : ahead === 1 ? strings.backTomorrow(time) : strings.backOn(new Intl.DateTimeFormat(formats.locale, { weekday: 'long' }).format(opening.until), time);
    // A full-width stop has its space in it.
    return [strings.closedNow, back].join(strings.closedNow.endsWith('。') ? '' : ' ');
  }

  #errorsOf(values: Readonly<Record<string, string>>): Record<string, string> {
    const { strings, waits } = this.#host;
    const errors: Record<string, string> = {};
    for (const field of this.#fields) {
      const wrong = refusal(field, values[field.name] ?? '', strings);
      if (wrong) errors[field.name] = wrong;
    }
    if (waits && !values['consent']) errors['consent'] = strings.consentMissing;
    return errors;
  }

  #handleSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const host = this.#host;
    const { waits } = host;
    const form = event.currentTarget as HTMLFormElement;
    const values = (this.#values = valuesOf(form));
    const leaves = this.#leaves;
    const fields = this.#fields;
    this.#refused = Object.keys(this.#errorsOf(values)).length > 0 ? values : undefined;
    host.requestUpdate();
    if (this.#refused) return void host.updateComplete.then(() => form.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
    const answers = Object.fromEntries(fields.map(({ name }) => [name, values[name]!.trim()] as const).filter(([, value]) => value));
    this.#values = {};
    if (waits) host.agree();
    if (leaves) {
      this.#left = true;
      const { name, email, message } = answers;
      // The team sees it wherever it looks; whoever reads metadata finds it there as well.
      host.send(`${message}\n\n${[name, email].filter(Boolean).join(', ')}`, { offline: { name, email } });
    } else if (fields.length > 0) {
      this.#answers = answers;
      host.memory('pre-chat', JSON.stringify(answers));
      if (answers['name'] && !host.userName) host.userName = answers['name'];
    }
    void host.updateComplete.then(() => host.focus());
  };
}

export const make = (host: WidgetHost): Flows => new Flows(host);

/** A slip in the JSON, or what a framework makes of an object in an attribute: without a word the chat would open as if nothing had been asked for. */
const unreadable = (name: string, wanted: string): undefined => {
  warnOnce('invalid-input', { name, problem: `it has to be ${wanted}` });
};
