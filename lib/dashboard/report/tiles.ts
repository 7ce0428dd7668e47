/**
 * The run at a glance: the few numbers that the verdict rests on.
 * @module
 */

import { MICROS_PER_SECOND } from "#lib/core/time.ts";
import { alertSummary } from "./alert_summary.ts";
import { formatLength } from "./format_instant.ts";
import { formatNumber } from "./format_number.ts";
import { type Html, html } from "./html.ts";
import { persistenceGains } from "./persistence_gains.ts";
import type { ReportData } from "./report_data.ts";

/** Makes the row of tiles; what is not known shows a dash. */
export function tiles(data: ReportData): Html {
  const { congestions, warned, falseAlarms, medianLeadUs } = alertSummary(data);
  const gains = persistenceGains(data);
  const ends = gains.filter((_, i) => i === 0 || i === gains.length - 1);
  return html`<ul class="tiles">
${
    ends.map(({ horizon, change }) =>
      tile(
        `${change > 0 ? "+" : ""}${formatNumber(change * 100)}\u00a0%`,
        `mean absolute error against persistence, ${formatLength(horizon * data.windowUs)} ahead`,
      )
    )
  }
${
    tile(
      `${formatNumber(warned)} of ${formatNumber(congestions)}`,
      "congestions warned of before they began",
    )
  }
${
    tile(
      `${formatNumber(medianLeadUs / MICROS_PER_SECOND, 1)}\u00a0s`,
      "median lead time of those warnings",
    )
  }
${tile(formatNumber(falseAlarms), "false alarms")}
</ul>`;
}

function tile(value: string, meaning: string): Html {
  return html`<li><b>${value}</b> ${meaning}</li>`;
}
