/**
 * The header of a zstd frame (RFC 8878, 3.1.1.1): what must be known before a frame is worth
 * decompressing.
 * @module
 */

const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];
const DESCRIPTOR_AT = 4;

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

/** Gives the memory that a frame's decompression takes, bytes; its header is at hand. */
export function windowBytes(view: DataView, at: number): number {
  const { isSingle, dictionaryBytes, sizeBytes } = readDescriptor(
    view.getUint8(at + DESCRIPTOR_AT),
  );
  if (!isSingle) {
    const window = view.getUint8(at + DESCRIPTOR_AT + 1);
    const base = 2 ** (10 + (window >> 3));
    return base + base / 8 * (window & 7);
  }
  const sizeAt = at + DESCRIPTOR_AT + 1 + dictionaryBytes;
  if (sizeBytes === 1) return view.getUint8(sizeAt);
  if (sizeBytes === 2) return view.getUint16(sizeAt, true) + 256;
  if (sizeBytes === 4) return view.getUint32(sizeAt, true);
  return Number(view.getBigUint64(sizeAt, true));
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
