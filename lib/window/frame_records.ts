/**
 * Packet records as a Polars frame, and whole microseconds in its expressions.
 * @module
 */

import pl, { type DataFrame, type Expr } from "nodejs-polars";
import type { RecordColumns } from "./record_buffer.ts";

/**
 * Puts the columns of records into a frame of `link`, `ts`, `kind`, `len` and `proto`.
 * @internal since it speaks of Polars' types
 */
export function frameOf(records: RecordColumns): DataFrame {
  const rows = records.length;
  return pl.DataFrame([
    pl.Series("link", records.link.subarray(0, rows)),
    pl.Series("ts", records.ts.subarray(0, rows)).cast(pl.Int64),
    pl.Series("kind", records.kind.subarray(0, rows)),
    pl.Series("len", records.len.subarray(0, rows)),
    pl.Series("proto", records.proto.subarray(0, rows)),
  ]);
}

/**
 * Makes a literal of whole µs.
 * @internal since it speaks of Polars' types
 */
export function micros(lengthUs: number): Expr {
  return pl.lit(lengthUs).cast(pl.Int64);
}

/**
 * Rounds whole µs down to a window's start. With whole numbers, since Polars divides doubles by
 * multiplying with the inverse, and 49 × (1 / 49) is less than 1.
 * @internal since it speaks of Polars' types
 */
export function startOf(time: Expr, windowUs: number): Expr {
  return time.minus(time.modulo(micros(windowUs)));
}
