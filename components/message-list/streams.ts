import type { Message } from '../../src/domain/index.js';
import { find, keyOf } from './grouping.js';
import type { MessageList } from './message-list.js';

/** What is said of answers that grow, beside their arrival (reader.ts). `last`: the last message, where it was the last before. */
export function follow({ reader, blocks, unfolded, strings }: MessageList, last: Message | undefined): void {
  // A streamed answer is said once more when it is whole, and not folded away from under those who read it while it grew.
  for (const key of reader.streams) {
    const now = find(blocks, key);
    if (now?.streaming) continue;
    reader.streams.delete(key);
    if (!now) continue;
    unfolded.set(key, Infinity);
    reader.say(now.metadata?.['cut'] ? strings.stopped : now);
  }
  // One that was here begins to grow: it is written anew.
  if (!last?.streaming || last.own || reader.streams.has(keyOf(last))) return;
  reader.streams.add(keyOf(last));
  reader.say(last);
}
