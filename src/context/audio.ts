/** Sound, for elements. Apart from index.ts: only what is heard loads it. */
export { Player, type PlayerState } from '../audio/player.js';
export type { AudioChunk, Source } from '../audio/types.js';
