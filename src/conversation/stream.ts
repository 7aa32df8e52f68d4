/** Pieces of a growing text that came before what they follow on. */
export interface Waiting {
  readonly chunks: readonly { readonly at: number; readonly text: string }[];
  /** The last piece was announced: the stream ends when nothing is missing any more. */
  readonly done: boolean;
}

/** More than this out of order is not a network but a fault; the final edit brings the text. */
const MAX_WAITING = 256;

/**
 * Puts a piece at its offset. What is there already is written over, so a repeated piece does no harm; one that starts beyond the end waits.
 * Without an offset it goes to the end.
 */
export function weave(text: string, chunk: { readonly at?: number; readonly text: string; readonly done?: boolean }, waiting?: Waiting): { text: string; waiting: Waiting } {
  let left = [...(waiting?.chunks ?? []), { at: chunk.at ?? text.length, text: chunk.text }];
  for (let next = 0; next >= 0; ) {
    next = left.findIndex((c) => c.at <= text.length);
    if (next < 0) break;
    const { at, text: piece } = left[next]!;
    // Appending is the usual case, and cheap only as a plain concatenation.
    text = at === text.length ? text + piece : text.slice(0, at) + piece + text.slice(at + piece.length);
    left = left.toSpliced(next, 1);
  }
  return { text, waiting: { chunks: left.slice(-MAX_WAITING), done: Boolean(chunk.done || waiting?.done) } };
}
