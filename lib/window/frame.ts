/**
 * Tumbling windows of a log, with Polars: what `TumblingWindows` gives record by record, from all
 * records at once. Training and evaluation use it, and each form is the other's proof.
 *
 * `docs/windows.md` holds the definition. Where the online form walks, this one takes cumulative
 * maxima over each link: a record is late by the maximum before it, a session is a stretch between
 * two breaks, a window is final at the first record whose bound passes its start.
 * @module
 */

import pl, { type DataFrame, type LazyDataFrame } from "nodejs-polars";
import { RecordKind } from "#lib/core/packet.ts";
import { checkWindowOptions } from "./check_window_options.ts";
import { frameOf, micros, startOf } from "./frame_records.ts";
import { addEmptyWindow, addWindow, doublesOf, windowSums } from "./frame_sums.ts";
import type { RecordColumns } from "./record_buffer.ts";
import { WindowBatch } from "./window_batch.ts";
import type { WindowOptions } from "./window_options.ts";

/** The windows of a log. */
export interface LogWindows {
  /** All final windows, sorted by link, then by start. */
  readonly windows: WindowBatch;
  /** Packets that came after their window was final. */
  readonly latePackets: number;
  /** Missing stretches. */
  readonly gaps: number;
}

/** Before any event time; a sum of two is still a whole number. */
const NEVER_US = -(2 ** 52);

/**
 * Cuts the records of a log into windows.
 *
 * Takes about 150 bytes a record while it works; a log too large for that goes through
 * `TumblingWindows`, which gives the same windows.
 * TCP measures are not made here: they stay 0.
 * @param records in the order of the log; any number of links
 * @throws {UsageError} if the options are out of bounds
 *
 * @example
 * ```ts
 * import { logWindows } from "#lib/window/frame.ts";
 * import { RecordBuffer } from "#lib/window/record_buffer.ts";
 * import { DEFAULT_WINDOW_OPTIONS } from "#lib/window/window_options.ts";
 *
 * const { windows } = logWindows(new RecordBuffer(), DEFAULT_WINDOW_OPTIONS);
 * windows.length; // 0
 * ```
 */
export function logWindows(records: RecordColumns, options: WindowOptions): LogWindows {
  checkWindowOptions(options);
  const windows = new WindowBatch();
  if (records.length === 0) return { windows, latePackets: 0, gaps: 0 };
  const judged = judgeRecords(frameOf(records), options).lazy();
  const isPacket = pl.col("kind").eq(pl.lit(RecordKind.packet));
  const isEnd = pl.col("kind").eq(pl.lit(RecordKind.end));
  const kept = judged.filter(pl.col("is_late").not().and(isEnd.not()));
  const sums = doublesOf(
    kept.filter(isPacket).groupBy(["link", "start"]).agg(...windowSums())
      .sort(["link", "start"]).collectSync(),
  );
  const closings = doublesOf(
    judged.filter(pl.col("closed").gt(pl.col("closed_before")))
      .select("link", "closed", "watermark").sort(["link", "closed"]).collectSync(),
  );
  const sessions = sessionsOf(judged, kept);
  const gaps = fill(windows, sessions, sums, closings, options.windowUs);
  const latePackets = judged.filter(pl.col("is_late").and(isPacket)).select("link").collectSync()
    .height;
  return { windows, latePackets, gaps };
}

/**
 * Adds to each record: `start` of its window; `segment`, counting the breaks of its link;
 * `closed_before` and `closed`, the bounds below which windows are final before and after it;
 * `is_late`; the `watermark`, for an end the instant before which all was said.
 */
