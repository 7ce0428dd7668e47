/**
 * Tumbling windows of files, with Polars: drops nothing, however late, since all of a file is
 * there before the first window is given.
 * @module
 */

import pl, { type DataFrame } from "nodejs-polars";
import type { LinkTable } from "#lib/core/link_table.ts";
import { RecordKind } from "#lib/core/packet.ts";
import { formatTime } from "#lib/core/time.ts";
import { BulkMeasures } from "./bulk_measures.ts";
import { FileSpans } from "./file_spans.ts";
import { frameOf, startOf } from "./frame_records.ts";
import { addEmptyWindow, addWindow, doublesOf, mergedSums, windowSums } from "./frame_sums.ts";
import { measuredColumns, RecordBuffer, type RecordColumns } from "./record_buffer.ts";
import { WindowBatch } from "./window_batch.ts";
import { MAX_GAP_WINDOWS, type WindowOptions } from "./window_options.ts";

/** Records that are summed up at a time: 5 MB of them. */
const CHUNK_RECORDS = 262_144;
/** Sums that are kept before those of one window are merged: about 70 MB. */
const MOST_SUMS = 1_000_000;
/** Windows of zeros in all gaps longer than the idle timeout together: a handful of packets with
 * wrong clocks can span any number of gaps that are each just short enough. 400 MB of them; 289
 * days of a silent link at 5 s. */
const MOST_SILENT_WINDOWS = 5_000_000;

/** The windows of files. */
export interface FileWindowsResult {
  /** All windows from each link's first packet to its last, sorted by link, then by start. */
  readonly windows: WindowBatch;
  /** One sentence for each gap that was too long to fill with zeros, and one for all those that
   * were too much together. */
  readonly skipped: readonly string[];
}

/**
 * Gathers the packets of files, batch by batch, and gives their windows at the end. Memory holds
 * one chunk of packets and the sums of the windows, not the packets of all files.
 *
 * Ticks and ends are not looked at: a file is a full account of each link from its first packet in
 * it to its last. A stretch longer than the idle timeout that lies in no file is missing and has no
 * windows. Files may overlap and come in any order. The first and the last window of a link are
 * partial, and so are those beside a missing stretch or a gap that was skipped.
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
 * const files = new FileWindows({ windowUs: 5e6, idleTimeoutUs: 60e6 });
 * files.add(batch);
 * files.endFile();
 * const { windows } = files.finish(batch.links);
 * windows.packetCount.subarray(0, windows.length); // [1, 0, 1]
 * ```
 */
export class FileWindows {
  readonly #windowUs: number;
  readonly #idleTimeoutUs: number;
  readonly #spans = new FileSpans();
  readonly #measures: BulkMeasures | undefined;
  #pending = new RecordBuffer(CHUNK_RECORDS);
  #sums: DataFrame[] = [];
  #sumCount = 0;
  /** Windows of zeros in gaps longer than the idle timeout, and the gaps that were too much. */
  #silentWindows = 0;
  #skippedGaps = 0;
  #firstSkipped = "";

  /** Makes windows of no file yet. */
  constructor(options: Pick<WindowOptions, "windowUs" | "idleTimeoutUs" | "measures">) {
    const { windowUs, idleTimeoutUs, measures } = options;
    this.#windowUs = windowUs;
    this.#idleTimeoutUs = idleTimeoutUs;
    this.#measures = measures === "tcp" ? new BulkMeasures(windowUs) : undefined;
  }

  /**
   * Takes records of the file at hand, in any order. They are copied.
   * @throws {RangeError} if measures are wanted and the records have no columns for them
   */
  add(records: RecordColumns): void {
    this.#measures?.add(measuredColumns(records));
    this.#spans.add(records);
    if (this.#pending.length + records.length > CHUNK_RECORDS) this.#sumUp();
    this.#pending.append(records);
  }

  /** Says that the file at hand is done; what is added now is of another one. */
  endFile(): void {
    this.#spans.endFile();
  }

  /**
   * Gives the windows of everything taken, and ends the last file if that was not said; use it
   * once.
   * @param links the names behind the links of the records, for the sentences
   */
  finish(links: LinkTable): FileWindowsResult {
    this.#spans.endFile();
    this.#spans.sort();
    this.#sumUp();
    const windows = new WindowBatch();
    const skipped: string[] = [];
    if (this.#sums.length === 0) return { windows, skipped };
    this.#merge();
    const sums = doublesOf(this.#sums[0].sort(["link", "start"]));
    const { link, start } = sums;
    for (let row = 0; row < link.length; row++) {
      const isFirst = row === 0 || link[row] !== link[row - 1];
      const isLast = link[row] !== link[row + 1];
      const isBroken = !isFirst && !this.#bridge(windows, sums, row, { links, skipped });
      if (isBroken) windows.partial[windows.length - 1] = 1;
      const added = addWindow(windows, sums, row);
      windows.partial[added] = isFirst || isLast || isBroken ? 1 : 0;
      windows.watermark[added] = start[row] + this.#windowUs;
      this.#measures?.write(link[row], start[row], windows.attachMeasures(), added);
    }
    if (this.#skippedGaps > 0) {
      const more = this.#skippedGaps > 1 ? `, and ${this.#skippedGaps - 1} more like it` : "";
      skipped.push(
        `Skipped a gap of ${this.#firstSkipped}${more}, since gaps are filled with ` +
          `${MOST_SILENT_WINDOWS} windows of zeros at most in all; check the clock of the capture`,
      );
    }
    return { windows, skipped };
  }

  /** Fills the gap before a row with zeros, or gives false: it is missing, or skipped and said. */
  #bridge(
    windows: WindowBatch,
    { link, start, first, last }: Record<string, Float64Array>,
    row: number,
    { links, skipped }: { readonly links: LinkTable; readonly skipped: string[] },
  ): boolean {
    const fromUs = start[row - 1] + this.#windowUs;
    const silent = (start[row] - fromUs) / this.#windowUs;
    if (first[row] - last[row - 1] > this.#idleTimeoutUs) {
      // Beyond this, only gaps within a file are left: its clock says how long they are.
      if (!this.#spans.reachAcross(link[row], start[row])) return false;
      const name = links.name(link[row]);
      if (silent > MAX_GAP_WINDOWS) {
        skipped.push(
          `Link "${name}" is silent for ${silent} windows after ${formatTime(fromUs)}: skipped, ` +
            `since it is more than ${MAX_GAP_WINDOWS}; check the clock of the capture`,
        );
        return false;
      }
      if (this.#silentWindows + silent > MOST_SILENT_WINDOWS) {
        if (this.#skippedGaps++ === 0) {
          this.#firstSkipped = `${silent} windows of link "${name}" after ${formatTime(fromUs)}`;
        }
        return false;
      }
      this.#silentWindows += silent;
    }
    this.#addSilence(windows, link[row], fromUs, start[row]);
    return true;
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
