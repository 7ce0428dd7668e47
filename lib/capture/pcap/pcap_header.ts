/**
 * The header of a classic pcap file (draft-ietf-opsawg-pcap): byte order, unit of time, link type.
 * @module
 */

/** Length of the file header. */
export const PCAP_HEADER_BYTES = 24;

/** How the records of a classic pcap are to be read. */
export interface PcapHeader {
  /** Byte order of all numbers. */
  readonly littleEndian: boolean;
  /** Unit of the fraction of a second. */
  readonly resolution: "micro" | "nano";
  /** LINKTYPE_ of all packets. */
  readonly linkType: number;
}

const MAGIC_MICRO = 0xa1b2c3d4;
const MAGIC_NANO = 0xa1b23c4d;

/** Tells whether bytes open a classic pcap, of either byte order and unit of time. */
export function isPcap(head: Uint8Array): boolean {
  return head.length >= 4 && readMagic(new DataView(head.buffer, head.byteOffset), 0) !== undefined;
}

/**
 * Reads the header of a file that {@link isPcap}.
 * @param at index of its first byte; {@link PCAP_HEADER_BYTES} are there
 * @throws {RangeError} if the magic is another one
 */
export function readPcapHeader(view: DataView, at: number): PcapHeader {
  const magic = readMagic(view, at);
  if (magic === undefined) throw new RangeError("Cannot read a pcap header: the magic is another");
  // The upper bits say how long the frame check sequence is; libpcap keeps 26 for the type.
  const linkType = view.getUint32(at + 20, magic.littleEndian) & 0x03ff_ffff;
  return { ...magic, linkType };
}

function readMagic(view: DataView, at: number): Omit<PcapHeader, "linkType"> | undefined {
  for (const littleEndian of [true, false]) {
    const magic = view.getUint32(at, littleEndian);
    if (magic === MAGIC_MICRO) return { littleEndian, resolution: "micro" };
    if (magic === MAGIC_NANO) return { littleEndian, resolution: "nano" };
  }
  return undefined;
}
