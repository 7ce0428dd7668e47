/**
 * Reads the primitive types of Kafka's protocol.
 * @module
 */

import type { Buffer } from "node:buffer";

/** Reads on from a place; what it gives of bytes is a view. */
export class ByteReader {
  /** Where it reads next. */
  at: number;
  readonly #data: Buffer;

  /**
   * Starts to read.
   * @param data is not copied
   * @param at where to start
   */
  constructor(data: Buffer, at = 0) {
    this.#data = data;
    this.at = at;
  }

  /** One byte, signed. */
  int8(): number {
    return this.#data.readInt8(this.#skip(1));
  }

  /** Two bytes, signed. */
  int16(): number {
    return this.#data.readInt16BE(this.#skip(2));
  }

  /** Four bytes, signed. */
  int32(): number {
    return this.#data.readInt32BE(this.#skip(4));
  }

  /** Eight bytes, signed. */
  int64(): bigint {
    return this.#data.readBigInt64BE(this.#skip(8));
  }

  /** Eight bytes as a number: exact below 2^53, which offsets and times are. */
  safeInt64(): number {
    const at = this.#skip(8);
    return this.#data.readInt32BE(at) * 2 ** 32 + this.#data.readUInt32BE(at + 4);
  }

  /** Seven bits a byte, the lowest first; up to five bytes. */
  unsignedVarint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#data[this.at++];
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    return value >>> 0;
  }

  /** A zigzag number of up to 32 bits. */
  varint(): number {
    const raw = this.unsignedVarint();
    return (raw >>> 1) ^ -(raw & 1);
  }

  /** Passes over a number of up to 64 bits. */
  skipVarlong(): void {
    while (this.#data[this.at++] >= 0x80);
  }

  /** Bytes of a known length; a view. */
  view(length: number): Buffer {
    const at = this.#skip(length);
    return this.#data.subarray(at, at + length);
  }

  /** Text of a known length in UTF-8; what is none becomes U+FFFD. */
  text(length: number): string {
    const at = this.#skip(length);
    return this.#data.toString("utf8", at, at + length);
  }

  /** Text with its length before it in two bytes; `null` becomes empty. */
  string(): string {
    const length = this.int16();
    return length < 0 ? "" : this.view(length).toString();
  }

  /** Bytes with their length before them in four; a view. */
  bytes(): Buffer {
    return this.view(Math.max(0, this.int32()));
  }

  /** Text with its length plus one before it; `null` becomes empty. */
  compactString(): string {
    return this.view(Math.max(0, this.unsignedVarint() - 1)).toString();
  }

  /** Passes over the tagged fields of a flexible version. */
  skipTags(): void {
    for (let left = this.unsignedVarint(); left > 0; left--) {
      this.unsignedVarint();
      this.#skip(this.unsignedVarint());
    }
  }

  #skip(bytes: number): number {
    const at = this.at;
    this.at += bytes;
    return at;
  }
}
