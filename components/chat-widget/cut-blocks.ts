import type { MessageBlock } from '../../src/domain/index.js';

/** The blocks after a message; all of them where it is not there. */
export function cutBlocks(blocks: readonly MessageBlock[], clearedTo: string): readonly MessageBlock[] {
  for (let i = blocks.length - 1; i >= 0; i--) {
    const { key, messages } = blocks[i]!;
    const at = messages.findLastIndex((message) => (message.clientId ?? message.id) === clearedTo);
    if (at < 0) continue;
    const rest = messages.slice(at + 1);
    return rest.length > 0 ? [{ key, messages: rest }, ...blocks.slice(i + 1)] : blocks.slice(i + 1);
  }
  return blocks;
}
