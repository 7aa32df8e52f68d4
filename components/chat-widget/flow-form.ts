import { html, noChange, nothing, type TemplateResult } from 'lit';
import type { Strings } from '../../src/i18n/index.js';

/** A question before the chat. */
export interface FormField {
  readonly name: string;
  readonly label?: string;
  /** As an input's type: `text`, `email`, `tel`, `url`, `number`; `textarea`, `select` (with `options`), `checkbox`. */
  readonly type?: string;
  readonly required?: boolean;
  readonly options?: readonly string[];
}

const INPUTS = ['text', 'email', 'tel', 'url', 'number'];
/** What the browser can fill in by itself. */
const FILLS: Readonly<Record<string, string>> = { name: 'name', email: 'email', phone: 'tel', tel: 'tel', company: 'organization', organization: 'organization' };
const MAX = 2000;

/** Fields from a property or JSON; what is none is left out. Undefined: it says nothing that can be read. */
export function readFields(given: unknown): readonly FormField[] | undefined {
  let list = given;
  if (typeof given === 'string') {
    try {
      list = JSON.parse(given);
    } catch {
      return undefined;
    }
  }
  return Array.isArray(list) ? (list as FormField[]).filter((one) => typeof one?.name === 'string' && one.name) : undefined;
}

/** `I agree to the [privacy policy|https://example.com/privacy].`: text, with a link where its address is one for people. */
export function renderConsent(text: string, { newTab }: Strings): readonly unknown[] {
  return String(text).split(/(\[[^\]|]*\|[^\]]*\])/).map((piece) => {
    const [, label, url] = /^\[([^|]*)\|(.*)\]$/.exec(piece) ?? [];
    if (!label || !url) return piece;
    let address: URL;
    try {
      address = new URL(url.trim(), document.baseURI);
    } catch {
      return label;
    }
    return /^(https?|mailto|tel):$/.test(address.protocol) ? html`<a href=${address.href} target="_blank" rel="noopener noreferrer nofollow">${label}${address.protocol.startsWith('http') ? html`<span class="sr-only"> ${newTab}</span>` : nothing}</a>` : label;
  });
}

/** What is wrong with an answer, in words. */
export function refusal({ type, required, label, name }: FormField, value: string, strings: Strings): string | undefined {
  const words = value.trim();
  if (!words) return required ? (type === 'select' || type === 'checkbox' ? strings.fieldChoice : strings.fieldMissing)(label || name) : undefined;
  if (type === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(words)) return strings.fieldEmail;
  if (type === 'url' && !/^(https?:\/\/)?[^\s/]+\.[^\s/]{2,}/i.test(words)) return strings.fieldUrl;
  return type === 'number' && Number.isNaN(Number(words)) ? strings.fieldNumber : undefined;
}

export interface FormView {
  readonly title: string;
  readonly hint?: string;
  readonly fields: readonly FormField[];
  readonly consent?: string;
  readonly submit: string;
  readonly strings: Strings;
  readonly errors: Readonly<Record<string, string>>;
  /** What was typed, as it stood when something around was drawn anew. */
  readonly values: Readonly<Record<string, string>>;
  readonly handleSubmit: (event: SubmitEvent) => void;
}

/** One form, its errors beneath what they are about and tied to it, said once by the region that was there before. */
export function renderForm({ title, hint, fields, consent, submit, strings, errors, values, handleSubmit }: FormView): TemplateResult {
  const count = Object.keys(errors).length;
  return html`<form class="flow" part="form" novalidate aria-labelledby="flow-title" @submit=${handleSubmit}>
    <h3 id="flow-title">${title}</h3>
    ${hint ? html`<p class="hint">${hint}</p>` : nothing}
    ${fields.map((field, i) => renderField(field, `field-${i}`, errors[field.name], values[field.name] ?? '', strings))}
    ${consent ? html`<div class="field"><label class="check"><input type="checkbox" name="consent" required aria-invalid=${String(!!errors['consent'])} aria-describedby=${errors['consent'] ? 'consent-error' : nothing} /><span>${renderConsent(consent, strings)}</span></label>${renderError('consent-error', errors['consent'])}</div>` : nothing}
    <div class="sr-only" role="alert">${count ? strings.formErrors(count) : ''}</div>
    <button class="primary" type="submit">${submit}</button>
  </form>`;
}

const renderError = (id: string, error: string | undefined): unknown => (error ? html`<p class="wrong" id=${id}>${error}</p>` : nothing);

function renderField(field: FormField, id: string, error: string | undefined, value: string, strings: Strings): TemplateResult {
  const { name, type = 'text', required = false, options = [] } = field;
  // In words, or a browser calls what is required and empty invalid before anybody was there.
  const invalid = String(!!error);
  const described = error ? `${id}-error` : nothing;
  const label = field.label || name;
  if (type === 'checkbox') {
    return html`<div class="field"><label class="check"><input id=${id} type="checkbox" name=${name} ?required=${required} aria-invalid=${invalid} aria-describedby=${described} /><span dir="auto">${label}</span></label>${renderError(`${id}-error`, error)}</div>`;
  }
  const fill = FILLS[name] ?? (type === 'email' || type === 'tel' ? type : 'off');
  const input =
    type === 'textarea'
      ? html`<textarea id=${id} name=${name} rows="4" maxlength=${MAX} placeholder=" " dir="auto" ?required=${required} aria-invalid=${invalid} aria-describedby=${described} .value=${value}></textarea>`
      : type === 'select'
        ? html`<select id=${id} name=${name} ?required=${required} aria-invalid=${invalid} aria-describedby=${described}><option value=""></option>${options.map((one) => html`<option value=${one} ?selected=${one === value}>${one}</option>`)}</select>`
        : html`<input id=${id} name=${name} type=${INPUTS.includes(type) ? type : 'text'} maxlength=${MAX} autocomplete=${fill} placeholder=" " dir="auto" ?required=${required} aria-invalid=${invalid} aria-describedby=${described} .value=${type === 'number' && Number.isNaN(Number(value)) ? noChange : value} />`;
  return html`<div class="field"><label for=${id}><span dir="auto">${label}</span>${required ? nothing : html` <small>(${strings.optional})</small>`}</label>${input}${renderError(`${id}-error`, error)}</div>`;
}

/** What stands in a form, by the names of its fields. A number's field with letters in it, which Firefox and Safari let people write, says that it is empty: `NaN` is what it holds. */
export function valuesOf(form: HTMLFormElement): Record<string, string> {
  const values: Record<string, string> = {};
  for (const one of form.querySelectorAll<HTMLInputElement>('[name]')) values[one.name] = one.type === 'checkbox' ? (one.checked ? 'yes' : '') : one.validity.badInput ? 'NaN' : one.value.slice(0, MAX);
  return values;
}
