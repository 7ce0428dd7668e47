/**
 * How a pcapng opens: a section header block, then the magic that tells its byte order.
 * @module
 */

/** Type of the section header block; it reads the same in both byte orders. */
export const SECTION = 0x0a0d0d0a;

/** The shortest block: type, length, length again. */
export const MIN_BLOCK_BYTES = 12;

/**
 * Gives the byte order that the magic of a section header says.
 * @param magic the four bytes at 8, read as big-endian
 */
export function byteOrderOf(magic: number): "big" | "little" | undefined {
  if (magic === 0x1a2b3c4d) return "big";
  return magic === 0x4d3c2b1a ? "little" : undefined;
}

/** Tells whether bytes open a pcapng. */
export function isPcapng(head: Uint8Array): boolean {
  if (head.length < MIN_BLOCK_BYTES) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  return view.getUint32(0) === SECTION && byteOrderOf(view.getUint32(8)) !== undefined;
}
