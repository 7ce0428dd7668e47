/**
 * Leaves out what lies beside the windows of a link: labels and alerts may reach further.
 * @module
 */

import type { ReportLink } from "./report_data.ts";

/**
 * Gives a link with the alerts and congestions that meet its windows.
 * @param windowUs length of a window, µs
 */
export function trimLink(link: ReportLink, windowUs: number): ReportLink {
  const { windowStart, alerts, congestions } = link;
  if (windowStart.length === 0) return { ...link, alerts: [], congestions: [] };
  const from = windowStart[0];
  const to = windowStart[windowStart.length - 1] + windowUs;
  return {
    ...link,
    alerts: alerts.filter(({ openedAt, resolvedAt = Infinity }) =>
      openedAt <= to && resolvedAt >= from
    ),
    congestions: congestions.filter(({ start, end }) => start < to && end > from),
  };
}
