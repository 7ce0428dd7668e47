/**
 * Decompresses zstd in tests, from bytes cut into chunks.
 * @module
 */

import { ByteWindow } from "#lib/capture/bytes/byte_window.ts";
import { StreamBytes } from "#lib/capture/bytes/stream_bytes.ts";
import { UnzstdBytes } from "#lib/capture/bytes/unzstd_bytes.ts";
import type { InflateLimits } from "#lib/capture/limits.ts";

/** Opens bytes that come in chunks of so many. */
export function unzstd(
  data: Uint8Array,
  chunkBytes?: number,
  limits?: InflateLimits,
): UnzstdBytes {
  const size = Math.max(1, chunkBytes ?? data.length);
  const cuts = Array.from(
    { length: Math.ceil(data.length / size) },
    (_, i) => data.slice(i * size, (i + 1) * size),
  );
  return new UnzstdBytes(new ByteWindow(new StreamBytes(ReadableStream.from(cuts)), "x"), limits);
}

/** Pulls all there is, so many bytes at most at once. */
export async function pullAll(from: UnzstdBytes, askBytes = 65_536): Promise<Uint8Array> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (;;) {
    const into = new Uint8Array(askBytes);
    const count = await from.pull(into);
    if (count === 0) return new Uint8Array(await new Blob(parts).arrayBuffer());
    parts.push(into.subarray(0, count));
  }
}

/** Decompresses whole bytes; says what came out and what was wrong. */
export async function unzstdAll(
  data: Uint8Array,
  chunkBytes?: number,
): Promise<{ out: Uint8Array; damage: string | undefined }> {
  await using source = unzstd(data, chunkBytes);
  const out = await pullAll(source);
  return { out, damage: source.damage };
}
