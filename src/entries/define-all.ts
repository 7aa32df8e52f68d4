import { AgentInbox } from '../../components/agent-inbox/agent-inbox.js';
import { AudioPlayer } from '../../components/audio-player/audio-player.js';
import { ChatComposer } from '../../components/chat-composer/chat-composer.js';
import { ChatConnection } from '../../components/chat-connection/chat-connection.js';
import { ChatWidget } from '../../components/chat-widget/chat-widget.js';
import { ConnectionBadge } from '../../components/connection-badge/connection-badge.js';
import { ConnectionInspector } from '../../components/connection-inspector/connection-inspector.js';
import { MessageList } from '../../components/message-list/message-list.js';
import { TypingIndicator } from '../../components/typing-indicator/typing-indicator.js';
import { define } from '../../components/shared/define.js';
import type { DefineOptions } from '../embed/types.js';
import { warnOnce } from '../errors/index.js';

const ELEMENTS: Readonly<Record<string, CustomElementConstructor>> = {
  'agent-inbox': AgentInbox,
  'audio-player': AudioPlayer,
  'chat-composer': ChatComposer,
  'chat-connection': ChatConnection,
  'chat-widget': ChatWidget,
  'connection-badge': ConnectionBadge,
  'connection-inspector': ConnectionInspector,
  'message-list': MessageList,
  'typing-indicator': TypingIndicator,
};

/** What may stand in front of a tag (HTML, "valid custom element name", without the letters that people mistype). */
const PREFIX = /^([a-z][a-z0-9-]*-)?$/;

/** Defines all elements; with a prefix under other names, such as `<acme-chat-widget>`. A name that is taken stays with whoever has it. */
export function defineAll(options?: DefineOptions): void {
  // A page may hand on what it does not have.
  const prefix = options?.prefix ?? '';
  if (!PREFIX.test(prefix)) {
    warnOnce('invalid-input', { name: 'prefix', problem: `"${prefix}" has to begin with a small letter and end with a hyphen, such as "acme-"` });
    return;
  }
  for (const [tag, element] of Object.entries(ELEMENTS)) define(prefix + tag, element);
}
