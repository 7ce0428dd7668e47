/**
 * The windows of a log of any length: by Polars as long as its records fit into a frame, record by
 * record beyond that. Both give the same windows.
 * @module
 */

import { type LogWindows, logWindows } from "#lib/window/frame.ts";
import { RecordBuffer, type RecordColumns } from "#lib/window/record_buffer.ts";
import { sortWindows } from "#lib/window/sort_windows.ts";
import { TumblingWindows } from "#lib/window/tumbling.ts";
import { WindowBatch } from "#lib/window/window_batch.ts";
import type { WindowOptions } from "#lib/window/window_options.ts";
import { packetsIn } from "./packets_in.ts";

/** Records of a frame, which takes about 150 bytes for each: 600 MB. */
const MOST_FRAME_RECORDS = 4_000_000;

/**
 * Cuts records into windows, in bounded memory.
 * @param batches records in the order of the log, each batch free again when the next is asked for
 * @param mostFrameRecords records from which on they are taken one by one
 */
export async function windowsOfLog(
  batches: AsyncIterable<RecordColumns>,
  options: WindowOptions,
  mostFrameRecords = MOST_FRAME_RECORDS,
): Promise<LogWindows & { readonly packets: number }> {
  const gathered = new RecordBuffer();
  const closed = new WindowBatch();
  // The frame makes no TCP measures.
  let online = options.measures === "tcp" ? new TumblingWindows(options) : undefined;
  let packets = 0;
  for await (const batch of batches) {
    packets += packetsIn(batch);
    if (online !== undefined) {
      online.push(batch, closed);
      continue;
    }
    gathered.append(batch);
    if (gathered.length <= mostFrameRecords) continue;
    online = new TumblingWindows(options);
    online.push(gathered, closed);
    gathered.clear();
  }
  if (online === undefined) return { ...logWindows(gathered, options), packets };
  const { latePackets, gaps } = online.stats;
  return { windows: sortWindows(closed), latePackets, gaps, packets };
}
