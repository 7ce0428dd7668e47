/**
 * Mutations of captures: of bytes, and of blocks whose layout they know.
 * @module
 */

import type { Random } from "#lib/core/random.ts";
import type { CaptureBlocks } from "./capture_blocks.ts";

/** Numbers at which code goes wrong: signs, powers, limits of the formats. */
const ODD_NUMBERS = [
  ...[0, 1, 2, 3, 4, 7, 8, 12, 16, 20, 24, 28, 32, 63, 64, 127, 128, 255, 256, 257, 1500, 1514],
  ...[0x7fff, 0x8000, 0xffff, 0x10000, 0x40000, 0x40001, 0x1000000, 0x1000004, 0x7fffffff],
  ...[0x80000000, 0xfffffffe, 0xffffffff, 0x0a0d0d0a, 0x1a2b3c4d, 0x4d3c2b1a],
];

/** Types of headers, by which decoders go from one to the next. */
const ODD_TYPES = [
  ...[0x0800, 0x86dd, 0x8100, 0x88a8, 0x8847, 0x8864, 0x6558, 0x22eb, 0x88be, 0x0806, 0x0021],
  ...[0x880b, 0x894f, 2152, 4789, 6081, 3544, 500, 47, 4, 41, 137, 0, 43, 44, 51, 60, 6, 17, 132],
];

const MOST_BYTES = 4096;

/** Makes a new capture of one or two others. */
export function mutate(
  random: Random,
  seed: CaptureBlocks,
  other: CaptureBlocks,
): Uint8Array {
  let bytes = random.integer(4) === 0
    ? join(seed.header, seed.blocks)
    : moveBlocks(random, seed, other);
  if (bytes.length === 0) return bytes;
  const count = random.integer(5);
  for (let i = 0; i < count; i++) bytes = mutateBytes(random, bytes, seed);
  return bytes.subarray(0, MOST_BYTES);
}

/** Leaves out, doubles, moves and borrows blocks, and lies about the lengths of one. */
function moveBlocks(random: Random, seed: CaptureBlocks, other: CaptureBlocks): Uint8Array {
  const blocks = [...seed.blocks];
  const steps = 1 + random.integer(3);
  for (let i = 0; i < steps; i++) {
    const at = random.integer(blocks.length + 1);
    const kind = random.integer(5);
    if (kind === 0) blocks.splice(at, 1);
    else if (kind === 1 && at < blocks.length) blocks.splice(at, 0, blocks[at]);
    else if (kind === 2 && blocks.length > 0) {
      const [moved] = blocks.splice(random.integer(blocks.length), 1);
      blocks.splice(Math.min(at, blocks.length), 0, moved);
    } else if (kind === 3 && other.blocks.length > 0) {
      blocks.splice(at, 0, other.blocks[random.integer(other.blocks.length)]);
    } else if (kind === 4 && at < blocks.length) {
      blocks[at] = lieInBlock(random, blocks[at], seed);
    }
  }
  const header = random.integer(20) === 0 ? other.header : seed.header;
  return join(header, blocks);
}

/** Changes a number of a block's header; of a pcapng block its length, alike at both ends. */
function lieInBlock(random: Random, block: Uint8Array, seed: CaptureBlocks): Uint8Array {
  const changed = block.slice();
  const view = new DataView(changed.buffer);
  if (seed.format === "pcapng" && random.integer(2) === 0) {
    const length = random.integer(2) === 0 ? changed.length - 4 : oddNumber(random);
    view.setUint32(4, length, seed.littleEndian);
    view.setUint32(changed.length - 4, length, seed.littleEndian);
    return changed;
  }
  const words = Math.min(8, changed.length >> 2);
  view.setUint32(4 * random.integer(words), oddNumber(random), seed.littleEndian);
  return changed;
}

function mutateBytes(random: Random, bytes: Uint8Array, seed: CaptureBlocks): Uint8Array {
  const at = random.integer(bytes.length);
  const kind = random.integer(9);
  if (kind === 0) return bytes.subarray(0, at);
  if (kind === 1) return splice(bytes, at, random.integer(8), new Uint8Array());
  const changed = bytes.slice();
  const view = new DataView(changed.buffer);
  if (kind === 2) return splice(bytes, at, 0, changed.subarray(at, at + random.integer(40)));
  if (kind === 3) changed[at] ^= 1 << random.integer(8);
  else if (kind === 4) changed[at] = random.integer(256);
  else if (kind === 5 && at + 4 <= bytes.length) {
    view.setUint32(at & ~3, oddNumber(random), seed.littleEndian);
  } else if (kind === 6 && at + 2 <= bytes.length) {
    view.setUint16(at, ODD_TYPES[random.integer(ODD_TYPES.length)]);
  } else if (kind === 7) changed[at] = ODD_TYPES[random.integer(ODD_TYPES.length)] & 0xff;
  else changed.fill(random.integer(256), at, at + random.integer(16));
  return changed;
}

function oddNumber(random: Random): number {
  return ODD_NUMBERS[random.integer(ODD_NUMBERS.length)];
}

function splice(bytes: Uint8Array, at: number, count: number, added: Uint8Array): Uint8Array {
  return join(bytes.subarray(0, at), [added, bytes.subarray(at + count)]);
}

function join(header: Uint8Array, parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, header.length);
  const whole = new Uint8Array(length);
  whole.set(header);
  let at = header.length;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
