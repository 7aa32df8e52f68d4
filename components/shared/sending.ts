import type { Draft, Part } from '../../src/domain/index.js';

/** What `chat-send` carries. Its listeners may add metadata. */
export interface Sending {
  readonly text: string;
  readonly parts?: readonly Part[];
  readonly files?: readonly File[] | undefined;
  message: Draft;
  metadata?: Readonly<Record<string, unknown>> | undefined;
}

/** What is to be sent of it. */
export const whole = ({ message, metadata }: Sending): Draft => (metadata ? { ...message, metadata } : message);
