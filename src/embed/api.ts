import { registerProtocol } from '../protocols/registry.js';
import { mount } from './mount.js';
import type { ChatElementsApi } from './types.js';
import { version } from './version.js';

/** What `window.ChatElements` offers. What a launcher on a page does not need comes when it is asked for. */
export const api: ChatElementsApi = {
  version,
  registerProtocol,
  registerStrings: async (lang, words) => (await import('../i18n/register.js')).registerStrings(lang, words),
  createConnection: async (options) => (await import('./create-connection.js')).createConnection(options),
  mount: (options) => mount('chat-widget', options ?? {}),
  defineAll: async (options) => (await import('../entries/classes.js')).defineAll(options),
};
