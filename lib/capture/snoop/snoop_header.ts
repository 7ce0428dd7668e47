/**
 * The header of a snoop file (RFC 1761), all numbers big-endian.
 * @module
 */

/** Length of the file header. */
export const SNOOP_HEADER_BYTES = 16;

/** `snoop`, then three zeros. */
const MAGIC = [0x73, 0x6e, 0x6f, 0x6f, 0x70, 0, 0, 0];

/** LINKTYPE_ by the number of the datalink (RFC 1761, and Solaris' sys/dlpi.h from 18 on). */
const LINK_TYPES: ReadonlyMap<number, number> = new Map([
  [0, 1], // IEEE 802.3
  [4, 1], // Ethernet
  [2, 6], // IEEE 802.5 token ring
  [8, 10], // FDDI
]);

/** Tells whether bytes open a snoop file. */
export function isSnoop(head: Uint8Array): boolean {
  return head.length >= MAGIC.length && MAGIC.every((byte, i) => head[i] === byte);
}

/**
 * Reads the header of a file that {@link isSnoop}.
 * @param at index of its first byte; {@link SNOOP_HEADER_BYTES} are there
 * @returns the LINKTYPE_ of its packets, -1 for one that has none
 */
export function readSnoopLinkType(view: DataView, at: number): number {
  return LINK_TYPES.get(view.getUint32(at + 12)) ?? -1;
}
