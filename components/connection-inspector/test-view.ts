import { html, nothing, type TemplateResult } from 'lit';
import { jsonProblem } from './frame-text.js';
import type { InspectorView } from './view.js';

/** Sends a frame of the developer's own. */
export class TestView {
  #view: InspectorView;
  #text = '';
  #plain = false;
  #problem = '';

  constructor(view: InspectorView) {
    this.#view = view;
  }

  render(): TemplateResult {
    const { words, host, protocol } = this.#view;
    const ready = host.session?.connection.status === 'connected';
    const example = protocol === 'socket-io' ? '{"event": "typing_indicator", "data": {"is_typing": true}}' : '{"type": "ping"}';
    const about = `${this.#problem ? 'frame-problem ' : ''}${ready ? '' : 'frame-why'}`.trim();
    return html`<section part="test" class="pane test" aria-labelledby="test-title">
      <h3 id="test-title">${words.test}</h3>
      <textarea
        aria-label=${words.frame} dir="ltr" rows="3" spellcheck="false" autocomplete="off" autocapitalize="off" placeholder=${example} .value=${this.#text}
        aria-invalid=${this.#problem ? 'true' : nothing} aria-describedby=${about || nothing} @input=${this.#handleInput} @keydown=${this.#handleKey}
      ></textarea>
      <p id="frame-problem" class="problem" role="alert">${this.#problem}</p>
      <div class="row">
        <label class="check"><input type="checkbox" .checked=${this.#plain} @change=${this.#handlePlain} />${words.plain}</label>
        ${ready ? nothing : html`<span id="frame-why" class="why">${words.sendWhileOff}</span>`}
        <button class="button primary" ?disabled=${!ready} aria-describedby=${ready ? nothing : 'frame-why'} @click=${this.#handleSend}>${words.send}</button>
      </div>
    </section>`;
  }

  #handleInput = (event: Event): void => {
    this.#text = (event.target as HTMLTextAreaElement).value;
    // A mistake that was pointed out is looked at again with every key, a new one only with the next try.
    if (this.#problem) this.#problem = this.#check();
    this.#view.host.requestUpdate();
  };

  #handlePlain = (event: Event): void => {
    this.#plain = (event.target as HTMLInputElement).checked;
    this.#problem = '';
    this.#view.host.requestUpdate();
  };

  #handleKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.#handleSend();
  };

  #handleSend = (): void => {
    const { host, words } = this.#view;
    this.#problem = this.#check();
    host.requestUpdate();
    if (this.#problem) return void this.#view.find('textarea[aria-label]')?.focus();
    try {
      host.session?.send(this.#plain ? this.#text : (JSON.parse(this.#text) as unknown));
      this.#view.say(words.sent);
    } catch (error) {
      this.#problem = error instanceof Error ? error.message : String(error);
    }
  };

  #check(): string {
    const { words } = this.#view;
    if (!this.#text.trim()) return words.emptyFrame;
    const why = this.#plain ? undefined : jsonProblem(this.#text);
    return why === undefined ? '' : words.notJson(why);
  }
}
