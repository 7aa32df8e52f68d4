import { live as words } from '../../src/i18n/live.js';
import type { ChatComposer } from './chat-composer.js';

export { words };

/** With `typing-preview`: says that what is typed is seen. Nothing of it goes out before this is there to say so. */
export const make = (host: ChatComposer): { readonly warning: string | undefined } => ({
  get warning() {
    return host.typingPreview && (host.session?.capabilities.typingText ?? true) ? host.strings.typingVisible : undefined;
  },
});
