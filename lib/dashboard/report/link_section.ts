/**
 * The part of the page on one link: its heading, what was counted in words, the legend and the
 * chart.
 * @module
 */

import { formatNumber } from "./format_number.ts";
import { type Markup, markup } from "./markup.ts";
import { legend } from "./legend.ts";
import { linkChart } from "./link_chart.ts";
import { HEIGHT_PX, WIDTH_PX } from "./link_frame.ts";
import { linkLegend } from "./link_legend.ts";
import { plural } from "./plural.ts";
import type { ReportData, ReportLink } from "./report_data.ts";
import { svgChart } from "./svg_chart.ts";
import { trimLink } from "./trim_link.ts";

/**
 * Draws one link.
 * @param id unique in the page
 */
export async function linkSection(
  given: ReportLink,
  data: ReportData,
  id: string,
): Promise<Markup> {
  const link = trimLink(given, data.windowUs);
  const summary = summarize(link);
  return markup`<figure>
<h3>${link.name}</h3>
<figcaption>${summary}</figcaption>
${link.windowStart.length === 0 ? undefined : await drawing(link, data, id, summary)}
</figure>`;
}

async function drawing(
  link: ReportLink,
  data: ReportData,
  id: string,
  summary: string,
): Promise<Markup> {
  const chart = await svgChart(linkChart(link, data), {
    id,
    label: `Packets per window on ${link.name}, counted and forecast. ${summary}`,
    widthPx: WIDTH_PX,
    heightPx: HEIGHT_PX,
  });
  return markup`${legend(linkLegend(link, data))}
<div class="scroll" tabindex="0" role="region" aria-label="Chart of ${link.name}">${chart}</div>`;
}

function summarize({ windowStart, actual, congestions, alerts }: ReportLink): string {
  const counts = Array.from(actual).filter(Number.isFinite);
  if (counts.length === 0) return "No window was counted.";
  const highest = counts.reduce((a, b) => Math.max(a, b));
  const mean = counts.reduce((a, b) => a + b) / counts.length;
  return `${plural(windowStart.length, "window")}, ${formatNumber(mean, 1)} packets in the mean, ` +
    `${formatNumber(highest)} at most; ${plural(congestions.length, "congestion")}, ` +
    `${plural(alerts.length, "alert")}.`;
}
