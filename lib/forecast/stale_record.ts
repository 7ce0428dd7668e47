/**
 * The record that says that there is no forecast: the link has gone silent.
 * @module
 */

import { formatTime } from "#lib/core/time.ts";
import { FORECAST_VERSION } from "./forecast_record.ts";
import type { WrittenRecord } from "./record_writer.ts";

/**
 * Writes the record of a stale link: horizon 0 and no value, so that its id is no forecast's.
 * @param windowEnd end of the link's last closed window, µs
 */
export function staleRecord(
  link: string,
  windowEnd: number,
  { target, modelHash }: { readonly target: string; readonly modelHash: string },
): WrittenRecord {
  const end = formatTime(windowEnd);
  const id = `${link}|${end}|0|${target}|${modelHash}|none`;
  const value = JSON.stringify({
    v: FORECAST_VERSION,
    id,
    link,
    windowEnd: end,
    horizon: 0,
    target,
    value: null,
    lower: null,
    upper: null,
    model: "none",
    modelHash,
    status: "stale",
  });
  return { id, value };
}
