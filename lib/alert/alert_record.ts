/**
 * The alert as it goes out: the record on the `alerts` topic, and the same on its way to people.
 * @module
 */

import { formatTime, parseTime } from "#lib/core/time.ts";

/** Version of the record's layout. */
const VERSION = 1;

/** The rule behind a threshold on forecast packet counts. */
export const THRESHOLD_RULE = "threshold";

/** What happened to an incident: it began, or it is over. */
export interface AlertEvent {
  /** Whether the incident begins or ends. */
  readonly state: "open" | "resolved";
  /** End of the window after which the incident was opened, µs: with link and rule its identity. */
  readonly openedAt: number;
  /** End of the window that made this event, µs. */
  readonly windowEnd: number;
  /** The link's watermark when the event was made, µs: lead time counts from here. */
  readonly watermark: number;
  /** The horizon that passed the threshold first, in windows; 0 when resolved. */
  readonly horizon: number;
  /** The forecast at that horizon, packets per window; when resolved the window's own count. */
  readonly value: number;
  /** Start of the first window forecast to pass the threshold, µs; when resolved, the end of the
   * window that closed the incident. */
  readonly expectedAt: number;
}

/** An alert as readers of the topic see it; times are RFC 3339, UTC. */
export interface AlertRecord {
  /** Version of the layout. */
  readonly v: number;
  /** `link|rule|openedAt`: the same for all records of one incident. */
  readonly id: string;
  /** Name of the link. */
  readonly link: string;
  /** The rule that it is about. */
  readonly rule: string;
  /** Whether the incident begins or ends. */
  readonly state: "open" | "resolved";
  /** End of the window that made this record. */
  readonly windowEnd: string;
  /** The link's watermark when it was made. */
  readonly watermark: string;
  /** The forecast that opened the incident; empty when resolved. */
  readonly forecastId: string;
  /** Packets per window. */
  readonly threshold: number;
  /** Packets per window: forecast when opened, counted when resolved. */
  readonly value: number;
  /** Start of the first window that is forecast to pass the threshold. */
  readonly expectedAt: string;
}

/**
 * Makes the record of an event.
 * @param forecastId identity of the forecast that opened the incident, "" when resolved
 */
export function alertRecord(
  link: string,
  event: AlertEvent,
  threshold: number,
  forecastId: string,
): AlertRecord {
  return {
    v: VERSION,
    id: `${link}|${THRESHOLD_RULE}|${formatTime(event.openedAt)}`,
    link,
    rule: THRESHOLD_RULE,
    state: event.state,
    windowEnd: formatTime(event.windowEnd),
    watermark: formatTime(event.watermark),
    forecastId,
    threshold,
    value: Number(event.value.toPrecision(7)),
    expectedAt: formatTime(event.expectedAt),
  };
}

/**
 * Reads a record off the topic. Unknown fields are ignored.
 * @throws {SyntaxError} if it is no alert of this version
 */
export function parseAlert(text: string): AlertRecord {
  const value: unknown = JSON.parse(text);
  const record = (value ?? {}) as Partial<Record<keyof AlertRecord, unknown>>;
  const problem = problemOf(record);
  if (problem !== undefined) {
    throw new SyntaxError(`Cannot read an alert: ${problem}; expected version 1 of the record`);
  }
  return value as AlertRecord;
}

function problemOf(record: Partial<Record<keyof AlertRecord, unknown>>): string | undefined {
  if (record.v !== VERSION) return `v is ${record.v}`;
  for (const name of ["id", "link", "rule", "forecastId"] as const) {
    if (typeof record[name] !== "string") return `${name} is no text`;
  }
  if (record.state !== "open" && record.state !== "resolved") return `state is ${record.state}`;
  for (const name of ["threshold", "value"] as const) {
    if (!Number.isFinite(record[name])) return `${name} is no number`;
  }
  for (const name of ["windowEnd", "watermark", "expectedAt"] as const) {
    if (!isTime(record[name])) return `${name} is ${record[name]}`;
  }
}

function isTime(value: unknown): boolean {
  try {
    parseTime(String(value));
    return true;
  } catch {
    return false;
  }
}
