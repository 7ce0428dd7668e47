/**
 * Data that compresses in different ways, and the reference compressor with its settings by name.
 * @module
 */

import { Buffer } from "node:buffer";
import { constants, zstdCompressSync } from "node:zlib";
import { Random } from "#lib/core/random.ts";

/** Settings of a frame. */
export interface FrameSettings {
  readonly level?: number;
  readonly checksum?: 0 | 1;
  /** Base-2 logarithm of the window; 0 leaves it to the level. */
  readonly windowLog?: number;
}

/** Compresses with the reference implementation into one frame. */
export function zstd(
  plain: Uint8Array,
  { level = 3, checksum = 0, windowLog = 0 }: FrameSettings = {},
): Uint8Array {
  const params = {
    [constants.ZSTD_c_compressionLevel]: level,
    [constants.ZSTD_c_checksumFlag]: checksum,
    [constants.ZSTD_c_windowLog]: windowLog,
  };
  return new Uint8Array(zstdCompressSync(plain, { params }));
}

/** Joins much data, quickly. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

const WORDS = "the packet of a link goes to its window and SYN ACK FIN 10.0.0.1:443 -> ".split(" ");

/** Kinds of data, by length. */
export const SAMPLES: Readonly<Record<string, (length: number) => Uint8Array>> = {
  zeros: (length) => new Uint8Array(length),
  random: (length) => fill(length, (random) => [random.integer(256)]),
  skewed: (length) => fill(length, (random) => [random.integer(1 + random.integer(200))]),
  text: (length) => {
    const encoder = new TextEncoder();
    return fill(length, (random) => [
      ...encoder.encode(`${WORDS[random.integer(WORDS.length)]} ${random.integer(50)}`),
    ]);
  },
  packets: (length) => {
    let time = 1_700_000_000_000;
    return fill(length, (random) => {
      time += random.integer(3000);
      const payload = Array.from({ length: random.integer(60) }, () => random.integer(256));
      const stamp = [24, 16, 8, 0].map((shift) => time / 2 ** shift & 255);
      return [
        ...stamp,
        0,
        0,
        0,
        54 + payload.length,
        2,
        0,
        0,
        0,
        0,
        1,
        2,
        0,
        0,
        0,
        0,
        2,
        8,
        0,
        0x45,
      ]
        .concat([random.integer(16), 0, 10, 0, 0, random.integer(4), 10, 0, 0, 1], payload);
    });
  },
};

function fill(length: number, next: (random: Random) => readonly number[]): Uint8Array {
  const random = new Random(length);
  const data = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const part = next(random).slice(0, length - at);
    data.set(part, at);
    at += part.length;
  }
  return data;
}
