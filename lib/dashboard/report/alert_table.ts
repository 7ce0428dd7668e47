/**
 * The tables of alerts, with what became of each, and of missed congestions.
 * @module
 */

import { MICROS_PER_SECOND } from "#lib/core/time.ts";
import { formatInstant } from "./format_instant.ts";
import { formatNumber } from "./format_number.ts";
import { type Content, type Markup, markup } from "./markup.ts";
import { outcomeLook } from "./outcome.ts";
import { ink } from "./palette.ts";
import type { ReportData, ReportOutcome } from "./report_data.ts";

/** Most rows of a table; a run over a year may have very many. */
const MAX_ROWS = 1_000;

/** Makes the table of alerts, the first to open first. */
export function alertTable({ alertOutcomes }: ReportData): Markup {
  if (alertOutcomes.length === 0) return markup`<p>No alert was opened.</p>`;
  const rows = alertOutcomes.toSorted((a, b) => a.openedAt - b.openedAt).map(alertRow);
  const columns = markup`<th scope="col">Link</th>
<th scope="col">Opened at <small>UTC</small></th>
<th scope="col">Expected at <small>UTC</small></th>
<th scope="col">Congestion began at <small>UTC</small></th>
<th scope="col" class="number">Lead time <small>s</small></th>
<th scope="col">Outcome</th>`;
  return table("Alerts", "Each alert, and the congestion that it belongs to", columns, rows);
}

/** Makes the table of congestions that no alert belongs to. */
export function missedTable({ missed, links }: ReportData): Markup {
  if (missed.length === 0) return markup`<p>No congestion was missed.</p>`;
  const rows = missed.toSorted((a, b) => a.start - b.start).map(({ link, start }) => {
    const { sudden } = links.find(({ name }) => name === link)
      ?.congestions.find((congestion) => congestion.start === start) ?? {};
    const how = sudden === undefined ? "–" : sudden ? "without a sign" : "built up";
    return markup`<tr><th scope="row">${link}</th><td>${
      formatInstant(start)
    }</td><td>${how}</td></tr>
`;
  });
  const columns = markup`<th scope="col">Link</th>
<th scope="col">Began at <small>UTC</small></th>
<th scope="col">How it came</th>`;
  return table("Missed congestions", "Congestions that no alert belongs to", columns, rows);
}

function alertRow(judged: ReportOutcome): Markup {
  const { link, openedAt, expectedAt, congestionStart, leadTimeUs = NaN } = judged;
  const { name, color } = outcomeLook(judged);
  return markup`<tr><th scope="row">${link}</th>
<td>${formatInstant(openedAt)}</td>
<td>${formatInstant(expectedAt)}</td>
<td>${formatInstant(congestionStart)}</td>
<td class="number">${formatNumber(leadTimeUs / MICROS_PER_SECOND, 1)}</td>
<td><span class="outcome" style="--color: ${ink(color)}">${name}</span></td></tr>
`;
}

function table(label: string, caption: string, columns: Content, rows: readonly Markup[]): Markup {
  const left = rows.length <= MAX_ROWS
    ? ""
    : ` (the first ${formatNumber(MAX_ROWS)} of ${formatNumber(rows.length)})`;
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="${label}">
<table>
<caption>${caption}${left}.</caption>
<thead><tr>${columns}</tr></thead>
<tbody>${rows.slice(0, MAX_ROWS)}</tbody>
</table>
</div>`;
}
