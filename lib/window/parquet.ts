/**
 * Windows as Parquet, written with Polars: the same columns as the CSV.
 * @module
 */

import pl, { type Series } from "nodejs-polars";
import type { LinkTable } from "#lib/core/link_table.ts";
import { averageGapSeconds, averagePacketBytes } from "./averages.ts";
import { WINDOW_COLUMNS } from "./csv.ts";
import type { WindowBatch } from "./window_batch.ts";

/**
 * Writes windows to a Parquet file: aside first, then flushed to disk and renamed, so that the
 * path never holds half a file. Counts are int64, `window_start` is a timestamp of µs in UTC,
 * `partial` a boolean.
 * @param links the names behind the `link` column
 * @throws {Error} of the operating system if the file cannot be written
 */
export function writeParquet(windows: WindowBatch, links: LinkTable, path: string): void {
  const aside = `${path}.partial`;
  const rows = windows.length;
  const names = pl.DataFrame([
    pl.Series("link_index", Uint32Array.from(links.names, (_, index) => index)),
    pl.Series("link", [...links.names], pl.Utf8),
  ]);
  const averages = (of: typeof averageGapSeconds) =>
    Float64Array.from({ length: rows }, (_, row) => of(windows, row));
  const start = pl.col("window_start").cast(pl.Int64).cast(pl.Datetime("us"));
  const frame = pl.DataFrame([
    pl.Series("link_index", windows.link.subarray(0, rows)),
    pl.Series("window_start", windows.start.subarray(0, rows)),
    whole("total_bytes", windows.totalBytes, rows),
    pl.Series("avg_packet_size", averages(averagePacketBytes)),
    whole("packet_count", windows.packetCount, rows),
    pl.Series("avg_inter_arrival_time", averages(averageGapSeconds)),
    pl.Series("protocol_encoded", windows.protocol.subarray(0, rows)),
    pl.Series("partial", windows.partial.subarray(0, rows)).cast(pl.Bool),
  ])
    .withColumn(start.dt.replaceTimeZone("UTC").alias("window_start"))
    .join(names, { on: "link_index", how: "left" })
    .select(...WINDOW_COLUMNS);
  // Through memory, so that Deno's permissions and errors hold for the file.
  const bytes = frame.writeParquet({ compression: "zstd" });
  {
    using file = Deno.openSync(aside, { write: true, create: true, truncate: true });
    for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
    file.syncSync();
  }
  Deno.renameSync(aside, path);
}

function whole(name: string, column: Float64Array, rows: number): Series {
  return pl.Series(name, column.subarray(0, rows)).cast(pl.Int64);
}
