/**
 * What the shipped scripts use in place of those parts of `socket.io-parser` and `engine.io-parser` that are long for the sake of browsers of long ago: the same, for
 * those of today, in a few lines. The package uses the originals.
 * test/package/zod.test.ts holds this file to the originals, with the codec and its fixtures.
 */

/** All that the packet decoder needs of an emitter: it has one listener. */
export class Emitter {
  #listener: ((packet: unknown) => void) | undefined;

  on(_: string, listener: (packet: unknown) => void): void {
    this.#listener = listener;
  }

  emitReserved(_: string, packet: unknown): void {
    this.#listener?.(packet);
  }
}

const KINDS = ['open', 'close', 'ping', 'pong', 'message', 'upgrade', 'noop'];

/** A frame of a WebSocket as a packet of Engine.IO. Throws where it says that it is base64 and is not; the codec sees to that. */
export function decodePacket(frame: string | ArrayBuffer): { type: string; data?: string | ArrayBuffer } {
  if (typeof frame !== 'string') return { type: 'message', data: frame };
  const data = frame.slice(1);
  if (frame[0] === 'b') return { type: 'message', data: Uint8Array.from(atob(data), (character) => character.charCodeAt(0)).buffer };
  return { type: KINDS[frame[0] as unknown as number] ?? 'error', data };
}

/** A socket of ours gives nothing else. */
export const isBinary = (value: unknown): boolean => value instanceof ArrayBuffer;

interface Packet {
  data?: unknown;
}

/** Puts attachments where a packet has placeholders for them. Throws where one is not there. */
export function reconstructPacket(packet: Packet, buffers: readonly unknown[]): Packet {
  packet.data = filled(packet.data, buffers);
  return packet;
}

function filled(value: unknown, buffers: readonly unknown[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { _placeholder, num } = value as { _placeholder?: unknown; num?: unknown };
  if (_placeholder === true) {
    if (typeof num !== 'number' || !buffers[num]) throw new Error();
    return buffers[num];
  }
  for (const [key, item] of Object.entries(value)) (value as Record<string, unknown>)[key] = filled(item, buffers);
  return value;
}

/** Of the parser's encoder, which this project has no use for. */
export const hasBinary = isBinary;
export const deconstructPacket = isBinary;
