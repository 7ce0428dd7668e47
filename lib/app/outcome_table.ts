/**
 * What became of each alert, as a table.
 * @module
 */

import { formatTime, MICROS_PER_SECOND } from "#lib/core/time.ts";
import type { ReportData } from "#lib/dashboard/report/report_data.ts";
import { formatNumber } from "./format.ts";
import { formatTable } from "./table.ts";

/** Rows shown; the report's page holds more. */
const MOST_ROWS = 60;

/** Lays out alerts with their lead times, then the congestions that none belongs to. */
export function outcomeTable({ alertOutcomes, missed }: ReportData): string {
  const rows = [
    ...alertOutcomes.map((alert) => ({
      at: alert.openedAt,
      cells: [
        alert.link,
        formatTime(alert.openedAt),
        alert.congestionStart === undefined ? undefined : formatTime(alert.congestionStart),
        alert.leadTimeUs === undefined ? undefined : alert.leadTimeUs / MICROS_PER_SECOND,
        alert.outcome,
      ],
    })),
    ...missed.map(({ link, start }) => ({
      at: start,
      cells: [link, undefined, formatTime(start), undefined, "missed"],
    })),
  ].toSorted((a, b) => a.at - b.at);
  if (rows.length === 0) return "no alert, and no congestion";
  const table = formatTable([
    { header: "link" },
    { header: "alert", unit: "UTC" },
    { header: "congestion", unit: "UTC" },
    { header: "lead time", unit: "s", digits: 1 },
    { header: "outcome" },
  ], rows.slice(0, MOST_ROWS).map(({ cells }) => cells));
  const more = rows.length - MOST_ROWS;
  return more <= 0 ? table : `${table}\n… ${formatNumber(more)} more; all are in --json`;
}
