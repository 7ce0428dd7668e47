/**
 * Writes the primitive types of Kafka's protocol (KIP-482 for the compact forms), for the requests
 * that the client library cannot make, or only slowly.
 * @module
 */

import { Buffer } from "node:buffer";

const UTF8 = new TextEncoder();
/** Most bytes of UTF-8 that a unit of UTF-16 takes. */
const MOST_BYTES_OF_UNIT = 3;

/** Grows as it is written to. The client library takes it where it takes an encoder of its own. */
export class ByteWriter {
  /** The whole store, of which the first {@link ByteWriter.size} bytes are written. */
  buf: Buffer;
  #size = 0;

  /**
   * Has written nothing yet.
   * @param capacityBytes how much is expected; what is more is copied once in a while
   */
  constructor(capacityBytes = 256) {
    this.buf = Buffer.allocUnsafe(capacityBytes);
  }

  /** What has been written. */
  get buffer(): Buffer {
    return this.buf.subarray(0, this.#size);
  }

  /** Bytes that have been written. */
  size(): number {
    return this.#size;
  }

  /** One byte, signed. */
  int8(value: number): this {
    const at = this.#grow(1); // before `buf` is looked at: it may make another
    this.buf[at] = value;
    return this;
  }

  /** Two bytes, signed. */
  int16(value: number): this {
    const at = this.#grow(2);
    this.buf.writeInt16BE(value, at);
    return this;
  }

  /** Four bytes, signed. */
  int32(value: number): this {
    const at = this.#grow(4);
    this.buf.writeInt32BE(value, at);
    return this;
  }

  /** Eight bytes, signed. */
  int64(value: bigint): this {
    const at = this.#grow(8);
    this.buf.writeBigInt64BE(value, at);
    return this;
  }

  /** Seven bits a byte, the lowest first. */
  unsignedVarint(value: number): this {
    let at = this.#grow(5);
    let rest = value;
    for (; rest > 0x7f; rest >>>= 7) this.buf[at++] = rest | 0x80;
    this.buf[at++] = rest;
    this.#size = at;
    return this;
  }

  /** A number of 32 bits, small ones of either sign in few bytes (zigzag). */
  varint(value: number): this {
    return this.unsignedVarint(((value << 1) ^ (value >> 31)) >>> 0);
  }

  /** Text with its length before it in two bytes; `null` has the length -1. */
  string(text: string | null): this {
    if (text === null) return this.int16(-1);
    const bytes = Buffer.from(text);
    return this.int16(bytes.length).raw(bytes);
  }

  /** Bytes with their length before them in four. */
  bytes(bytes: Uint8Array): this {
    return this.int32(bytes.length).raw(bytes);
  }

  /** Text with its length plus one before it; `null` is a zero. */
  compactString(text: string | null): this {
    if (text === null) return this.unsignedVarint(0);
    const bytes = Buffer.from(text);
    return this.unsignedVarint(bytes.length + 1).raw(bytes);
  }

  /** Ends a structure of a flexible version: no tagged fields. */
  noTags(): this {
    return this.unsignedVarint(0);
  }

  /** Bytes as they are. */
  raw(bytes: Uint8Array): this {
    const at = this.#grow(bytes.length);
    this.buf.set(bytes, at);
    return this;
  }

  /** Text as it is; says how many bytes of UTF-8 it took. */
  text(text: string): number {
    const most = MOST_BYTES_OF_UNIT * text.length;
    const at = this.#grow(most);
    // Not a Buffer, of which a view takes three times as long to make.
    const room = new Uint8Array(this.buf.buffer, this.buf.byteOffset + at, most);
    const { written } = UTF8.encodeInto(text, room);
    this.#size = at + written;
    return written;
  }

  /** Writes over four bytes that were written before. */
  setInt32(at: number, value: number): void {
    this.buf.writeInt32BE(value, at);
  }

  /** Goes back: what was written from there on is written anew. */
  cut(at: number): void {
    this.#size = at;
  }

  /** Makes room and gives where it begins. */
  #grow(bytes: number): number {
    const at = this.#size;
    this.#size += bytes;
    if (this.#size > this.buf.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#size, 2 * this.buf.length));
      this.buf.copy(larger, 0, 0, at);
      this.buf = larger;
    }
    return at;
  }
}
