/**
 * The chart of one link: packets counted, what was forecast for the same windows, when it was
 * congested, and when the alerts came.
 * @module
 */

import type { EChartsOption } from "echarts";
import { MICROS_PER_MS } from "#lib/core/time.ts";
import { alertLane } from "./alert_lane.ts";
import { axisScale } from "./axis_scale.ts";
import { formatLength } from "./format_instant.ts";
import { judgedAlerts } from "./judged_alerts.ts";
import { LANE, LEFT_PX, PLOT, RIGHT_PX, type TimeSpan } from "./link_frame.ts";
import { type LinkRows, linkRows } from "./link_rows.ts";
import { congestionShades, countLines } from "./link_series.ts";
import { ink } from "./palette.ts";
import type { ReportData, ReportLink } from "./report_data.ts";

/** The axis may grow by this much for the intervals; beyond it they leave the plot. */
const MOST_FOR_INTERVALS = 1.4;

/** Below this, ticks lie within minutes, and all of them show seconds. */
const SHORT_SPAN_MS = 5 * 60_000;

/**
 * Describes the chart of a link, which has at least one window, to echarts.
 * @internal
 */
export function linkChart(link: ReportLink, data: ReportData): EChartsOption {
  const rows = linkRows(link, data.windowUs);
  const { congestions, windowStart } = link;
  const span: TimeSpan = {
    fromMs: windowStart[0] / MICROS_PER_MS,
    toMs: (windowStart[windowStart.length - 1] + data.windowUs) / MICROS_PER_MS,
  };
  return {
    grid: [grid(PLOT), grid(LANE)],
    xAxis: [timeAxis(span), laneTimeAxis(span)],
    yAxis: [countAxis(rows, data), laneAxis()],
    series: [
      congestionShades(congestions, span, { grid: 0, threshold: data.threshold }),
      congestionShades(congestions, span, { grid: 1 }),
      ...countLines(rows),
      alertLane(judgedAlerts(link, data), span),
    ],
  };
}

/** A place that stays: by itself echarts would move a grid whose labels are wide, and lane and
 * plot would part. */
function grid({ topPx: top, heightPx: height }: { topPx: number; heightPx: number }) {
  return { left: LEFT_PX, right: RIGHT_PX, top, height, outerBoundsMode: "none" as const };
}

function timeAxis({ fromMs, toMs }: TimeSpan) {
  const color = ink("soft");
  return {
    type: "time" as const,
    min: fromMs,
    max: toMs,
    name: "event time (UTC)",
    nameLocation: "middle" as const,
    nameGap: 28,
    nameTextStyle: { color },
    axisLabel: { color, hideOverlap: true, formatter: timeLabels(toMs - fromMs) },
    axisLine: { lineStyle: { color } },
    axisTick: { lineStyle: { color } },
    splitLine: { show: false },
  };
}

/** Gives the form of the time labels by how coarse their tick is. */
function timeLabels(spanMs: number) {
  const time = spanMs < SHORT_SPAN_MS ? "{HH}:{mm}:{ss}" : "{HH}:{mm}";
  return {
    year: "{yyyy}",
    month: "{yyyy}-{MM}",
    day: "{MM}-{dd}",
    hour: time,
    minute: time,
    second: "{HH}:{mm}:{ss}",
    millisecond: "{HH}:{mm}:{ss}.{SSS}",
    none: "{HH}:{mm}:{ss}",
  };
}

function countAxis(rows: LinkRows, { threshold, windowUs }: ReportData) {
  const color = ink("soft");
  return {
    type: "value" as const,
    min: 0,
    ...axisScale(highestShown(rows, threshold)),
    name: `packets per ${formatLength(windowUs)} window`,
    nameLocation: "middle" as const,
    nameGap: 50,
    nameTextStyle: { color },
    axisLabel: { color, formatter: shortCount },
    splitLine: { lineStyle: { color: ink("rule") } },
  };
}

function laneTimeAxis({ fromMs, toMs }: TimeSpan) {
  return { type: "time" as const, gridIndex: 1, min: fromMs, max: toMs, show: false };
}

function laneAxis() {
  return {
    type: "category" as const,
    gridIndex: 1,
    data: ["alerts"],
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { color: ink("soft") },
  };
}

/** "1,500", "25K", "2.5M": what fits before the axis. */
function shortCount(count: number): string {
  return count < 10_000
    ? count.toLocaleString("en-US")
    : count.toLocaleString("en-US", { notation: "compact" });
}

/** A line is never cut, an interval may be: one that reaches far would flatten all the rest. */
function highestShown({ actual, forecasts }: LinkRows, threshold: number): number {
  const lines = [actual, ...forecasts.map(({ values }) => values)];
  const top = Math.max(threshold, ...lines.map(highest));
  const band = forecasts.length === 0 ? 0 : highest(forecasts[0].upper);
  return Math.max(top, Math.min(band, top * MOST_FOR_INTERVALS));
}

function highest(values: ArrayLike<number>): number {
  let top = 0;
  for (let i = 0; i < values.length; i++) if (values[i] > top) top = values[i];
  return top;
}
