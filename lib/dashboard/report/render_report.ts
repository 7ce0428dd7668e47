/**
 * The report of a run as one HTML file that needs nothing else: no script, no network, readable
 * by browsers that come long after. What `demo` writes.
 * @module
 */

import { alertTable, missedTable } from "./alert_table.ts";
import { drawnLinks } from "./drawn_links.ts";
import { facts } from "./facts.ts";
import { type Markup, markup } from "./markup.ts";
import { linkSection } from "./link_section.ts";
import { pageFoot } from "./page_foot.ts";
import type { ReportData } from "./report_data.ts";
import { scoreTable } from "./score_table.ts";
import { STYLESHEET } from "./stylesheet.ts";
import { tiles } from "./tiles.ts";
import { trainingSection } from "./training_section.ts";
import { alertVerdict, scoreVerdict } from "./verdict.ts";

/** Holds the page to its promise: a browser refuses whatever it would fetch. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/**
 * Makes the page. The same data gives the same text.
 *
 * @example
 * ```ts
 * import { renderReport } from "#lib/dashboard/report/render_report.ts";
 *
 * const page = await renderReport({
 *   title: "Forecasts of an idle hour",
 *   source: "quiet.pcap",
 *   command: "deno task demo --input quiet.pcap",
 *   windowUs: 5_000_000,
 *   threshold: 100,
 *   target: "packets",
 *   model: { name: "models/default", hash: "9f86d081", options: {} },
 *   links: [],
 *   alertOutcomes: [],
 *   missed: [],
 *   history: [],
 *   bestEpoch: 0,
 *   scores: [],
 * });
 * page.startsWith("<!DOCTYPE html>"); // true
 * ```
 */
export async function renderReport(data: ReportData): Promise<string> {
  const { links, omitted } = drawnLinks(data);
  const figures: Markup[] = [];
  for (const link of links) figures.push(await linkSection(link, data, `link-${figures.length}`));
  const training = await trainingSection(data);
  return markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${data.title}</title>
<link rel="icon" href="data:,">
<style>${STYLESHEET}</style>
</head>
<body>
<main>
<header>
<h1>${data.title}</h1>
<p class="verdict">${scoreVerdict(data)} ${alertVerdict(data)}</p>
${tiles(data)}
${facts(data)}
</header>
<h2>Scores</h2>
<div class="card">${scoreTable(data)}</div>
<h2>Links</h2>
<p class="note">Each point is a window, at its middle. A forecast stands at the window it was made
for, so it lies on the count where it was right.</p>
${omitted === "" ? undefined : markup`<p>${omitted}</p>`}
${figures}
<h2>Alerts</h2>
<p class="note">Lead time is the start of the congestion less the event time up to which the link
had been seen when the alert went out; below 0 the alert was late.</p>
<div class="card">${alertTable(data)}</div>
<h3>Missed congestions</h3>
<div class="card">${missedTable(data)}</div>
<h2>Training</h2>
${training}
</main>
${pageFoot(data)}
</body>
</html>
`.text;
}