function judgeRecords(records: DataFrame, options: WindowOptions): DataFrame {
  const { windowUs, outOfOrdernessUs, allowedLatenessUs, idleTimeoutUs } = options;
  const ts = pl.col("ts");
  const isEnd = pl.col("kind").eq(pl.lit(RecordKind.end));
  const never = micros(NEVER_US);
  // Late records take part in the maximum here. They change nothing: they lie below a bound that
  // is there already.
  const highest = pl.when(isEnd).then(never).otherwise(ts).cumMax().over("link");
  const gapUs = micros(idleTimeoutUs);
  const said = pl.maxHorizontal([ts, pl.col("highest_before").plus(micros(1))]);
  const behind = pl.col("highest").minus(micros(outOfOrdernessUs + allowedLatenessUs));
  return records.lazy()
    .withColumns(highest.alias("highest"), startOf(ts, windowUs).alias("start"))
    .withColumns(
      pl.col("highest").shift(1).over("link").fillNull(never).alias("highest_before"),
      isEnd.shift(1).over("link").fillNull(pl.lit(false)).alias("is_after_end"),
    )
    .withColumns(
      pl.col("is_after_end").or(ts.minus(pl.col("highest_before")).gt(gapUs))
        .cast(pl.UInt32).cumSum().over("link").alias("segment"),
      pl.when(isEnd).then(startOf(said.plus(micros(windowUs - 1)), windowUs))
        .otherwise(startOf(behind, windowUs)).cumMax().over("link").alias("closed"),
      pl.when(isEnd).then(said)
        .otherwise(pl.col("highest").minus(micros(outOfOrdernessUs))).alias("watermark"),
    )
    .withColumns(pl.col("closed").shift(1).over("link").fillNull(never).alias("closed_before"))
    .withColumns(
      isEnd.not().and(pl.col("start").lt(pl.col("closed_before"))).alias("is_late"),
    )
    .drop("highest", "highest_before", "is_after_end")
    .collectSync();
}

/**
 * Gives each session: `link`, `first_start` and `last_start` of its records, `end` or NaN, the
 * bound below which its link is `closed` at the end of the log, and whether it `is_last`.
 */
function sessionsOf(judged: LazyDataFrame, kept: LazyDataFrame): Record<string, Float64Array> {
  const links = judged.groupBy("link").agg(
    pl.col("segment").max().alias("last_segment"),
    pl.col("closed").max().alias("closed"),
  );
  const ends = judged.filter(pl.col("kind").eq(pl.lit(RecordKind.end)))
    .select(pl.col("link"), pl.col("segment"), pl.col("watermark").cast(pl.Float64).alias("end"));
  const sessions = kept.groupBy(["link", "segment"])
    .agg(pl.col("start").min().alias("first_start"), pl.col("start").max().alias("last_start"))
    .join(links, { on: "link", how: "left" })
    .join(ends, { on: ["link", "segment"], how: "left" })
    .withColumns(
      pl.col("end").fillNull(pl.lit(NaN)),
      pl.col("segment").eq(pl.col("last_segment")).cast(pl.Float64).alias("is_last"),
    )
    .sort(["link", "segment"]);
  return doublesOf(sessions.collectSync());
}

/**
 * Lays out the windows of all sessions, with zeros where no packet was, and marks the partial ones.
 * @returns how many sessions a missing stretch ended
 */
function fill(
  out: WindowBatch,
  sessions: Record<string, Float64Array>,
  sums: Record<string, Float64Array>,
  closings: Record<string, Float64Array>,
  windowUs: number,
): number {
  let gaps = 0;
  let sum = 0;
  let closing = 0;
  for (let session = 0; session < sessions.link.length; session++) {
    const link = sessions.link[session];
    const end = sessions.end[session];
    const isEnded = !Number.isNaN(end);
    const isGap = !isEnded && sessions.is_last[session] === 0;
    let bound = sessions.closed[session];
    if (isEnded) bound = Math.ceil(end / windowUs) * windowUs;
    if (isGap) bound = sessions.last_start[session] + windowUs;
    const firstStart = sessions.first_start[session];
    for (let start = firstStart; start < bound; start += windowUs) {
      while (sums.link[sum] < link || (sums.link[sum] === link && sums.start[sum] < start)) sum++;
      const hasPackets = sums.link[sum] === link && sums.start[sum] === start;
      const row = hasPackets ? addWindow(out, sums, sum) : addEmptyWindow(out, link, start);
      while (closings.link[closing] < link || closings.closed[closing] <= start) closing++;
      out.watermark[row] = closings.watermark[closing];
      const isLast = start + windowUs === bound;
      const isCut = isLast && (isGap || (isEnded && bound !== end));
      out.partial[row] = start === firstStart || isCut ? 1 : 0;
      out.ended[row] = isLast && isEnded ? 1 : 0;
    }
    if (isGap) gaps++;
  }
  return gaps;
}
