import type { ConnectionStatus } from '../../src/domain/index.js';

/** How a status looks; never the only thing that says it. */
export type Tone = 'quiet' | 'good' | 'busy' | 'bad';

export const TONES: Readonly<Record<ConnectionStatus, Tone>> = {
  idle: 'quiet', connecting: 'busy', connected: 'good', reconnecting: 'busy', polling: 'busy', offline: 'bad', failed: 'bad', closed: 'quiet',
}; // prettier-ignore
