/**
 * How the report looks: one column, light or dark as the reader's system is, light on paper.
 * @module
 */

import { Markup } from "./markup.ts";
import { PALETTES } from "./palette.ts";

/** The report's style sheet. It loads nothing. */
export const STYLESHEET = new Markup(`
:root { color-scheme: light dark; ${variables("light")} }
@media (prefers-color-scheme: dark) { :root { ${variables("dark")} } }
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  -webkit-text-size-adjust: 100%;
}
main, footer { max-width: 1180px; margin: 0 auto; padding: 0 20px; overflow-wrap: anywhere; }
h1 { margin: 40px 0 12px; font-size: 1.9rem; line-height: 1.2; letter-spacing: -0.01em; }
h2 { margin: 48px 0 12px; font-size: 1.3rem; }
h3 { margin: 24px 0 8px; font-size: 1.05rem; }
figure h3 { margin: 0; }
p { margin: 0 0 12px; max-width: 80ch; }
.verdict { font-size: 1.15rem; }
.note, small, figcaption, caption, dt, footer { color: var(--soft); }
.note, figcaption, caption { font-size: 0.875rem; }
.scroll + .note { margin-top: 12px; }
small { font-size: 0.8rem; font-weight: 400; }
section, figure { break-inside: avoid-page; }
.facts {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(330px, 1fr));
  gap: 10px 28px; margin: 24px 0;
}
.facts dt { font-size: 0.8rem; }
dd { margin: 0; }
time { white-space: nowrap; }
.tiles {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(170px, 1fr));
  gap: 12px; margin: 24px 0 0; padding: 0; list-style: none;
}
.tiles li, figure, .card {
  background: var(--card); border: 1px solid var(--rule); border-radius: 10px;
}
.tiles li { padding: 14px 16px; color: var(--soft); font-size: 0.875rem; line-height: 1.35; }
.tiles b { display: block; color: var(--ink); font-size: 1.6rem; line-height: 1.3; }
figure { margin: 0 0 20px; padding: 16px 18px 8px; }
figcaption { margin: 2px 0 8px; }
.card { padding: 8px 18px; margin: 0 0 12px; }
.card > p:only-child { margin: 6px 0; }
.scroll { overflow-x: auto; }
.scroll:focus-visible { outline: 2px solid var(--near); outline-offset: 2px; }
.chart { display: block; width: 100%; min-width: 720px; height: auto; }
.chart text { font-family: inherit !important; }
.legend {
  display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 0 0 6px; padding: 0; list-style: none;
  font-size: 0.875rem;
}
.legend i {
  display: inline-block; width: 22px; height: 0; margin-right: 7px; vertical-align: middle;
  border-top: 3px solid var(--color); print-color-adjust: exact;
}
.legend i.dash { border-top-style: dashed; border-top-width: 2px; }
.legend i.band, .legend i.bar { height: 12px; border: 0; background: var(--color); opacity: 0.3; }
.legend i.bar { height: 9px; opacity: 0.75; }
table { width: 100%; border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
caption { padding: 6px 0 10px; text-align: left; }
th, td { padding: 6px 14px 6px 0; text-align: left; vertical-align: top; white-space: nowrap; }
th { font-weight: 600; }
tbody th { font-weight: 400; }
thead th { vertical-align: bottom; border-bottom: 2px solid var(--rule); }
thead small { display: block; }
tbody tr > * { border-bottom: 1px solid var(--rule); }
tbody:last-child > tr:last-child > *, tbody:last-child th[rowspan] { border-bottom: 0; }
th[rowspan] small { display: block; }
.number { text-align: right; }
.number + :not(.number) { padding-left: 14px; }
.best > :not([rowspan]) { font-weight: 700; }
abbr { text-decoration: none; }
.outcome::before {
  content: ""; display: inline-block; width: 9px; height: 9px; margin-right: 7px;
  border-radius: 2px; background: var(--color); print-color-adjust: exact;
}
details { margin: 8px 0; }
summary { cursor: pointer; padding: 4px 0; font-weight: 600; }
pre, code { font: 0.875rem/1.5 ui-monospace, "Cascadia Code", "DejaVu Sans Mono", Menlo, monospace; }
pre { margin: 0 0 12px; white-space: pre-wrap; }
.options { display: grid; grid-template-columns: max-content 1fr; gap: 2px 20px; margin: 0; }
.options dd { color: var(--ink); }
footer { padding-bottom: 48px; }
@media (max-width: 600px) {
  main, footer { padding: 0 12px; }
  h1 { margin-top: 24px; font-size: 1.5rem; }
  figure, .card { padding-left: 12px; padding-right: 12px; }
}
@media print {
  :root { color-scheme: light; ${variables("light")} --page: #fff; }
  body { font-size: 11pt; }
  main, footer { max-width: none; }
  .chart { min-width: 0; }
  .scroll { overflow: visible; }
  table { font-size: 8.5pt; }
  th, td { padding-right: 8px; }
  tr, .tiles li { break-inside: avoid; }
  details::details-content { content-visibility: visible; }
}
`);

function variables(scheme: keyof typeof PALETTES): string {
  return Object.entries(PALETTES[scheme]).map(([name, color]) => `--${name}: ${color};`).join(" ");
}
