import { html, nothing, type TemplateResult } from 'lit';
import { record as words } from '../../src/i18n/record.js';
import { icon } from '../shared/icons.js';
import { MICROPHONE } from '../shared/more-icons.js';
import type { ChatComposer } from './chat-composer.js';

export { words };

/** The button that records, where the backend takes files. All of recording comes with the first press (voice.ts). */
export function make(host: ChatComposer): { render(): TemplateResult | typeof nothing } {
  const press = async (): Promise<void> => {
    const voice = await host.bring('voice');
    host.refuse(voice ? '' : host.strings.status.failed);
    voice?.open();
  };
  return {
    render: () =>
      host.off || host.session?.capabilities.attachments !== 'upload'
        ? nothing
        : html`<button class="icon-button" part="record" type="button" aria-label=${host.strings.record} title=${host.strings.record} @click=${press}>${icon(MICROPHONE)}</button>`,
  };
}
