/**
 * Windows as Parquet, made with Polars: the same columns as the CSV.
 * @module
 */

import pl, { type Series } from "nodejs-polars";
import type { LinkTable } from "#lib/core/link_table.ts";
import { averageGapSeconds, averagePacketBytes } from "./averages.ts";
import { windowColumns } from "./csv.ts";
import { MEASURE_COLUMNS } from "./measure_columns.ts";
import type { WindowBatch } from "./window_batch.ts";
import type { WindowMeasures } from "./window_measures.ts";
import type { WindowContents } from "./window_options.ts";

/**
 * Gives the bytes of a Parquet file of windows: counts are int64, `window_start` is a timestamp of
 * µs in UTC, `partial` a boolean. The caller writes them, so that Deno's permissions and errors
 * hold for the file.
 * @param links the names behind the `link` column
 * @param contents whether the columns of TCP measures follow
 */
export function parquetBytes(
  windows: WindowBatch,
  links: LinkTable,
  contents: WindowContents = "basic",
): Uint8Array {
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
    ...(contents === "tcp" ? measured(windows.attachMeasures(), rows) : []),
  ])
    .withColumn(start.dt.replaceTimeZone("UTC").alias("window_start"))
    .join(names, { on: "link_index", how: "left" })
    .select(...windowColumns(contents));
  return frame.writeParquet({ compression: "zstd" });
}

/** Counts are int64; milliseconds are doubles, null where there is no round-trip time. */
function measured(measures: WindowMeasures, rows: number): Series[] {
  return MEASURE_COLUMNS.map(({ name, unit, value }) => {
    const values = Float64Array.from({ length: rows }, (_, row) => value(measures, row));
    if (unit !== "ms") return whole(name, values, rows);
    const known = Array.from(values, (number) => Number.isNaN(number) ? null : number);
    return pl.Series(name, known, pl.Float64);
  });
}

function whole(name: string, column: Float64Array, rows: number): Series {
  return pl.Series(name, column.subarray(0, rows)).cast(pl.Int64);
}
