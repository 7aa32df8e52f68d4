import { registerProtocol } from '../protocols/registry.js';
import { createConnection } from './create-connection.js';
import { mount } from './mount.js';
import type { ChatElementsApi } from './types.js';
import { version } from './version.js';

/** What `window.ChatElements` offers. */
export const api: ChatElementsApi = {
  version,
  registerProtocol,
  createConnection,
  mount: (options) => mount('chat-widget', options),
  defineAll: async (options) => (await import('../entries/classes.js')).defineAll(options),
};
