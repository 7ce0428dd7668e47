/**
 * Tumbling windows of files, with Polars: drops nothing, however late, since all of a file is
 * there before the first window is given.
 * @module
 */

import pl, { type DataFrame } from "nodejs-polars";
import type { LinkTable } from "#lib/core/link_table.ts";
import { RecordKind } from "#lib/core/packet.ts";
import { formatTime } from "#lib/core/time.ts";
import { frameOf, startOf } from "./frame_records.ts";
import { addEmptyWindow, addWindow, doublesOf, mergedSums, windowSums } from "./frame_sums.ts";
import { RecordBuffer, type RecordColumns } from "./record_buffer.ts";
import { WindowBatch } from "./window_batch.ts";
import { MAX_GAP_WINDOWS } from "./window_options.ts";

/** Records that are summed up at a time: 5 MB of them. */
const CHUNK_RECORDS = 262_144;
/** Sums that are kept before those of one window are merged: about 70 MB. */
const MOST_SUMS = 1_000_000;

/** The windows of files. */
export interface FileWindowsResult {
  /** All windows from each link's first packet to its last, sorted by link, then by start. */
  readonly windows: WindowBatch;
  /** One sentence for each gap that was too long to fill with zeros. */
  readonly skipped: readonly string[];
}

/**
 * Gathers the packets of files, batch by batch, and gives their windows at the end. Memory holds
 * one chunk of packets and the sums of the windows, not the packets of all files.
 *
 * The first and the last window of a link are partial, and so are those beside a gap that was
 * skipped. Ticks and ends are not looked at: a file is a full account of what it spans.
 *
 * @example
 * ```ts
 * import { LinkTable } from "#lib/core/link_table.ts";
 * import { PacketBatch } from "#lib/core/packet.ts";
 * import { FileWindows } from "#lib/window/frame_file.ts";
 *
 * const batch = new PacketBatch(8, new LinkTable());
 * const link = batch.links.intern("eth0");
 * for (const ts of [12e6, 1e6]) batch.push({ kind: 0, ts, link, len: 60, proto: 6 });
 * const file = new FileWindows(5e6);
 * file.add(batch);
 * const { windows } = file.finish(batch.links);
 * windows.packetCount.subarray(0, windows.length); // [1, 0, 1]
 * ```
 */
export class FileWindows {
  readonly #windowUs: number;
  #pending = new RecordBuffer(CHUNK_RECORDS);
  #sums: DataFrame[] = [];
  #sumCount = 0;

  /** Makes windows of no file yet. @param windowUs length of a window, µs */
  constructor(windowUs: number) {
    this.#windowUs = windowUs;
  }

  /** Takes records, in any order. They are copied. */
  add(records: RecordColumns): void {
    if (this.#pending.length + records.length > CHUNK_RECORDS) this.#sumUp();
    this.#pending.append(records);
  }

  /**
   * Gives the windows of everything taken; use it once.
   * @param links the names behind the links of the records, for the sentences
   */
  finish(links: LinkTable): FileWindowsResult {
    this.#sumUp();
    const windows = new WindowBatch();
    const skipped: string[] = [];
    if (this.#sums.length === 0) return { windows, skipped };
    this.#merge();
    const sums = doublesOf(this.#sums[0].sort(["link", "start"]));
    const windowUs = this.#windowUs;
    for (let row = 0; row < sums.link.length; row++) {
      const { link, start } = sums;
      const isFirst = row === 0 || link[row] !== link[row - 1];
      const isLast = link[row] !== link[row + 1];
      let wasSkipped = false;
      if (!isFirst) {
        const silent = (start[row] - start[row - 1]) / windowUs - 1;
        wasSkipped = silent > MAX_GAP_WINDOWS;
        if (wasSkipped) {
          windows.partial[windows.length - 1] = 1;
          skipped.push(
            `Link "${links.name(link[row])}" is silent for ${silent} windows after ` +
              `${formatTime(start[row - 1] + windowUs)}: skipped, since it is more than ` +
              `${MAX_GAP_WINDOWS}; check the clock of the capture`,
          );
        } else {
          this.#addSilence(windows, link[row], start[row - 1] + windowUs, start[row]);
        }
      }
      const added = addWindow(windows, sums, row);
      windows.partial[added] = isFirst || isLast || wasSkipped ? 1 : 0;
      windows.watermark[added] = start[row] + windowUs;
    }
    return { windows, skipped };
  }

  #addSilence(windows: WindowBatch, link: number, fromUs: number, toUs: number): void {
    for (let start = fromUs; start < toUs; start += this.#windowUs) {
      const added = addEmptyWindow(windows, link, start);
      windows.watermark[added] = start + this.#windowUs;
    }
  }

  #sumUp(): void {
    if (this.#pending.length === 0) return;
    const sums = frameOf(this.#pending).lazy()
      .filter(pl.col("kind").eq(pl.lit(RecordKind.packet)))
      .withColumns(startOf(pl.col("ts"), this.#windowUs).alias("start"))
      .groupBy(["link", "start"]).agg(...windowSums()).collectSync();
    // A new buffer, not a cleared one: what JavaScript throws away makes it collect the frames, of
    // whose size it knows nothing.
    this.#pending = new RecordBuffer(CHUNK_RECORDS);
    this.#sums.push(sums);
    this.#sumCount += sums.height;
    if (this.#sumCount > MOST_SUMS) this.#merge();
  }

  #merge(): void {
    const all = this.#sums.length === 1 ? this.#sums[0] : pl.concat(this.#sums);
    const merged = all.groupBy(["link", "start"]).agg(...mergedSums());
    this.#sums = [merged];
    this.#sumCount = merged.height;
  }
}
