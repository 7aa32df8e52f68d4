import type { Address } from '../../src/domain/index.js';
import type { ChatComposer } from './chat-composer.js';

/** What a draft belongs to: a person, a backend, a conversation. Words and files of one never show under another. */
export function placeOf({ session, conversation }: Pick<ChatComposer, 'session' | 'conversation'>): string {
  const at: Partial<Address> = session?.settings.address ?? {};
  return [at.protocol, at.url ?? `${at.host ?? ''}/${at.party ?? ''}`, at.userId, conversation ?? at.conversation ?? session?.currentConversation].map((value) => value ?? '').join('|');
}

/** Whether that is the same place, which only now has a name: a visitor's conversation gets one with the first message, or from what an earlier page left. */
export const named = (from: string, to: string): boolean => from.endsWith('|') && to.startsWith(from);
