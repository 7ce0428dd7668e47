/**
 * What is drawn in the plot of a link: the lines, the band, the threshold and the congestions.
 * @module
 */

import type { LineSeriesOption } from "echarts";
import { MICROS_PER_MS } from "#lib/core/time.ts";
import { downsample, type Point } from "./downsample.ts";
import { formatNumber } from "./format_number.ts";
import { intervalBand } from "./interval_band.ts";
import type { TimeSpan } from "./link_frame.ts";
import type { LinkRows } from "./link_rows.ts";
import { type Ink, ink, SHADE_OPACITY } from "./palette.ts";
import type { ReportCongestion } from "./report_data.ts";

/** Most points of a line: about two for each px of the plot. */
const MAX_POINTS = 2_000;
/** Most points of the band. */
const MAX_BAND_POINTS = 1_000;
/** Above this many windows, about one a px, lines are thinner: they fill what they cross. */
const DENSE_ROWS = 1_000;
/** Up to here each window gets a dot: a lone window has no line. */
const MAX_DOTS = 30;

/** The colours of the forecasts, nearest horizon first. */
const FORECAST_INKS: readonly Ink[] = ["near", "far"];

/**
 * Makes the lines of packets counted and forecast, and the band of the nearest forecast.
 * @internal
 */
export function countLines({ timeMs, actual, forecasts }: LinkRows): LineSeriesOption[] {
  const [nearest] = forecasts;
  const dense = timeMs.length > DENSE_ROWS ? 0.5 : 1;
  const counted = line(downsample(timeMs, actual, MAX_POINTS), "actual", 1.2 * dense);
  const lines = [
    { ...counted, areaStyle: { color: ink("actual"), opacity: 0.1 } },
    // The nearest lies on top: it hides the least.
    ...forecasts.map(({ values }, i) =>
      line(downsample(timeMs, values, MAX_POINTS), FORECAST_INKS[i], 1.6 * dense)
    ).reverse(),
  ];
  return nearest === undefined ? lines : [...band(timeMs, nearest.lower, nearest.upper), ...lines];
}

/**
 * Makes an invisible series that carries the shades of the congestions.
 * @param grid index of the axes that it lies in
 * @param threshold packets per window, named beside its line; left out where there is none
 * @internal
 */
export function congestionShades(
  congestions: readonly ReportCongestion[],
  { fromMs, toMs }: TimeSpan,
  { grid, threshold }: { readonly grid: number; readonly threshold?: number },
): LineSeriesOption {
  const inSpan = (ts: number) => Math.min(toMs, Math.max(fromMs, ts / MICROS_PER_MS));
  const text = threshold === undefined ? "" : `threshold\n${formatNumber(threshold)}`;
  const color = ink("threshold");
  return {
    type: "line",
    silent: true,
    xAxisIndex: grid,
    yAxisIndex: grid,
    data: [],
    markArea: {
      silent: true,
      data: congestions.map(({ start, end, sudden }) => [
        {
          xAxis: inSpan(start),
          itemStyle: { color: ink(sudden ? "sudden" : "congestion"), opacity: SHADE_OPACITY },
        },
        { xAxis: inSpan(end) },
      ]),
    },
    markLine: threshold === undefined ? undefined : {
      silent: true,
      symbol: "none",
      data: [{ yAxis: threshold }],
      lineStyle: { color, type: [7, 4], width: 1.4 },
      label: { formatter: text, color, fontSize: 12, lineHeight: 15 },
    },
  };
}

function line(data: Point[], name: Ink, width: number): LineSeriesOption {
  const color = ink(name);
  return {
    type: "line",
    silent: true,
    data,
    symbol: "circle",
    symbolSize: 4,
    showSymbol: data.length <= MAX_DOTS,
    lineStyle: { color, width, join: "round" },
    itemStyle: { color },
  };
}

function band(
  timeMs: ArrayLike<number>,
  lower: ArrayLike<number>,
  upper: ArrayLike<number>,
): LineSeriesOption[] {
  const { base, height } = intervalBand(timeMs, lower, upper, MAX_BAND_POINTS);
  const shared: LineSeriesOption = {
    type: "line",
    silent: true,
    stack: "interval",
    stackStrategy: "all",
    showSymbol: false,
    lineStyle: { width: 0 },
  };
  return [
    { ...shared, data: [...base] },
    { ...shared, data: [...height], areaStyle: { color: ink("near"), opacity: 0.18 } },
  ];
}
