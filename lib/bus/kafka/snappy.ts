/**
 * Snappy as Kafka's clients frame it: the Java client writes a head and blocks with their lengths
 * before them (the stream of xerial's snappy-java), librdkafka one block without any.
 * @module
 */

import { Buffer } from "node:buffer";
import { snappyCompressor, snappyUncompressor } from "hysnappy";

/** What a stream begins with, then its version and the oldest one that can read it, both 1. */
const HEAD = Uint8Array.of(0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1);
/** Bytes of the magic within the head. */
const MAGIC_BYTES = 8;
/** Bytes of a block before compression, as the Java client cuts them. */
const BLOCK_BYTES = 32 * 2 ** 10;

/** Compresses into a stream. */
export function snappy(bytes: Uint8Array): Uint8Array {
  const compressBlock = snappyCompressor(); // of its own: its memory goes with it
  const parts: Uint8Array[] = [HEAD];
  for (let at = 0; at < bytes.length; at += BLOCK_BYTES) {
    const block = compressBlock(bytes.subarray(at, at + BLOCK_BYTES));
    const length = Buffer.alloc(4);
    length.writeInt32BE(block.length);
    parts.push(length, block);
  }
  return Buffer.concat(parts);
}

/**
 * Reads a stream, or a block without one.
 * @param mostBytes refuses what becomes larger
 * @throws {Error} if it is broken; with the code `ERR_BUFFER_TOO_LARGE` if it becomes too large
 */
export function unsnappy(bytes: Buffer, mostBytes: number): Buffer {
  const uncompressBlock = snappyUncompressor();
  const parts: Uint8Array[] = [];
  let total = 0;
  const add = (block: Buffer) => {
    const size = uncompressedSize(block);
    total += size;
    if (total > mostBytes) {
      throw Object.assign(new RangeError("too large"), { code: "ERR_BUFFER_TOO_LARGE" });
    }
    if (size > 0) parts.push(uncompressBlock(block, size));
  };
  if (!bytes.subarray(0, MAGIC_BYTES).equals(HEAD.subarray(0, MAGIC_BYTES))) {
    add(bytes);
  } else {
    for (let at = HEAD.length; at < bytes.length;) {
      const end = at + 4 + bytes.readInt32BE(at);
      if (end < at + 5 || end > bytes.length) throw new RangeError("a block is cut short");
      add(bytes.subarray(at + 4, end));
      at = end;
    }
  }
  return Buffer.concat(parts);
}

/** Reads the size that a block begins with: seven bits a byte, the lowest first. */
function uncompressedSize(block: Buffer): number {
  let size = 0;
  for (let i = 0; i < 5 && i < block.length; i++) {
    size += (block[i] & 0x7f) * 2 ** (7 * i);
    if (block[i] < 0x80) return size;
  }
  throw new RangeError("a block has no size");
}
