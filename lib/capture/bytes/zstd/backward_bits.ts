/**
 * Bit streams that are read from their end to their start (RFC 8878, 4.1 and 4.2.2). A place in one
 * is the number of bits in the memory before it: reading n bits moves it down by n.
 * @module
 */

import { ZstdError } from "./zstd_error.ts";

/**
 * Gives the place of a stream's first bit, below the padding: zeros and a one in its last byte.
 * @param start of the stream in bytes
 * @param end behind its last byte
 */
export function openBits(bytes: Uint8Array, start: number, end: number): number {
  if (end <= start || bytes[end - 1] === 0) throw new ZstdError("a bit stream without an end mark");
  return 8 * end + 23 - Math.clz32(bytes[end - 1]);
}

/**
 * Gives the `count` bits above a place, at most 25. Nothing holds it inside the stream: who reads
 * compares the place with the stream's start.
 */
export function bitsAt(view: DataView, place: number, count: number): number {
  return (view.getInt32(place >> 3, true) >>> (place & 7)) & ((1 << count) - 1);
}
