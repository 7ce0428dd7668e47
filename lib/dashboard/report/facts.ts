/**
 * What was run on which data, in event time.
 * @module
 */

import { formatInstant, formatLength } from "./format_instant.ts";
import { formatNumber } from "./format_number.ts";
import { type Html, html } from "./html.ts";
import { plural } from "./plural.ts";
import type { ReportData } from "./report_data.ts";

/** Makes the list of facts below the headline. */
export function facts({ source, links, windowUs, threshold, target, model }: ReportData): Html {
  const filled = links.filter(({ windowStart }) => windowStart.length > 0);
  const from = Math.min(...filled.map(({ windowStart }) => windowStart[0]));
  const to = Math.max(...filled.map(({ windowStart }) => windowStart[windowStart.length - 1])) +
    windowUs;
  const windows = filled.reduce((sum, { windowStart }) => sum + windowStart.length, 0);
  const when = filled.length === 0
    ? html`no window`
    : html`${formatInstant(from)} to ${formatInstant(to)} UTC (${formatLength(to - from)})`;
  return html`
    <dl class="facts">
      <div>
        <dt>Data</dt>
        <dd>${source}</dd>
      </div>
      <div>
        <dt>Event time</dt>
        <dd>${when}</dd>
      </div>
      <div>
        <dt>Windows</dt>
        <dd>${plural(windows, "window")} of ${formatLength(windowUs)} on ${plural(
          links.length,
          "link",
        )}</dd>
      </div>
      <div>
        <dt>Forecast</dt>
        <dd>${target} per window</dd>
      </div>
      <div>
        <dt>Threshold</dt>
        <dd>${formatNumber(threshold)} packets per window</dd>
      </div>
      <div>
        <dt>Model</dt>
        <dd>${model.name}</dd>
      </div>
    </dl>
  `;
}
