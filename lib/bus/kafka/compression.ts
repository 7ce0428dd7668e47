/**
 * Compression of record batches: gzip and zstd by the runtime, snappy by a package that is loaded
 * when it is first met. lz4 waits for a package that is kept and writes frames of independent
 * blocks, the only ones that Kafka's own client reads.
 * @module
 */

import type { Buffer } from "node:buffer";
import { promisify } from "node:util";
import { gunzip, gzip, zstdCompress, zstdDecompress } from "node:zlib";

/** Compressions of what is published, by their number in Kafka's protocol. */
export const COMPRESSIONS = { none: 0, gzip: 1, snappy: 2, zstd: 4 } as const;

/** Name of a compression. */
export type Compression = keyof typeof COMPRESSIONS;

/** A batch that cannot be read; the message is a clause, for a sentence that says where it lies. */
export class BatchError extends Error {
  /** Makes the error. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "BatchError";
  }
}

const NAMES = ["none", "gzip", "snappy", "lz4", "zstd"];

/** Most bytes that a batch may become: four times the largest message. */
const MOST_BYTES = 64 * 2 ** 20;

const zip = promisify(gzip);
const unzip = promisify(gunzip);
const zstd = promisify(zstdCompress);
const unzstd = promisify(zstdDecompress);

/** Compresses the records of a batch. @param codec the compression's number */
export async function compress(codec: number, bytes: Buffer): Promise<Uint8Array> {
  if (codec === COMPRESSIONS.gzip) return await zip(bytes);
  if (codec === COMPRESSIONS.zstd) return await zstd(bytes);
  const { snappy } = await import("./snappy.ts");
  return snappy(bytes);
}

/**
 * Undoes a compression.
 * @param codec its number in a batch's attributes
 * @throws {BatchError} if it cannot be read here, is broken, or becomes larger than any batch may be
 */
export async function decompress(codec: number, bytes: Buffer): Promise<Buffer> {
  const name = NAMES[codec] ?? `compression ${codec}`;
  const bound = { maxOutputLength: MOST_BYTES };
  try {
    if (codec === COMPRESSIONS.gzip) return await unzip(bytes, bound) as Buffer;
    if (codec === COMPRESSIONS.zstd) return await unzstd(bytes, bound) as Buffer;
    if (codec === COMPRESSIONS.snappy) {
      const { unsnappy } = await import("./snappy.ts");
      return unsnappy(bytes, MOST_BYTES);
    }
  } catch (cause) {
    const isBomb = cause instanceof Error && "code" in cause &&
      cause.code === "ERR_BUFFER_TOO_LARGE";
    throw new BatchError(
      isBomb
        ? `a batch that is compressed with ${name} becomes larger than ${MOST_BYTES} bytes; make ` +
          "the batches of whoever publishes it smaller"
        : `a batch that is compressed with ${name} is broken; go on behind it, and look at whoever ` +
          "published it",
      { cause },
    );
  }
  throw new BatchError(
    `its messages are compressed with ${name}, which is not read here; publish them with zstd, ` +
      "snappy, gzip or uncompressed, or set the topic's compression.type to one of these",
  );
}
