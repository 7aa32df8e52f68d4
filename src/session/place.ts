import type { Core } from './core.js';

/**
 * Where something that was left in a conversation belongs. Undefined: not to the connection at hand, for each conversation is a room of its own. What was said before it was known
 * where has its place here.
 */
export function placesOf(core: Core): (conversation: string) => string | undefined {
  const { codec, settings: { address } } = core;
  const rooms = !codec?.capabilities.conversations || codec.makesConversation?.({ ...address, conversation: undefined, userRole: undefined });
  // The team's lobby has them all.
  const all = !rooms || (address.userRole === 'agent' && !address.conversation);
  let first: string | undefined;
  return (given) => {
    const conversation = given || core.need();
    return all || conversation === (core.currentConversation ?? (first ??= conversation)) ? conversation : undefined;
  };
}
