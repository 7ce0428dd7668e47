/**
 * Compression of record batches. gzip comes with the runtime; the others wait for a package that
 * is kept.
 * @module
 */

import type { Buffer } from "node:buffer";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { UserError } from "#lib/core/errors.ts";

/** Compressions of what is published, by their number in Kafka's protocol. */
export const COMPRESSIONS = { none: 0, gzip: 1 } as const;

/** Name of a compression. */
export type Compression = keyof typeof COMPRESSIONS;

const NAMES = ["none", "gzip", "snappy", "lz4", "zstd"];

/** Most bytes that a batch may become: four times the largest message. */
const MOST_BYTES = 64 * 2 ** 20;

const unzip = promisify(gunzip);
const zip = promisify(gzip);

/** Compresses with gzip, the one way in which is published here. */
export async function compress(_codec: number, bytes: Buffer): Promise<Uint8Array> {
  return await zip(bytes);
}

/**
 * Undoes a compression.
 * @param codec its number in a batch's attributes
 * @throws {UserError} if it cannot be read here, or a batch is larger than any may be
 */
export async function decompress(codec: number, bytes: Buffer): Promise<Buffer> {
  if (codec !== COMPRESSIONS.gzip) {
    throw new UserError(
      `Cannot read the topic: its messages are compressed with ${NAMES[codec] ?? codec}; ` +
        `publish them with gzip or uncompressed, or set the topic's compression.type to gzip`,
    );
  }
  return await unzip(bytes, { maxOutputLength: MOST_BYTES }) as Buffer;
}
