/**
 * The alerts of a run in numbers.
 * @module
 */

import type { ReportData, ReportOutcome } from "./report_data.ts";

/** Congestions by how they were alerted, and the alerts that belong to none. */
export interface AlertSummary {
  /** `warned` + `late` + `missed`. */
  readonly congestions: number;
  /** Congestions that an alert came before. */
  readonly warned: number;
  /** Congestions whose first alert came after they began. */
  readonly late: number;
  /** Congestions without an alert. */
  readonly missed: number;
  /** Alerts that belong to no congestion. */
  readonly falseAlarms: number;
  /** Of the congestions warned of, by their first alert, µs; NaN where there is none. */
  readonly medianLeadUs: number;
}

/** Counts congestions, not alerts: two alerts of one congestion are no better than one. */
export function alertSummary({ alertOutcomes, missed }: ReportData): AlertSummary {
  const leads = new Map<string, number>();
  for (const outcome of alertOutcomes) {
    if (outcome.outcome === "false alarm") continue;
    const key = JSON.stringify([outcome.link, outcome.congestionStart]);
    leads.set(key, Math.max(leads.get(key) ?? -Infinity, leadOf(outcome)));
  }
  const ahead = [...leads.values()].filter((leadUs) => leadUs > 0);
  return {
    congestions: leads.size + missed.length,
    warned: ahead.length,
    late: leads.size - ahead.length,
    missed: missed.length,
    falseAlarms: alertOutcomes.filter(({ outcome }) => outcome === "false alarm").length,
    medianLeadUs: median(ahead),
  };
}

function leadOf({ leadTimeUs, congestionStart = NaN, openedAt }: ReportOutcome): number {
  return leadTimeUs ?? congestionStart - openedAt;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
