/**
 * Windows as Parquet, made with Polars: the same columns as the CSV.
 * @module
 */

import pl, { type Series } from "nodejs-polars";
import type { LinkTable } from "#lib/core/link_table.ts";
import { averageGapSeconds, averagePacketBytes } from "./averages.ts";
import { WINDOW_COLUMNS } from "./csv.ts";
import type { WindowBatch } from "./window_batch.ts";

/**
 * Gives the bytes of a Parquet file of windows: counts are int64, `window_start` is a timestamp of
 * µs in UTC, `partial` a boolean. The caller writes them, so that Deno's permissions and errors
 * hold for the file.
 * @param links the names behind the `link` column
 */
export function parquetBytes(windows: WindowBatch, links: LinkTable): Uint8Array {
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
  return frame.writeParquet({ compression: "zstd" });
}

function whole(name: string, column: Float64Array, rows: number): Series {
  return pl.Series(name, column.subarray(0, rows)).cast(pl.Int64);
}
