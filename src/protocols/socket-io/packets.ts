import { decodePacket, encodePacket, type PacketType as EngineType } from 'engine.io-parser';
import { Decoder, Encoder, isPacketValid, PacketType, type Packet } from 'socket.io-parser';
import { ChatError } from '../../errors/index.js';
import { MAX_FRAME, type Frame } from '../codec.js';
import { outOfBounds, parseJson } from '../json.js';

export { PacketType, type Packet };

/** What a frame was: a packet of Engine.IO's own, one of Socket.IO's (made whole), or what is wrong with it, as a clause. */
export type Incoming = { readonly engine: EngineType; readonly data?: string } | { readonly packet: Packet } | { readonly problem: string };

/**
 * Frames to packets. A packet with attachments is a text frame and as many binary ones; whatever comes in between that cannot belong to it costs that packet
 * alone. The parsers' own decoder would refuse all that follows, for ever.
 */
export class Packets {
  #decoder = this.#anew();
  #whole: Packet | undefined;
  /** Attachments are awaited; how many bytes of them are here. */
  #waiting = false;
  #bytes = 0;

  /** Nothing, one, or (a packet that was never completed, and what came in its place) two. */
  read(frame: Frame): readonly Incoming[] {
    const problem = typeof frame === 'string' ? outOfBounds(frame) : undefined;
    if (problem) return [{ problem }];
    const { type, data } = decodePacket(frame, 'arraybuffer') as { type: EngineType; data?: string | ArrayBuffer };
    if (type !== 'message') return [type === 'error' ? { problem: 'it is no packet of Engine.IO 4' } : { engine: type, data: data as string }];
    if (data instanceof ArrayBuffer) return this.#attachment(data);
    const lost = this.#waiting ? [{ problem: 'an attachment is missing' }] : [];
    if (lost.length) this.#reset();
    return [...lost, ...this.#text(data ?? '')];
  }

  #text(data: string): readonly Incoming[] {
    // python-socketio says in here why it ends a connection; the parser takes that for a fault.
    const [ended, nsp = '/', words] = /^1(\/[^,]*)?,?(.*)$/s.exec(data) ?? [];
    if (ended === undefined) return this.#add(data, 'it is no packet of Socket.IO 5');
    const json = words ? parseJson(words) : { value: undefined };
    return ['problem' in json ? json : { packet: { type: PacketType.DISCONNECT, nsp, data: json.value } }];
  }

  #attachment(data: ArrayBuffer): readonly Incoming[] {
    if (!this.#waiting) return [{ problem: 'binary data where text is due' }];
    this.#bytes += data.byteLength;
    if (this.#bytes <= MAX_FRAME) return this.#add(data, 'its attachments are not those that it names');
    this.#reset();
    return [{ problem: 'its attachments are larger than 8 MiB' }];
  }

  #add(data: string | ArrayBuffer, problem: string): readonly Incoming[] {
    try {
      this.#decoder.add(data);
    } catch {
      this.#reset();
      return [{ problem }];
    }
    const packet = this.#whole;
    this.#whole = undefined;
    this.#waiting = !packet;
    if (!packet) return [];
    this.#bytes = 0;
    return [{ packet }];
  }

  #reset(): void {
    this.#decoder.destroy();
    this.#decoder = this.#anew();
    this.#waiting = false;
    this.#bytes = 0;
  }

  #anew(): Decoder {
    const decoder = new Decoder();
    decoder.on('decoded', (packet) => (this.#whole = packet));
    return decoder;
  }
}

const encoder = new Encoder();

/** A packet as frames: its text, then its attachments. Throws what cannot be sent. */
export function frames(packet: Packet): readonly Frame[] {
  let parts: readonly unknown[];
  try {
    if (!isPacketValid(packet)) throw new TypeError('a reserved name');
    parts = encoder.encode(packet);
  } catch (error) {
    throw new ChatError('invalid-input', { name: 'frame', problem: 'it is no event, or has no form in JSON' }, error);
  }
  return parts.map((part) => {
    if (typeof part === 'string') return engine('message', part);
    if (part instanceof ArrayBuffer) return part;
    if (ArrayBuffer.isView(part)) return part.buffer.slice(part.byteOffset, part.byteOffset + part.byteLength) as ArrayBuffer;
    throw new ChatError('invalid-input', { name: 'frame', problem: 'a file has to be read into an ArrayBuffer first' });
  });
}

/** A packet of Engine.IO's own. */
export function engine(type: EngineType, data?: string): string {
  let frame = '';
  encodePacket({ type, data }, true, (encoded) => (frame = encoded as string));
  return frame;
}
