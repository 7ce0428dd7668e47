/**
 * Windows as CSV (RFC 4180, with LF at the end of a line): the text that `windows` writes.
 * @module
 */

import type { LinkTable } from "#lib/core/link_table.ts";
import { formatTime } from "#lib/core/time.ts";
import { averageGapSeconds, averagePacketBytes } from "./averages.ts";
import type { WindowBatch } from "./window_batch.ts";

/** Columns of windows as users see them, in order; `docs/windows.md` defines each. */
export const WINDOW_COLUMNS = [
  "link",
  "window_start",
  "total_bytes",
  "avg_packet_size",
  "packet_count",
  "avg_inter_arrival_time",
  "protocol_encoded",
  "partial",
] as const;

const ROWS_A_CHUNK = 1_000;

/**
 * Gives the header, then the rows, in chunks of text that end with a line.
 * @param links the names behind the `link` column
 *
 * @example
 * ```ts
 * import { LinkTable } from "#lib/core/link_table.ts";
 * import { csvChunks } from "#lib/window/csv.ts";
 * import { WindowBatch } from "#lib/window/window_batch.ts";
 *
 * [...csvChunks(new WindowBatch(), new LinkTable())].join(""); // the header
 * ```
 */
export function* csvChunks(windows: WindowBatch, links: LinkTable): Generator<string> {
  yield WINDOW_COLUMNS.join(",") + "\n";
  const names = links.names.map(quote);
  for (let begin = 0; begin < windows.length; begin += ROWS_A_CHUNK) {
    let chunk = "";
    const end = Math.min(begin + ROWS_A_CHUNK, windows.length);
    for (let row = begin; row < end; row++) chunk += line(windows, row, names) + "\n";
    yield chunk;
  }
}

function line(windows: WindowBatch, row: number, names: readonly string[]): string {
  return [
    names[windows.link[row]],
    formatTime(windows.start[row]),
    windows.totalBytes[row],
    averagePacketBytes(windows, row),
    windows.packetCount[row],
    averageGapSeconds(windows, row),
    windows.protocol[row],
    windows.partial[row] === 1,
  ].join(",");
}

function quote(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
