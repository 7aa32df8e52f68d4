import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import type { Message } from '../../src/domain/index.js';
import { flows } from '../../src/i18n/flows.js';
import { changeStrings } from '../../src/i18n/strings.js';
import { icon } from '../shared/icons.js';
import type { LateElement } from '../shared/late.js';
import { styles } from './flow.styles.js';
import type { WidgetHost } from './host.js';

type Host = WidgetHost & Pick<LateElement, 'late'>;

const STAR = 'm12 4 2.5 5.1 5.6.8-4 4 .9 5.6-5-2.7-5 2.7.9-5.6-4-4 5.6-.8Z';

/** Asks how it was, once the conversation is over. Sent as a message that says it in words and in its metadata. Loaded with `rating`, when a conversation is resolved or closed. */
export class Rating implements ReactiveController {
  #host: Host;
  #value = 0;
  /** The conversation that is being rated: the stars of one are not those of another. */
  #of = '';
  #wrong = false;
  /** The conversation whose rating was asked for aloud. */
  #said = '';
  /** Conversations that were rated, as long as they stay over. */
  #done = new Set<string>();

  constructor(host: Host) {
    this.#host = host;
    changeStrings(flows);
    host.adopt(styles);
    host.addController(this);
  }

  hostUpdated(): void {
    const { view, ended, shown, late, strings } = this.#host;
    if (view && !ended) this.#done.delete(view.id);
    // Said where messages are said; a region of its own would have to stand before anybody is asked.
    const asked = shown && this.#asks ? view!.id : '';
    if (asked && asked !== this.#said) late.body?.list.reader.say(strings.rateTitle);
    this.#said = asked;
  }

  /** The conversation is over, has something in it to rate, and was not rated yet. */
  get #asks(): boolean {
    const { view, ended } = this.#host;
    return !!view?.count && ended && !this.#done.has(view.id) && !this.#rated;
  }

  render(): TemplateResult | undefined {
    const { view, strings, ended } = this.#host;
    if (view && view.id !== this.#of) {
      this.#of = view.id;
      this.#value = 0;
      this.#wrong = false;
    }
    if (!view?.count || !ended) return undefined;
    // The regions are there before their words.
    const done = this.#done.has(view.id);
    return html`<div role="status" class=${done ? 'notice' : nothing}>${done ? strings.rateThanks : nothing}</div>${this.#asks ? html`<form class="flow rating" part="rating" novalidate @submit=${this.#handleSubmit}>
      <fieldset aria-describedby="rate-error">
        <legend>${strings.rateTitle}</legend>
        <div class="stars">
          ${[1, 2, 3, 4, 5].map((n) => html`<label class=${n <= this.#value ? 'on' : ''} title=${strings.rateWords[n - 1] ?? ''}><input type="radio" name="rating" required value=${n} .checked=${n === this.#value} aria-label="${strings.rateStars(n)}, ${strings.rateWords[n - 1]}" @change=${this.#handleChange} />${icon(STAR)}</label>`)}
        </div>
        <p class="wrong" id="rate-error" role="alert">${this.#wrong ? strings.rateMissing : nothing}</p>
      </fieldset>
      ${this.#value ? html`<div class="field"><label for="rate-comment">${strings.rateComment} <small>(${strings.optional})</small></label><textarea id="rate-comment" name="comment" rows="2" maxlength="2000" placeholder=" " dir="auto"></textarea></div>` : nothing}
      <button class="primary" type="submit">${strings.rateSend}</button>
    </form>` : nothing}`;
  }

  /** The end of this conversation was rated already, in this page or an earlier one. */
  get #rated(): boolean {
    const own = (message: Message): boolean => message.own;
    const last = this.#host.view?.blocks.findLast(({ messages }) => messages.some(own))?.messages.findLast(own);
    return last?.metadata?.['rating'] !== undefined;
  }

  #handleChange = (event: Event): void => {
    this.#value = Number((event.target as HTMLInputElement).value);
    this.#wrong = false;
    this.#host.requestUpdate();
  };

  #handleSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const host = this.#host;
    const value = this.#value;
    if (!value) {
      this.#wrong = true;
      host.requestUpdate();
      void host.updateComplete.then(() => host.renderRoot.querySelector<HTMLElement>('.stars input')?.focus());
      return;
    }
    const comment = (event.currentTarget as HTMLFormElement).querySelector('textarea')?.value.trim() ?? '';
    const conversation = host.view!.id;
    this.#done.add(conversation);
    this.#value = 0;
    const go = host.emit('chat-rating', { rating: value, comment, conversation }, { cancelable: true });
    if (go) host.send(`${host.strings.rated(value, 5)}${comment ? `\n${comment}` : ''}`, { rating: { value, ...(comment && { comment }) } });
    host.requestUpdate();
    void host.updateComplete.then(() => host.focus());
  };
}

export const make = (host: Host): Rating => new Rating(host);
