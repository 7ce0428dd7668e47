/**
 * Which links get a chart: a page of a thousand would serve nobody.
 * @module
 */

import { plural } from "./plural.ts";
import type { ReportData, ReportLink } from "./report_data.ts";

/** Most links that are drawn. */
const MAX_LINKS = 16;

/** Gives the links to draw, in their order: all, or those with most alerts and congestions; and a
 * sentence on how many that leaves out, empty where it is none. */
export function drawnLinks({ links }: ReportData): { links: ReportLink[]; omitted: string } {
  if (links.length <= MAX_LINKS) return { links: [...links], omitted: "" };
  const events = ({ alerts, congestions }: ReportLink) => alerts.length + congestions.length;
  const busiest = new Set(links.toSorted((a, b) => events(b) - events(a)).slice(0, MAX_LINKS));
  return {
    links: links.filter((link) => busiest.has(link)),
    omitted: `Drawn are the ${MAX_LINKS} links with most alerts and congestions; ` +
      `${plural(links.length - MAX_LINKS, "more link")} of this run ` +
      `${links.length - MAX_LINKS === 1 ? "is" : "are"} left out here, not in the tables.`,
  };
}
