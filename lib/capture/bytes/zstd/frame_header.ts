/**
 * The header of a zstd frame (RFC 8878, 3.1.1.1): what must be known before a frame is worth
 * decompressing.
 * @module
 */

const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];
const DESCRIPTOR_AT = 4;

/** What the header of a frame says. */
export interface FrameHeader {
  /** Memory that decompressing takes: how far back a match may reach, bytes. */
  readonly windowBytes: number;
  /** Bytes that come out of the frame, where it says so. */
  readonly contentBytes: number | undefined;
  /** Number of the dictionary that is needed; 0 for none. */
  readonly dictionaryId: number;
  /** Whether a checksum follows the last block. */
  readonly hasChecksum: boolean;
  /** Whether a bit is set that must not be. */
  readonly isReserved: boolean;
}

/** Tells whether bytes open a zstd frame. */
export function isZstd(bytes: Uint8Array, at = 0): boolean {
  return bytes.length >= at + MAGIC.length && MAGIC.every((byte, i) => bytes[at + i] === byte);
}

/** Tells whether bytes open a frame that decompressors skip (RFC 8878, 3.1.2). */
export function isSkippable(bytes: Uint8Array, at: number): boolean {
  return (bytes[at] & 0xf0) === 0x50 && bytes[at + 1] === 0x2a && bytes[at + 2] === 0x4d &&
    bytes[at + 3] === 0x18;
}

/** Gives the length of a frame's header with its magic, bytes; 5 bytes of it are at hand. */
export function frameHeaderBytes(bytes: Uint8Array, at: number): number {
  const { isSingle, dictionaryBytes, sizeBytes } = readDescriptor(bytes[at + DESCRIPTOR_AT]);
  return DESCRIPTOR_AT + 1 + (isSingle ? 0 : 1) + dictionaryBytes + sizeBytes;
}

/** Reads a header that is whole at hand, its magic at `at`. */
export function readFrameHeader(view: DataView, at: number): FrameHeader {
  const descriptor = view.getUint8(at + DESCRIPTOR_AT);
  const { isSingle, dictionaryBytes, sizeBytes } = readDescriptor(descriptor);
  const dictionaryAt = at + DESCRIPTOR_AT + (isSingle ? 1 : 2);
  const sizeAt = dictionaryAt + dictionaryBytes;
  // Of two bytes it counts from 256 (RFC 8878, 3.1.1.1.4).
  const contentBytes = sizeBytes === 0
    ? undefined
    : readUint(view, sizeAt, sizeBytes) + (sizeBytes === 2 ? 256 : 0);
  return {
    windowBytes: isSingle ? contentBytes ?? 0 : windowOf(view.getUint8(dictionaryAt - 1)),
    contentBytes,
    dictionaryId: readUint(view, dictionaryAt, dictionaryBytes),
    hasChecksum: (descriptor & 4) !== 0,
    isReserved: (descriptor & 8) !== 0,
  };
}

/** Exponent and eighths (RFC 8878, 3.1.1.1.2). */
function windowOf(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + base / 8 * (descriptor & 7);
}

interface Descriptor {
  /** One segment: the frame's size is its window. */
  readonly isSingle: boolean;
  readonly dictionaryBytes: number;
  readonly sizeBytes: number;
}

function readDescriptor(descriptor: number): Descriptor {
  const isSingle = (descriptor & 0x20) !== 0;
  const sizeFlag = descriptor >> 6;
  return {
    isSingle,
    dictionaryBytes: [0, 1, 2, 4][descriptor & 3],
    sizeBytes: sizeFlag === 0 ? (isSingle ? 1 : 0) : 2 ** sizeFlag,
  };
}

function readUint(view: DataView, at: number, length: number): number {
  if (length === 0) return 0;
  if (length === 1) return view.getUint8(at);
  if (length === 2) return view.getUint16(at, true);
  if (length === 4) return view.getUint32(at, true);
  return Number(view.getBigUint64(at, true));
}
