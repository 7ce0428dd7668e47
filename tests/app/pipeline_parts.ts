/**
 * A pipeline whose results are easy to work out, and messages for it.
 * @module
 */

import type { PipelineParts } from "#lib/app/link_pipeline.ts";
import { encodeJson } from "#lib/bus/codec/json_encoder.ts";
import { encodePacked } from "#lib/bus/codec/packed_encoder.ts";
import type { OutgoingMessage } from "#lib/bus/bus.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import { TARGETS } from "#lib/features/columns.ts";
import { DEFAULT_WINDOW_OPTIONS, type WindowOptions } from "#lib/window/window_options.ts";
import { meanPredictor, SCALER } from "../forecast/fixtures.ts";

/** Windows that the model looks back on. */
export const LOOKBACK = 3;
/** Windows ahead. */
export const HORIZON = 2;

/** Topics of the results, and of the packets. */
export const TOPICS = {
  topic: "packets",
  forecastsTopic: "forecasts",
  alertsTopic: "alerts",
  deadLettersTopic: "dead-letters",
};

/** Makes the parts of a pipeline: it forecasts the mean of the lookback plus the horizon. */
export function pipelineParts(
  windows: WindowOptions = DEFAULT_WINDOW_OPTIONS,
  threshold = 6,
): PipelineParts {
  const { windowUs } = windows;
  return {
    forecaster: {
      predictor: meanPredictor(LOOKBACK, HORIZON),
      scaler: SCALER,
      target: TARGETS[0],
      windowUs,
      intervals: { coverage: 0.9, model: [1.5, 2.5], persistence: [3, 4] },
    },
    origin: { target: TARGETS[0].name, modelHash: "abc", backend: "test" },
    windows,
    alerts: { threshold, horizon: HORIZON, clearAfter: 2, windowUs },
    topics: TOPICS,
  };
}

/** A record, by the name of its link. */
export interface NamedRecord {
  readonly kind?: number;
  readonly ts: number;
  readonly link: string;
  readonly len?: number;
  readonly proto?: number;
}

/** Puts records into messages, in their order. */
export function messagesOf(
  records: readonly NamedRecord[],
  format: "json" | "packed" = "json",
): OutgoingMessage[] {
  const batch = new PacketBatch(Math.max(1, records.length), new LinkTable());
  for (const { link, kind = 0, ...rest } of records) {
    batch.push({ kind, link: batch.links.intern(link), ...rest });
  }
  return format === "json" ? encodeJson(batch, TOPICS.topic) : encodePacked(batch, TOPICS.topic);
}
