/**
 * What is stored of a link with each commit: the parts of its state from window to alert, as one
 * list of numbers, so that a restart goes on with the same bits.
 * @module
 */

import { UserError } from "#lib/core/errors.ts";

/** Version of the layout. */
const VERSION = 1;

/**
 * Writes parts of a state as bytes: version, number of parts, length of each, then their numbers,
 * all as little-endian doubles.
 */
export function encodeLinkState(parts: readonly Float64Array[]): Uint8Array {
  const header = 2 + parts.length;
  const numbers = new Float64Array(parts.reduce((sum, part) => sum + part.length, header));
  numbers[0] = VERSION;
  numbers[1] = parts.length;
  let at = header;
  parts.forEach((part, i) => {
    numbers[2 + i] = part.length;
    numbers.set(part, at);
    at += part.length;
  });
  return new Uint8Array(numbers.buffer);
}

/**
 * Reads what {@link encodeLinkState} wrote.
 * @throws {UserError} if the bytes are of another version, or of another number of parts
 */
export function decodeLinkState(bytes: Uint8Array, partCount: number): Float64Array[] {
  // Stored bytes may lie at any offset: a copy is aligned.
  const numbers = new Float64Array(bytes.slice(0, bytes.length - (bytes.length % 8)).buffer);
  if (numbers[0] !== VERSION || numbers[1] !== partCount) {
    throw new UserError(
      `Cannot restore a link's state: its layout is version ${numbers[0]} with ${numbers[1]} ` +
        `parts, expected version ${VERSION} with ${partCount}; start a new --group`,
    );
  }
  let at = 2 + partCount;
  return Array.from({ length: partCount }, (_, i) => {
    const part = numbers.slice(at, at + numbers[2 + i]);
    at += numbers[2 + i];
    return part;
  });
}
