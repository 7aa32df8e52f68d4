import type { Clock, MediaPart } from '../../domain/index.js';
import { ChatError } from '../../errors/index.js';
import type { Session } from '../session.js';
import { uploadFailed } from '../transfer.js';
import type { UploadOptions } from '../types.js';
import type { FromFollower, FromLeader } from './wire.js';

type OfFile = FromLeader & { t: 'share' | 'filed' | 'unfiled' };

interface Waiting {
  readonly progress?: (share: number) => void;
  readonly done: (part: MediaPart) => void;
  readonly fail: (error: ChatError) => void;
  /** Until the leader says that it has begun. */
  timer: unknown;
}

/** Files of a tab without a socket: the leader knows the token and the conversation by which the backend takes them, so it is handed the bytes. */
export class Files {
  readonly #clock: Clock;
  readonly #post: (word: FromFollower) => void;
  readonly #waiting = new Map<number, Waiting>();

  constructor(clock: Clock, post: (word: FromFollower) => void) {
    this.#clock = clock;
    this.#post = post;
  }

  /** `patience`: for the leader to begin, in milliseconds. */
  send(call: number, file: Blob, name: string, { conversation, signal, progress }: UploadOptions, patience: number): Promise<MediaPart> {
    return new Promise<MediaPart>((done, fail) => {
      if (signal?.aborted) return fail(signal.reason as Error);
      const stop = (): void => {
        const waiting = this.#end(call);
        if (!waiting) return;
        this.#post({ t: 'nofile', call });
        waiting.fail(signal!.reason as ChatError);
      };
      signal?.addEventListener('abort', stop, { once: true });
      const timer = this.#clock.setTimeout(() => this.#end(call)?.fail(uploadFailed()), patience);
      this.#waiting.set(call, { progress, done, fail, timer });
      this.#post({ t: 'file', call, file, name, conversation });
    });
  }

  heard(word: OfFile): void {
    const waiting = this.#waiting.get(word.call);
    if (!waiting) return;
    this.#clock.clearTimeout(waiting.timer);
    if (word.t === 'share') return waiting.progress?.(word.share);
    this.#waiting.delete(word.call);
    if (word.t === 'filed') return waiting.done(word.part);
    const { code, message } = word;
    waiting.fail(Object.assign(new ChatError('refused', { message }), { code }));
  }

  /** Another tab leads: nobody knows what became of them. The composer offers them again. */
  lost(): void {
    for (const call of this.#waiting.keys()) this.#end(call)?.fail(uploadFailed());
  }

  #end(call: number): Waiting | undefined {
    const waiting = this.#waiting.get(call);
    this.#waiting.delete(call);
    this.#clock.clearTimeout(waiting?.timer);
    return waiting;
  }
}

/** The leader's side: puts the files of the others where messages can point to them. */
export class Desk {
  readonly #session: Session;
  readonly #say: (word: DistributiveOmit<OfFile, 'gen'>) => void;
  readonly #ends = new Map<string, AbortController>();

  constructor(session: Session, say: (word: DistributiveOmit<OfFile, 'gen'>) => void) {
    this.#session = session;
    this.#say = say;
  }

  async take(to: string, { call, file, name, conversation }: FromFollower & { t: 'file' }): Promise<void> {
    const end = new AbortController();
    const { signal } = end;
    this.#ends.set(`${to} ${call}`, end);
    const progress = (share: number): void => this.#say({ t: 'share', to, call, share });
    progress(0);
    try {
      this.#say({ t: 'filed', to, call, part: await this.#session.upload(file, name, { conversation, signal, progress }) });
    } catch (error) {
      const { code = 'upload-failed', message } = error as ChatError;
      if (!signal.aborted) this.#say({ t: 'unfiled', to, call, code, message });
    } finally {
      this.#ends.delete(`${to} ${call}`);
    }
  }

  /** One file, all of a tab that left, or all there are. */
  stop(to?: string, call?: number): void {
    for (const [key, end] of this.#ends) if (to === undefined || key === `${to} ${call}` || (call === undefined && key.startsWith(`${to} `))) end.abort();
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
