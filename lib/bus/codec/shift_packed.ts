/**
 * Moves packed records in time without unpacking them: measurements play the same ones again.
 * @module
 */

import { PackedFlag } from "./packed_layout.ts";

/** Where the header holds its flags, and the base that all event times count from. */
const FLAGS_AT = 2;
const BASE_AT = 8;

/**
 * Gives a copy of a packed message whose records all come later.
 * @param byUs how much later, whole µs
 * @throws {RangeError} if its event times do not count from a base
 */
export function shiftPacked(message: Uint8Array, byUs: number): Uint8Array {
  const shifted = message.slice();
  const header = new DataView(shifted.buffer);
  if ((header.getUint16(FLAGS_AT, true) & PackedFlag.wideTimes) !== 0) {
    throw new RangeError("Cannot shift a packed message: it spans more than 2^32 µs");
  }
  header.setFloat64(BASE_AT, header.getFloat64(BASE_AT, true) + byUs, true);
  return shifted;
}
