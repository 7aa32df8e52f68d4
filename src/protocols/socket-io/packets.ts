import { stringify } from '../../domain/index.js';
import { decodePacket, type PacketType as EngineType } from 'engine.io-parser';
import { Decoder, PacketType, type Packet } from 'socket.io-parser';
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
    let decoded: { readonly type: EngineType; readonly data?: string | ArrayBuffer } = { type: 'error' };
    try {
      decoded = decodePacket(frame, 'arraybuffer') as typeof decoded;
    } catch {
      // Base64 that is none.
    }
    const { type, data } = decoded;
    if (type !== 'message') return [type === 'error' ? { problem: 'it is no packet of Engine.IO 4' } : { engine: type, data: data as string }];
    if (data instanceof ArrayBuffer) return this.#attachment(data);
    const lost = this.#waiting ? [{ problem: 'an attachment is missing' }] : [];
    if (lost.length) this.#reset();
    return [...lost, ...this.#text(data ?? '')];
  }

  #text(data: string): readonly Incoming[] {
    // python-socketio says in here why it ends a connection; the parser takes that for a fault.
    const [ended, nsp = '/', words] = /^1(\/[^,]*)?,?(.*)$/s.exec(data) ?? [];
    if (ended === undefined) return this.#add(data);
    const json = words ? parseJson(words) : { value: undefined };
    return ['problem' in json ? json : { packet: { type: PacketType.DISCONNECT, nsp, data: json.value } }];
  }

  #attachment(data: ArrayBuffer): readonly Incoming[] {
    if (!this.#waiting) return [{ problem: 'binary data where text is due' }];
    this.#bytes += data.byteLength;
    if (this.#bytes <= MAX_FRAME) return this.#add(data);
    this.#reset();
    return [{ problem: 'it is larger than 8 MiB' }];
  }

  #add(data: string | ArrayBuffer): readonly Incoming[] {
    try {
      this.#decoder.add(data);
    } catch {
      this.#reset();
      return [{ problem: 'it is no packet of Socket.IO 5' }];
    }
    const packet = this.#whole;
    this.#whole = undefined;
    this.#waiting = !packet;
    if (!packet) return [];
    this.#bytes = 0;
    return [{ packet }];
  }

  #reset(): void {
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

/** Names that mean something else to the server, which ends a connection over them. */
const RESERVED = /^(connect(_error)?|disconnect(ing)?|(new|remove)Listener)$/;

/**
 * A packet as frames: its text, then its attachments. Throws what cannot be sent. Written here, since one pass of `JSON.stringify` does what the parser's own
 * encoder has a walk through all data for; test/unit/protocols/socket-io.test.ts holds it to that encoder.
 */
export function frames({ type, nsp, id, data }: Packet): readonly Frame[] {
  const attached: ArrayBuffer[] = [];
  const attach = (_: string, value: unknown): unknown => {
    const bytes = value instanceof ArrayBuffer ? value : ArrayBuffer.isView(value) ? (value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength) as ArrayBuffer) : undefined;
    if (value instanceof Blob) throw TypeError();
    return bytes ? { _placeholder: true, num: attached.push(bytes) - 1 } : value;
  };
  try {
    const name = type === PacketType.EVENT ? ((data as unknown[])[0] as unknown) : 0;
    if (typeof name !== 'number' && (typeof name !== 'string' || RESERVED.test(name))) throw TypeError();
    const json = data === undefined ? '' : stringify(data, attach);
    const kind = attached.length ? `${type === PacketType.EVENT ? PacketType.BINARY_EVENT : PacketType.BINARY_ACK}${attached.length}-` : type;
    return [`4${kind}${nsp === '/' ? '' : `${nsp},`}${id ?? ''}${json}`, ...attached];
  } catch (error) {
    throw new ChatError('invalid-input', { name: 'frame', problem: 'it is no event, or has no form' }, error);
  }
}
