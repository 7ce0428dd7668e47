/**
 * The run at a glance: the few numbers that the verdict rests on.
 * @module
 */

import { MICROS_PER_SECOND } from "#lib/core/time.ts";
import { alertSummary } from "./alert_summary.ts";
import { formatLength } from "./format_instant.ts";
import { formatNumber } from "./format_number.ts";
import { type Markup, markup } from "./markup.ts";
import { persistenceGains } from "./persistence_gains.ts";
import type { ReportData } from "./report_data.ts";

/** Makes the row of tiles; what is not known shows a dash. */
export function tiles(data: ReportData): Markup {
  const { congestions, warned, falseAlarms, medianLeadUs } = alertSummary(data);
  const gains = persistenceGains(data);
  const ends = gains.filter((_, i) => i === 0 || i === gains.length - 1);
  const errors = ends.map(({ horizon, change }) => {
    const ahead = `${formatLength(horizon * data.windowUs)} ahead`;
    const percent = `${change > 0 ? "+" : ""}${formatNumber(change * 100)}\u00a0%`;
    return tile(percent, `mean absolute error against persistence, ${ahead}`);
  });
  const share = `${formatNumber(warned)} of ${formatNumber(congestions)}`;
  const leadS = formatNumber(medianLeadUs / MICROS_PER_SECOND, 1);
  return markup`<ul class="tiles">
${errors}
${tile(share, "congestions warned of before they began")}
${tile(`${leadS}\u00a0s`, "median lead time of those warnings")}
${tile(formatNumber(falseAlarms), "false alarms")}
</ul>`;
}

function tile(value: string, meaning: string): Markup {
  return markup`<li><b>${value}</b> ${meaning}</li>`;
}
