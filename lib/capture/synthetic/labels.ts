/**
 * The labels file of synthetic traffic: when each link was truly congested, attacked or silent, one
 * JSON object a line, for whoever judges the alerts.
 * @module
 */

import { UserError } from "#lib/core/errors.ts";
import { formatTime, parseTime } from "#lib/core/time.ts";
import { INJECTED_KINDS, type TrafficEventKind } from "#lib/core/traffic_event.ts";

/** An event as it truly was. All times are event time, µs. */
export interface TrafficLabel {
  /** Name of the link. */
  readonly link: string;
  /** What happened. */
  readonly kind: TrafficEventKind;
  /** The load began to change; equal to `startUs` where it came without a sign. */
  readonly buildUpStartUs: number;
  /** Of congestions and crowds: the expected rate first reached 2.5 times the link's mean quiet
   * rate, 100 packets in a window of 5 s at the default rate. Of all others: when it began. */
  readonly startUs: number;
  /** The expected rate fell below that level again, or the event was over. */
  readonly endUs: number;
  /** Whether it came without a sign. */
  readonly sudden: boolean;
}

/** Kinds that congest a link: what alerts are there to warn of. */
const CONGESTING: ReadonlySet<TrafficEventKind> = new Set([
  "congestion",
  "syn-flood",
  "udp-amplification",
  "flash-crowd",
]);

const KINDS: readonly TrafficEventKind[] = ["congestion", ...INJECTED_KINDS];

/** Says whether a label tells of a congestion; scans, outages and shifts of the level do not. */
export function isCongestion(label: TrafficLabel): boolean {
  return CONGESTING.has(label.kind);
}

/** Writes a label as one line without its line break; times are RFC 3339, UTC. */
export function encodeLabel(label: TrafficLabel): string {
  return JSON.stringify({
    link: label.link,
    kind: label.kind,
    buildUpStart: formatTime(label.buildUpStartUs),
    start: formatTime(label.startUs),
    end: formatTime(label.endUs),
    sudden: label.sudden,
  });
}

/**
 * Reads a labels file; empty lines are skipped, unknown fields ignored, and a label that is there
 * twice (a generator stopped within an episode and started again says it again) is given once.
 * @throws {UserError} that names the first line which is no label
 */
export function parseLabels(text: string): TrafficLabel[] {
  const labels = new Map<string, TrafficLabel>();
  text.split("\n").forEach((line, index) => {
    if (line.trim() === "") return;
    const label = parseLabel(line, index + 1);
    labels.set(encodeLabel(label), label);
  });
  return [...labels.values()];
}

function parseLabel(line: string, number: number): TrafficLabel {
  try {
    const fields: Record<string, unknown> = { ...JSON.parse(line) };
    const { link, kind, sudden } = fields;
    if (typeof link !== "string") throw new TypeError("its link is no text");
    const known = KINDS.find((one) => one === kind);
    if (known === undefined) throw new TypeError(`its kind is ${JSON.stringify(kind)}`);
    if (typeof sudden !== "boolean") throw new TypeError("sudden is neither true nor false");
    return {
      link,
      kind: known,
      buildUpStartUs: parseTime(String(fields.buildUpStart)),
      startUs: parseTime(String(fields.start)),
      endUs: parseTime(String(fields.end)),
      sudden,
    };
  } catch (cause) {
    throw new UserError(
      `Cannot read line ${number} of the labels: expected an event with link, kind, ` +
        `buildUpStart, start, end and sudden (${
          cause instanceof Error ? cause.message : cause
        }); ` +
        `write the labels again with "generate"`,
      { cause },
    );
  }
}
