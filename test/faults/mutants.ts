/** Our own client with one safety taken out: what the suite must notice, or it notices nothing. */
import type { KindName } from './kinds.js';
import type { Result } from './scenario.js';

export interface Seam {
  readonly file: string;
  readonly find: string;
  readonly put: string;
}
export interface Mutant {
  readonly name: string;
  /** What is missing. */
  readonly without: string;
  readonly seams: readonly Seam[];
  /** The faults that show it. */
  readonly kinds: readonly KindName[];
  /** How it shows, in the terms of the report. */
  caught(result: Result): boolean;
}

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'no-resend', without: 'what was on the wire when a connection was lost is taken for delivered',
    seams: [{ file: '/src/conversation/outbox.ts', find: "if (this.#deps.confirm() === 'none') this.#settle(flying);", put: 'if (flying.length) this.#settle(flying);' }],
    kinds: ['asym'],
    caught: ({ up }) => up.lost.length > 0,
  },
  {
    name: 'no-replay', without: 'what was said while it was away is not taken',
    seams: [{ file: '/src/conversation/events.ts', find: "state.awaiting = resume !== 'ok';", put: "state.awaiting = resume !== 'ok'; if (state.cursor !== undefined && head !== undefined) state.cursor = head;" }],
    kinds: ['refuse'],
    caught: ({ down }) => down.lost.length > 0,
  },
  {
    name: 'no-heartbeat', without: 'nobody asks whether the line is alive',
    seams: [{ file: '/src/connection/pulse.ts', find: 'const { at } = judge(', put: 'if (this.#running) return; const { at } = judge(' }],
    kinds: ['dead'],
    caught: ({ faults }) => faults.some(({ recovery }) => recovery > 8_000),
  },
  {
    name: 'no-dedup', without: 'what is sent again is sent as something new, by somebody new',
    seams: [
      { file: '/src/protocols/party/encode.ts', find: 'client: writer.id,', put: 'client: crypto.randomUUID(),' },
      { file: '/src/protocols/party/encode.ts', find: 'c, n: f.n, id: f.id,', put: 'c, n: f.n, id: crypto.randomUUID(),' },
    ],
    kinds: ['deaf'],
    caught: ({ up, down }) => up.doubled.length + down.doubled.length > 0,
  },
  {
    name: 'no-fence', without: 'an older connection is neither closed nor silenced by a newer one',
    seams: [{ file: '/src/connection/attempt.ts', find: 'this.#ended = true;\n    this.#deadline.clear();\n    this.#socket?.close(code, reason);', put: 'this.#deadline.clear(); void code; void reason;' }],
    kinds: ['late'],
    // What a person sees of it depends on when the late frames come; that there are two connections does not.
    caught: ({ overlaps }) => overlaps > 0,
  },
];
