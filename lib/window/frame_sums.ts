/**
 * The sums of a window in Polars, and from there to a row of a `WindowBatch`.
 * @module
 */

import pl, { type DataFrame, type Expr } from "nodejs-polars";
import { majorityClass } from "./majority.ts";
import type { WindowBatch } from "./window_batch.ts";

/**
 * Gives the sums of a group of packets: bytes, first, last, and packets by protocol class.
 * @internal since it speaks of Polars' types
 */
export function windowSums(): Expr[] {
  const proto = pl.col("proto");
  const count = (matches: Expr) => matches.sum().cast(pl.Float64);
  return [
    pl.col("len").cast(pl.Float64).sum().alias("bytes"),
    pl.col("ts").min().cast(pl.Float64).alias("first"),
    pl.col("ts").max().cast(pl.Float64).alias("last"),
    count(proto.eq(pl.lit(6))).alias("tcp"),
    count(proto.eq(pl.lit(17))).alias("udp"),
    count(proto.eq(pl.lit(1)).or(proto.eq(pl.lit(58)))).alias("icmp"),
    pl.len().cast(pl.Float64).alias("packets"),
  ];
}

/**
 * Gives the sums of groups whose sums are there already.
 * @internal since it speaks of Polars' types
 */
export function mergedSums(): Expr[] {
  return [
    pl.col("first").min(),
    pl.col("last").max(),
    ...["bytes", "tcp", "udp", "icmp", "packets"].map((name) => pl.col(name).sum()),
  ];
}

/**
 * Gives the columns of a frame as doubles, by name.
 * @internal since it speaks of Polars' types
 */
export function doublesOf(frame: DataFrame): Record<string, Float64Array> {
  const columns: Record<string, Float64Array> = {};
  for (const name of frame.columns) {
    const column = frame.getColumn(name).cast(pl.Float64);
    // An empty series has no typed array behind it.
    columns[name] = frame.height === 0
      ? new Float64Array(0)
      : column.toTypedArray() as Float64Array;
  }
  return columns;
}

/** Adds a window with packets. @param sums as {@link doublesOf} gives them; `row` is its row */
export function addWindow(
  out: WindowBatch,
  sums: Record<string, Float64Array>,
  row: number,
): number {
  const { tcp, udp, icmp, packets } = sums;
  const other = packets[row] - tcp[row] - udp[row] - icmp[row];
  const added = addEmptyWindow(out, sums.link[row], sums.start[row]);
  out.totalBytes[added] = sums.bytes[row];
  out.packetCount[added] = packets[row];
  out.first[added] = sums.first[row];
  out.last[added] = sums.last[row];
  out.protocol[added] = majorityClass(tcp[row], udp[row], icmp[row], other);
  return added;
}

/** Adds a window of silence. */
export function addEmptyWindow(out: WindowBatch, link: number, startUs: number): number {
  const added = out.addRow();
  out.link[added] = link;
  out.start[added] = startUs;
  out.totalBytes[added] = 0;
  out.packetCount[added] = 0;
  out.first[added] = NaN;
  out.last[added] = NaN;
  out.protocol[added] = 0;
  out.partial[added] = 0;
  out.ended[added] = 0;
  out.watermark[added] = NaN;
  return added;
}
