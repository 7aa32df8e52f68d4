import type { Clock } from '../domain/index.js';

/** Waits for it, but not longer than this. Resolves with whether it was done by then; it goes on in any case. After the end no time is taken. */
export function within(clock: Clock, work: Promise<unknown>, ms: number, signal?: AbortSignal): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const timer = signal?.aborted ? undefined : clock.setTimeout(() => resolve(false), ms);
    const end = (): void => {
      clock.clearTimeout(timer);
      signal?.removeEventListener('abort', end);
    };
    signal?.addEventListener('abort', end);
    work.finally(end).then(() => resolve(true), reject);
  });
}
