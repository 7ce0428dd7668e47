/**
 * The blocks of a whole capture, so that mutations can move and mend them: what a plain walk over
 * the lengths finds, apart from the code that is tested.
 * @module
 */

/** A capture cut where its blocks begin. */
export interface CaptureBlocks {
  /** File header of pcap and snoop; of pcapng its first section header. */
  readonly header: Uint8Array;
  /** Records, or the blocks behind the first. */
  readonly blocks: readonly Uint8Array[];
  readonly format: "pcap" | "pcapng" | "snoop" | "other";
  readonly littleEndian: boolean;
}

/** Cuts a capture; what is in no whole block stays away. */
export function cutIntoBlocks(bytes: Uint8Array): CaptureBlocks {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const magic = bytes.length >= 24 ? view.getUint32(0) : 0;
  if (magic === 0x0a0d0d0a) {
    const littleEndian = view.getUint32(8) === 0x4d3c2b1a;
    const all = cut(bytes, 0, (at) => view.getUint32(at + 4, littleEndian), 12);
    return { header: all[0] ?? bytes, blocks: all.slice(1), format: "pcapng", littleEndian };
  }
  if (magic === 0x736e6f6f) {
    const blocks = cut(bytes, 16, (at) => view.getUint32(at + 8), 24);
    return { header: bytes.subarray(0, 16), blocks, format: "snoop", littleEndian: false };
  }
  const littleEndian = [0xd4c3b2a1, 0x4d3cb2a1].includes(magic);
  if (littleEndian || [0xa1b2c3d4, 0xa1b23c4d].includes(magic)) {
    const blocks = cut(bytes, 24, (at) => 16 + view.getUint32(at + 8, littleEndian), 16);
    return { header: bytes.subarray(0, 24), blocks, format: "pcap", littleEndian };
  }
  return { header: bytes, blocks: [], format: "other", littleEndian };
}

function cut(
  bytes: Uint8Array,
  from: number,
  lengthAt: (at: number) => number,
  least: number,
): Uint8Array[] {
  const blocks: Uint8Array[] = [];
  for (let at = from; at + least <= bytes.length;) {
    const length = lengthAt(at);
    if (length < least || at + length > bytes.length) break;
    blocks.push(bytes.subarray(at, at + length));
    at += length;
  }
  return blocks;
}
