/**
 * What became of an alert, in words and in colour.
 * @module
 */

import { MICROS_PER_SECOND } from "#lib/core/time.ts";
import { formatNumber } from "./format_number.ts";
import type { Ink } from "./palette.ts";
import type { ReportOutcome } from "./report_data.ts";

/** How an outcome is shown. */
export interface OutcomeLook {
  /** Its name. */
  readonly name: string;
  /** Its colour. */
  readonly color: Ink;
}

const LOOKS: Readonly<Record<ReportOutcome["outcome"], OutcomeLook>> = {
  warned: { name: "warned before", color: "warned" },
  late: { name: "late", color: "late" },
  "false alarm": { name: "false alarm", color: "false-alarm" },
};

/** Gives how the outcome of an alert is shown, also where nobody judged it. */
export function outcomeLook(judged: ReportOutcome | undefined): OutcomeLook {
  return judged === undefined ? { name: "not judged", color: "soft" } : LOOKS[judged.outcome];
}

/** Says an outcome in the few words that a chart has room for: "35 s ahead". */
export function outcomeText(judged: ReportOutcome | undefined): string {
  const { outcome, leadTimeUs = NaN } = judged ?? {};
  if (outcome === undefined) return "";
  if (outcome === "false alarm" || Number.isNaN(leadTimeUs)) return LOOKS[outcome].name;
  const seconds = formatNumber(Math.abs(leadTimeUs) / MICROS_PER_SECOND);
  return `${seconds} s ${outcome === "warned" ? "ahead" : "late"}`;
}
