/**
 * What was run on which data, in event time.
 * @module
 */

import { formatInstant, formatLength } from "./format_instant.ts";
import { formatNumber } from "./format_number.ts";
import { type Content, type Markup, markup } from "./markup.ts";
import { plural } from "./plural.ts";
import type { ReportData } from "./report_data.ts";

/** Makes the list of facts below the headline. */
export function facts({ source, links, windowUs, threshold, target, model }: ReportData): Markup {
  const filled = links.filter(({ windowStart }) => windowStart.length > 0);
  const from = Math.min(...filled.map(({ windowStart }) => windowStart[0]));
  const to = Math.max(...filled.map(({ windowStart }) => windowStart[windowStart.length - 1])) +
    windowUs;
  const windows = filled.reduce((sum, { windowStart }) => sum + windowStart.length, 0);
  const when = filled.length === 0
    ? markup`no window`
    : markup`${formatInstant(from)} to ${formatInstant(to)} UTC (${formatLength(to - from)})`;
  const many = `${plural(windows, "window")} of ${formatLength(windowUs)} on ${
    plural(links.length, "link")
  }`;
  return markup`<dl class="facts">
${fact("Data", source)}
${fact("Event time", when)}
${fact("Windows", many)}
${fact("Forecast", `${target} per window`)}
${fact("Threshold", `${formatNumber(threshold)} packets per window`)}
${fact("Model", model.name)}
</dl>`;
}

function fact(name: string, value: Content): Markup {
  return markup`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}
