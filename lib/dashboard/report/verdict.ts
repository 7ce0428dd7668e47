/**
 * The outcome of a run in plain sentences: whether the model beats persistence, and whether the
 * alerts came before the congestions.
 * @module
 */

import { MICROS_PER_SECOND } from "#lib/core/time.ts";
import { alertSummary } from "./alert_summary.ts";
import { formatLength } from "./format_instant.ts";
import { formatNumber } from "./format_number.ts";
import { type PersistenceGain, persistenceGains } from "./persistence_gains.ts";
import { plural } from "./plural.ts";
import type { ReportData } from "./report_data.ts";

/** Says in one sentence how the model compares with persistence, whatever came out. */
export function scoreVerdict(data: ReportData): string {
  const gains = persistenceGains(data);
  const [first] = gains;
  const last = gains.at(-1);
  if (first === undefined || last === undefined) {
    return "There were too few windows to compare the LSTM with persistence.";
  }
  const ends = first === last ? [first] : [first, last];
  const beaten = gains.filter(({ change }) => toPercent(change) < 0).length;
  return `The LSTM's mean absolute error is ` +
    `${ends.map((gain) => comparison(gain, data.windowUs)).join(" and ")}: ` +
    `${beats(beaten, gains.length)}.`;
}

/** Says in one sentence how the alerts did: lead time counts to the start of the congestion. */
export function alertVerdict(data: ReportData): string {
  const { congestions, warned, late, missed, falseAlarms, medianLeadUs } = alertSummary(data);
  const wrong = plural(falseAlarms, "false alarm");
  if (congestions === 0) {
    return `There was no congestion to warn of; there ${
      falseAlarms === 1 ? "was" : "were"
    } ${wrong}.`;
  }
  const lead = warned === 0
    ? ""
    : ` (median lead time ${formatNumber(medianLeadUs / MICROS_PER_SECOND, 1)}\u00a0s)`;
  return `Alerts came ahead of ${warned} of ${plural(congestions, "congestion")}${lead}, ` +
    `late for ${late}, and not at all for ${missed}, with ${wrong}.`;
}

function comparison({ horizon, change }: PersistenceGain, windowUs: number): string {
  const ahead = `at ${plural(horizon, "window")} ahead (${formatLength(horizon * windowUs)})`;
  const percent = toPercent(change);
  if (percent === 0) return `level with persistence ${ahead}`;
  return `${Math.abs(percent)}\u00a0% ${percent < 0 ? "below" : "above"} persistence ${ahead}`;
}

/** Whole percents: less than that is no difference that the verdict should rest on. */
function toPercent(change: number): number {
  return Math.round(change * 100);
}

function beats(beaten: number, horizons: number): string {
  if (beaten === 0) return "it did not beat persistence";
  if (beaten === horizons) return "it beats persistence";
  return `it beats persistence at ${beaten} of ${horizons} horizons`;
}
