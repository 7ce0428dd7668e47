/**
 * Brings the alerts of a link together with what became of them.
 * @module
 */

import type { ReportAlert, ReportData, ReportLink, ReportOutcome } from "./report_data.ts";

/** An alert; without an outcome where nobody judged it. */
export type JudgedAlert = readonly [ReportAlert, ReportOutcome | undefined];

/** Gives the alerts of a link, in their order. */
export function judgedAlerts({ name, alerts }: ReportLink, data: ReportData): JudgedAlert[] {
  const outcomes = data.alertOutcomes.filter(({ link }) => link === name);
  const byTime = new Map(outcomes.map((outcome) => [outcome.openedAt, outcome]));
  return alerts.map((alert) => [alert, byTime.get(alert.openedAt)]);
}
