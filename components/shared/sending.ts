import type { Draft, Part } from '../../src/domain/index.js';

/** What `chat-send` carries. Its listeners may add metadata. */
export interface Sending {
  /** Of a message that is tried again where the page takes the sends. */
  readonly id?: string;
  readonly text: string;
  readonly parts?: readonly Part[];
  readonly files?: readonly File[] | undefined;
  message: Draft;
  metadata?: Readonly<Record<string, unknown>> | undefined;
}

/** What is to be sent of it. */
export const whole = ({ message, metadata }: Sending): Draft => (metadata ? { ...message, metadata } : message);
