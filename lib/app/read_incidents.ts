/**
 * The incidents of a topic of alerts.
 * @module
 */

import { type AlertRecord, parseAlert } from "#lib/alert/alert_record.ts";
import type { Bus } from "#lib/bus/bus.ts";
import { parseTime } from "#lib/core/time.ts";
import { type ReadContext, readTopic, type TopicRequest } from "./read_topic.ts";

/** An incident from its opening to its end; times in µs. */
export interface LinkIncident {
  /** End of the window after which it was opened. */
  readonly openedAt: number;
  /** The link's watermark when it was opened. */
  readonly alertedAt: number;
  /** Start of the window that was forecast to pass the threshold. */
  readonly expectedAt: number;
  /** The forecast that opened it. */
  readonly value: number;
  /** End of the window that resolved it; `undefined` where none did. */
  resolvedAt: number | undefined;
}

/** Reads incidents by name of the link, in the order of their opening; messages that are no alerts
 * are passed over. */
export async function readIncidents(
  bus: Bus,
  request: TopicRequest,
  context: ReadContext,
): Promise<Map<string, LinkIncident[]>> {
  const byId = new Map<string, LinkIncident>();
  const byLink = new Map<string, LinkIncident[]>();
  for await (const { values } of readTopic(bus, request, context)) {
    for (const value of values) {
      const record = readRecord(String(value));
      if (record === undefined) continue;
      const known = byId.get(record.id);
      if (record.state === "resolved") {
        if (known !== undefined) known.resolvedAt = parseTime(record.windowEnd);
        continue;
      }
      if (known !== undefined) continue;
      const incident: LinkIncident = {
        openedAt: parseTime(record.windowEnd),
        alertedAt: parseTime(record.watermark),
        expectedAt: parseTime(record.expectedAt),
        value: record.value,
        resolvedAt: undefined,
      };
      byId.set(record.id, incident);
      const ofLink = byLink.get(record.link);
      if (ofLink === undefined) byLink.set(record.link, [incident]);
      else ofLink.push(incident);
    }
  }
  return byLink;
}

function readRecord(text: string): AlertRecord | undefined {
  try {
    return parseAlert(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
