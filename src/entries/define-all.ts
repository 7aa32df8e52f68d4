import { ChatConnection } from '../../components/chat-connection/chat-connection.js';
import { ConnectionBadge } from '../../components/connection-badge/connection-badge.js';
import { define } from '../../components/shared/define.js';
import type { DefineOptions } from '../embed/types.js';
import { warnOnce } from '../errors/index.js';

const ELEMENTS: Readonly<Record<string, CustomElementConstructor>> = {
  'chat-connection': ChatConnection,
  'connection-badge': ConnectionBadge,
};

/** What may stand in front of a tag (HTML, "valid custom element name", without the letters that people mistype). */
const PREFIX = /^([a-z][a-z0-9-]*-)?$/;

/** Defines all elements; with a prefix under other names, such as `<acme-chat-widget>`. A name that is taken stays with whoever has it. */
export function defineAll({ prefix = '' }: DefineOptions = {}): void {
  if (!PREFIX.test(prefix)) {
    warnOnce('invalid-input', { name: 'prefix', problem: `"${prefix}" has to begin with a small letter and end with a hyphen, such as "acme-"` });
    return;
  }
  for (const [tag, element] of Object.entries(ELEMENTS)) define(prefix + tag, element);
}
