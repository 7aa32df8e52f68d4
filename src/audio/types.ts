/** Sound in base64, as it comes in a frame. */
export interface AudioChunk {
  readonly data: string;
  readonly format: string;
}

/** What can be played: a file, a piece in base64, or the address of a file. */
export type Source = Blob | AudioChunk | string;

/** One piece in the line. */
export interface Clip {
  readonly source: Source;
  /** Seconds, as somebody said; for files that do not say themselves. */
  readonly duration?: number;
  /** Not to be looked at before it is played. */
  readonly lazy?: boolean;
}

/** Pieces that belong together (a reply) are one recording to whoever listens. */
export interface Reel {
  readonly key: string;
  /** What it is, for people. */
  readonly label?: string;
  /** Does not begin by itself. */
  readonly silent?: boolean;
  readonly clips: readonly Clip[];
}
