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
  /** Bytes of the file's header. */
  readonly headerBytes: number;
  /** Bytes in front of each packet. */
  readonly recordHeaderBytes: number;
  /** In which order a record says how much was captured and how much there was; in files of
   * version 2.3 the smaller one is what was captured. */
  readonly lengths: "captured-first" | "original-first" | "smaller-captured";
  /** LINKTYPE_ of all packets. */
  readonly linkType: number;
}

type Magic = Pick<PcapHeader, "resolution" | "headerBytes" | "recordHeaderBytes">;

const PLAIN = { headerBytes: PCAP_HEADER_BYTES, recordHeaderBytes: 16 };

/** Magics of classic pcap and of its relatives, as Wireshark's wiretap/libpcap.h lists them. */
const MAGICS: ReadonlyMap<number, Magic> = new Map<number, Magic>([
  [0xa1b2c3d4, { ...PLAIN, resolution: "micro" }],
  [0xa1b23c4d, { ...PLAIN, resolution: "nano" }],
  // "Modified": Alexey Kuznetzov's libpcap also wrote interface, protocol and packet type.
  [0xa1b2cd34, { ...PLAIN, resolution: "micro", recordHeaderBytes: 24 }],
  // Ixia's lcap, of hardware and of software: behind the header the length of all records.
  [0x1c0001ac, { ...PLAIN, resolution: "micro", headerBytes: PCAP_HEADER_BYTES + 4 }],
  [0x1c0001ab, { ...PLAIN, resolution: "micro", headerBytes: PCAP_HEADER_BYTES + 4 }],
]);

/** Tells whether bytes open a classic pcap, of any byte order, unit of time and record. */
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
  const { littleEndian } = magic;
  const major = view.getUint16(at + 4, littleEndian);
  const minor = view.getUint16(at + 6, littleEndian);
  // The upper bits say how long the frame check sequence is; libpcap keeps 26 for the type.
  const linkType = view.getUint32(at + 20, littleEndian) & 0x03ff_ffff;
  return { ...magic, linkType, lengths: lengthsOf(major, minor) };
}

/** As libpcap's sf-pcap.c: the lengths changed places with version 2.3, whose writers did not all
 * know; 543 is what DG/UX wrote. */
function lengthsOf(major: number, minor: number): PcapHeader["lengths"] {
  if (major === 543 || (major === 2 && minor < 3)) return "original-first";
  return major === 2 && minor === 3 ? "smaller-captured" : "captured-first";
}

function readMagic(
  view: DataView,
  at: number,
): (Magic & { readonly littleEndian: boolean }) | undefined {
  for (const littleEndian of [true, false]) {
    const magic = MAGICS.get(view.getUint32(at, littleEndian));
    if (magic !== undefined) return { ...magic, littleEndian };
  }
  return undefined;
}
