import { Feed } from './feed.js';
import type { SessionEventName, SessionEvents, Slice } from './types.js';

/** Outlives the sessions that speak through it, one after the other. Whoever shares them listens in. */
export class SharedFeed extends Feed {
  tap: (slice: Slice, conversation?: string) => void = () => undefined;
  /** False: not as the session says it. */
  told: (name: SessionEventName, detail: unknown) => boolean = () => true;
  readonly touch = super.changed.bind(this);
  readonly say = super.emit.bind(this);

  override changed(slice: Slice, conversation?: string): void {
    super.changed(slice, conversation);
    this.tap(slice, conversation);
  }

  override emit<K extends SessionEventName>(name: K, detail: SessionEvents[K]): void {
    if (this.told(name, detail)) super.emit(name, detail);
  }

  override dispose(): void {}

  end(): void {
    super.dispose();
  }
}
