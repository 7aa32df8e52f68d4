import { html, nothing, type TemplateResult } from 'lit';
import { record as words } from '../../src/i18n/record.js';
import { icon } from '../shared/icons.js';
import { MICROPHONE } from '../shared/more-icons.js';
import type { ChatComposer } from './chat-composer.js';

export { words };

/** The button that records, where the backend takes files. All of recording comes with the first press (voice.ts). */
export const make = (host: ChatComposer): { render(): TemplateResult | typeof nothing } => ({
  render: () =>
    host.off || host.session?.capabilities.attachments !== 'upload'
      ? nothing
      : html`<button class="icon-button" part="record" type="button" aria-label=${host.strings.record} title=${host.strings.record} @click=${async () => (await host.bring('voice'))?.open()}>${icon(MICROPHONE)}</button>`,
});
