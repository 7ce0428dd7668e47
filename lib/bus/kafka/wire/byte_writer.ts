/**
 * Writes the primitive types of Kafka's protocol (KIP-482 for the compact forms), for the requests
 * that the client library cannot make.
 * @module
 */

import { Buffer } from "node:buffer";

/** Grows as it is written to. The client library takes it where it takes an encoder of its own. */
export class ByteWriter {
  /** The whole store, of which the first {@link ByteWriter.size} bytes are written. */
  buf: Buffer = Buffer.allocUnsafe(256);
  #size = 0;

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
    this.buf.writeInt8(value, at);
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
    let rest = value;
    for (; rest > 0x7f; rest >>>= 7) this.int8((rest & 0x7f | 0x80) << 24 >> 24);
    return this.int8(rest);
  }

  /** Text with its length before it in two bytes; `null` has the length -1. */
  string(text: string | null): this {
    if (text === null) return this.int16(-1);
    const bytes = Buffer.from(text);
    return this.int16(bytes.length).#raw(bytes);
  }

  /** Bytes with their length before them in four. */
  bytes(bytes: Uint8Array): this {
    return this.int32(bytes.length).#raw(bytes);
  }

  /** Text with its length plus one before it; `null` is a zero. */
  compactString(text: string | null): this {
    if (text === null) return this.unsignedVarint(0);
    const bytes = Buffer.from(text);
    return this.unsignedVarint(bytes.length + 1).#raw(bytes);
  }

  /** Ends a structure of a flexible version: no tagged fields. */
  noTags(): this {
    return this.unsignedVarint(0);
  }

  #raw(bytes: Uint8Array): this {
    const at = this.#grow(bytes.length);
    this.buf.set(bytes, at);
    return this;
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
