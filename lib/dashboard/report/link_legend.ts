/**
 * What the legend of a link names: what this link has, and no more.
 * @module
 */

import { drawnForecasts } from "./drawn_forecasts.ts";
import { formatLength } from "./format_instant.ts";
import { formatNumber } from "./format_number.ts";
import { judgedAlerts } from "./judged_alerts.ts";
import type { LegendEntry } from "./legend.ts";
import { outcomeLook } from "./outcome.ts";
import type { ReportData, ReportLink } from "./report_data.ts";

/** Gives the entries of a link's legend. */
export function linkLegend(link: ReportLink, data: ReportData): LegendEntry[] {
  const [near, far] = drawnForecasts(link.forecasts);
  const entries: LegendEntry[] = [{ swatch: "line", color: "actual", text: "counted" }];
  if (near !== undefined) {
    const share = data.intervalShare === undefined
      ? ""
      : `${formatNumber(data.intervalShare * 100)}\u00a0% `;
    const text = `forecast made ${formatLength(near.horizon * data.windowUs)} before`;
    entries.push({ swatch: "line", color: "near", text });
    entries.push({ swatch: "band", color: "near", text: `its ${share}interval` });
  }
  if (far !== undefined) {
    const text = `forecast made ${formatLength(far.horizon * data.windowUs)} before`;
    entries.push({ swatch: "line", color: "far", text });
  }
  entries.push({ swatch: "dash", color: "threshold", text: "threshold" });
  const { congestions } = link;
  if (congestions.some(({ sudden }) => !sudden)) {
    entries.push({ swatch: "band", color: "congestion", text: "congestion" });
  }
  if (congestions.some(({ sudden }) => sudden)) {
    entries.push({ swatch: "band", color: "sudden", text: "congestion without a sign" });
  }
  return [...entries, ...alertEntries(link, data)];
}

function alertEntries(link: ReportLink, data: ReportData): LegendEntry[] {
  const looks = new Map(
    judgedAlerts(link, data).map(([, judged]) => {
      const { name, color } = outcomeLook(judged);
      return [name, color];
    }),
  );
  return [...looks].map(([name, color]) => ({ swatch: "bar", color, text: `alert: ${name}` }));
}
