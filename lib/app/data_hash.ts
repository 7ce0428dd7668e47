/**
 * Tells data sets apart: the hash that a model's card names.
 * @module
 */

import { createHash } from "node:crypto";
import type { LinkTable } from "#lib/core/link_table.ts";
import type { WindowBatch } from "#lib/window/window_batch.ts";

/** Gives the SHA-256 of windows and their links, hexadecimal. */
export function dataHash(windows: WindowBatch, links: LinkTable): string {
  const rows = windows.length;
  const hash = createHash("sha256").update(JSON.stringify(links.names));
  for (
    const column of [
      windows.link,
      windows.start,
      windows.totalBytes,
      windows.packetCount,
      windows.first,
      windows.last,
      windows.protocol,
      windows.partial,
    ]
  ) {
    const used = column.subarray(0, rows);
    hash.update(new Uint8Array(used.buffer, used.byteOffset, used.byteLength));
  }
  return hash.digest("hex");
}
