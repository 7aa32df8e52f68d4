/** What was refused, or waited too long. Comes with the first that did, or is tried again. */
import type { Conversation } from '../conversation/conversation.js';
import type { Outbox } from '../conversation/outbox.js';
import { redact } from '../errors/index.js';
import type { Core } from './core.js';
import type { Sending } from './sending.js';

export function retry(core: Core, sending: Sending, outbox: Outbox, id: string, conversation: Conversation): void {
  const message = conversation.find(id);
  const clientId = message?.clientId ?? id;
  core.subscribe(conversation.id);
  if (outbox.retry(clientId)) core.changed(conversation, conversation.settle(id, 'pending'));
  // The backend had it, and said later that it failed: it is sent anew, in its old place.
  else if (message?.own && message.status === 'failed') {
    const { parts, replyTo, metadata } = message;
    sending.ask({ type: 'send-message', id: clientId, conversation: conversation.id, parts, replyTo, metadata });
  }
  sending.flush();
}

/** What was refused in a page that ended before it kept that next to its message. */
export function show(core: Core, sending: Sending, failed: ReturnType<Outbox['failed']>, alive: () => boolean): void {
  if (!alive()) return;
  for (const { command, reason } of failed) {
    const conversation = core.of(command.conversation);
    if (command.type !== 'send-message' || (conversation.find(command.id)?.status ?? 'pending') !== 'pending') continue;
    sending.show(command);
    core.changed(conversation, conversation.settle(command.id, 'failed', reason));
  }
}

/** Nothing that is said there can go out, unless the backend let this person in after all. The next attempt asks anew. */
export function refuse(core: Core, sending: Sending, outbox: Outbox, conversation: string, message: string, { aborted }: AbortSignal): void {
  if (aborted || core.live.has(conversation)) return;
  if (conversation !== core.currentConversation) core.subscriptions.delete(conversation);
  const reason = redact(message);
  for (const command of outbox.refuse(conversation, reason)) sending.failed(command, reason);
}
