/**
 * Windows as CSV (RFC 4180, with LF at the end of a line): the text that `windows` writes.
 * @module
 */

import type { LinkTable } from "#lib/core/link_table.ts";
import { formatTime } from "#lib/core/time.ts";
import { averageGapSeconds, averagePacketBytes } from "./averages.ts";
import { MEASURE_COLUMNS } from "./measure_columns.ts";
import type { WindowBatch } from "./window_batch.ts";
import type { WindowMeasures } from "./window_measures.ts";
import type { WindowContents } from "./window_options.ts";

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

/** Gives the columns of windows that hold so much. */
export function windowColumns(contents: WindowContents): string[] {
  const measures = contents === "tcp" ? MEASURE_COLUMNS.map(({ name }) => name) : [];
  return [...WINDOW_COLUMNS, ...measures];
}

const ROWS_A_CHUNK = 1_000;

/**
 * Gives the header, then the rows, in chunks of text that end with a line.
 * @param links the names behind the `link` column
 * @param contents whether the columns of TCP measures follow
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
export function* csvChunks(
  windows: WindowBatch,
  links: LinkTable,
  contents: WindowContents = "basic",
): Generator<string> {
  yield windowColumns(contents).join(",") + "\n";
  const measures = contents === "tcp" ? windows.attachMeasures() : undefined;
  const names = links.names.map(quote);
  for (let begin = 0; begin < windows.length; begin += ROWS_A_CHUNK) {
    let chunk = "";
    const end = Math.min(begin + ROWS_A_CHUNK, windows.length);
    for (let row = begin; row < end; row++) {
      chunk += line(windows, row, names) + measured(measures, row) + "\n";
    }
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

/** Values that are not there are empty fields. */
function measured(measures: WindowMeasures | undefined, row: number): string {
  if (measures === undefined) return "";
  let fields = "";
  for (const { value } of MEASURE_COLUMNS) {
    const number = value(measures, row);
    fields += Number.isNaN(number) ? "," : `,${number}`;
  }
  return fields;
}

function quote(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
