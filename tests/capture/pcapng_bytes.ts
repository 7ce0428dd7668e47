/**
 * pcapng files block by block for the capture tests.
 * @module
 */

import { bytes } from "./packet_bytes.ts";

/** An option: its code and its value. */
export type Option = readonly [code: number, value: Uint8Array];

/** What a packet block holds. */
export interface PacketFields {
  readonly interface?: number;
  /** Units since the epoch. */
  readonly time: bigint;
  readonly data: Uint8Array;
  /** Length on the wire. @default what is captured */
  readonly original?: number;
  /** What the block claims to hold. @default what it holds */
  readonly captured?: number;
  /** Options of an enhanced block. @default none */
  readonly options?: readonly Option[];
}

/** Writes the blocks of sections of one byte order. */
export class PcapngBytes {
  readonly #order: "little" | "big";

  constructor(order: "little" | "big" = "little") {
    this.#order = order;
  }

  /** A section header; its magic is the byte order's unless a test says another. */
  section(magic = 0x1a2b3c4d, major = 1): Uint8Array {
    const unknownLength = new Uint8Array(8).fill(0xff);
    return this.block(
      0x0a0d0d0a,
      bytes(this.#u32(magic), this.#u16(major), this.#u16(0), unknownLength),
    );
  }

  /** An interface description. */
  interface(linkType: number, options: readonly Option[] = [], snapBytes = 0): Uint8Array {
    return this.block(
      1,
      bytes(this.#u16(linkType), this.#u16(0), this.#u32(snapBytes), this.#options(options)),
    );
  }

  /** An enhanced packet block. */
  enhanced(packet: PacketFields): Uint8Array {
    return this.block(
      6,
      bytes(
        this.#u32(packet.interface ?? 0),
        this.#packet(packet),
        this.#options(packet.options ?? []),
      ),
    );
  }

  /** An obsolete packet block, which counts drops behind the interface. */
  obsolete(packet: PacketFields): Uint8Array {
    const id = bytes(this.#u16(packet.interface ?? 0), this.#u16(3));
    return this.block(2, bytes(id, this.#packet(packet)));
  }

  /** A simple packet block, which knows no time and no interface. */
  simple(data: Uint8Array, original = data.length): Uint8Array {
    return this.block(3, bytes(this.#u32(original), padded(data)));
  }

  /** Interface statistics, at time 0. */
  statistics(id: number, options: readonly Option[]): Uint8Array {
    return this.block(5, bytes(this.#u32(id), new Uint8Array(8), this.#options(options)));
  }

  /** Any block; a test may lie about its length. */
  block(type: number, body: Uint8Array, length = body.length + 12, atEnd = length): Uint8Array {
    return bytes(this.#u32(type), this.#u32(length), body, this.#u32(atEnd));
  }

  #packet({ time, data, original, captured }: PacketFields): Uint8Array {
    return bytes(
      this.#u32(Number(time >> 32n)),
      this.#u32(Number(time & 0xffff_ffffn)),
      this.#u32(captured ?? data.length),
      this.#u32(original ?? data.length),
      padded(data),
    );
  }

  #options(options: readonly Option[]): Uint8Array {
    if (options.length === 0) return new Uint8Array();
    const each = options.map(([code, value]) =>
      bytes(this.#u16(code), this.#u16(value.length), padded(value))
    );
    return bytes(...each, 0, 0, 0, 0);
  }

  #u16(value: number): number[] {
    const low = [value & 0xff, value >> 8 & 0xff];
    return this.#order === "little" ? low : low.reverse();
  }

  #u32(value: number): number[] {
    const low = [value & 0xff, value >>> 8 & 0xff, value >>> 16 & 0xff, value >>> 24];
    return this.#order === "little" ? low : low.reverse();
  }
}

/** The option `if_name`. */
export function nameOption(name: string): Option {
  return [2, new TextEncoder().encode(name)];
}

/** The option `if_tsresol`. */
export function resolutionOption(resolution: number): Option {
  return [9, Uint8Array.of(resolution)];
}

/** The option `if_tsoffset`, little-endian. */
export function offsetOption(seconds: bigint): Option {
  return [14, new Uint8Array(new BigInt64Array([seconds]).buffer)];
}

/** An option of 64 bits, little-endian, such as `epb_dropcount` (4) or `isb_ifdrop` (5). */
export function dropOption(code: number, count: bigint): Option {
  return [code, new Uint8Array(new BigUint64Array([count]).buffer)];
}

function padded(data: Uint8Array): Uint8Array {
  return bytes(data, new Uint8Array(-data.length & 3));
}
