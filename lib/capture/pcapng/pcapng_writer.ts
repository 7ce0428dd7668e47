/**
 * Writes pcapng (draft-ietf-opsawg-pcapng): one section, an interface for each link, enhanced
 * packet blocks. Little-endian, microseconds.
 * @module
 */

/** Block types of the draft: sections 4.1, 4.2 and 4.3. */
const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const ENHANCED_PACKET = 6;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
/** Link type of Ethernet (LINKTYPE_ETHERNET). */
const ETHERNET = 1;
/** Options of an interface: its name, and 10^-6 s as the unit of its times. */
const NAME_OPTION = 2;
const RESOLUTION_OPTION = 9;
const MICROSECONDS = 6;
/** Bytes of an enhanced packet block before and behind its data. */
const BEFORE_DATA = 28;
const AROUND_DATA = BEFORE_DATA + 4;
/** Blocks are handed on in pieces of about this size. */
const PIECE_BYTES = 2 ** 18;

/** Puts blocks together and hands them on in pieces. */
export class PcapngWriter {
  readonly #write: (piece: Uint8Array) => void;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #length = 0;

  /**
   * Writes the section's head and the interfaces.
   * @param interfaces names, by number
   * @param snapBytes most bytes of a packet that are kept, up to 65,535
   * @param write takes a piece, which is overwritten as soon as the call returns
   */
  constructor(
    interfaces: readonly string[],
    snapBytes: number,
    write: (piece: Uint8Array) => void,
  ) {
    this.#write = write;
    this.#bytes = new Uint8Array(PIECE_BYTES + AROUND_DATA + 2 ** 16);
    this.#view = new DataView(this.#bytes.buffer);
    this.#block(SECTION_HEADER, sectionHeader());
    for (const name of interfaces) {
      this.#block(INTERFACE_DESCRIPTION, interfaceDescription(name, snapBytes));
    }
  }

  /**
   * Adds a packet.
   * @param number of the interface
   * @param ts event time, µs
   * @param data what is kept of it
   * @param originalBytes its length on the wire
   */
  packet(number: number, ts: number, data: Uint8Array, originalBytes: number): void {
    const view = this.#view;
    const at = this.#length;
    const padded = data.length + 3 & ~3;
    const blockBytes = AROUND_DATA + padded;
    view.setUint32(at, ENHANCED_PACKET, true);
    view.setUint32(at + 4, blockBytes, true);
    view.setUint32(at + 8, number, true);
    view.setUint32(at + 12, Math.floor(ts / 2 ** 32), true);
    view.setUint32(at + 16, ts % 2 ** 32, true);
    view.setUint32(at + 20, data.length, true);
    view.setUint32(at + 24, originalBytes, true);
    this.#bytes.set(data, at + BEFORE_DATA);
    this.#bytes.fill(0, at + BEFORE_DATA + data.length, at + BEFORE_DATA + padded);
    view.setUint32(at + BEFORE_DATA + padded, blockBytes, true);
    this.#length += blockBytes;
    if (this.#length >= PIECE_BYTES) this.flush();
  }

  /** Hands on what is not yet. */
  flush(): void {
    if (this.#length > 0) this.#write(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
  }

  #block(type: number, body: Uint8Array): void {
    const blockBytes = 12 + body.length;
    this.#view.setUint32(this.#length, type, true);
    this.#view.setUint32(this.#length + 4, blockBytes, true);
    this.#bytes.set(body, this.#length + 8);
    this.#view.setUint32(this.#length + 8 + body.length, blockBytes, true);
    this.#length += blockBytes;
    if (this.#length >= PIECE_BYTES) this.flush();
  }
}

function sectionHeader(): Uint8Array {
  const body = new Uint8Array(16);
  const view = new DataView(body.buffer);
  view.setUint32(0, BYTE_ORDER_MAGIC, true);
  view.setUint16(4, 1, true);
  // The section's length is not known: all bits set.
  body.fill(0xff, 8);
  return body;
}

function interfaceDescription(name: string, snapBytes: number): Uint8Array {
  const text = new TextEncoder().encode(name);
  const padded = text.length + 3 & ~3;
  const body = new Uint8Array(8 + 4 + padded + 8 + 4);
  const view = new DataView(body.buffer);
  view.setUint16(0, ETHERNET, true);
  view.setUint32(4, snapBytes, true);
  view.setUint16(8, NAME_OPTION, true);
  view.setUint16(10, text.length, true);
  body.set(text, 12);
  view.setUint16(12 + padded, RESOLUTION_OPTION, true);
  view.setUint16(14 + padded, 1, true);
  body[16 + padded] = MICROSECONDS;
  return body;
}
