/**
 * The training curve: loss and validation loss by epoch, the epoch marked whose weights were kept.
 * @module
 */

import type { EChartsOption, LineSeriesOption } from "echarts";
import { axisScale } from "./axis_scale.ts";
import { type Ink, ink } from "./palette.ts";
import type { ReportEpoch } from "./report_data.ts";

/** Up to here each epoch gets a dot. */
const MAX_DOTS = 40;

/**
 * Describes the training curve to echarts.
 * @internal
 */
export function trainingChart(history: readonly ReportEpoch[], bestEpoch: number): EChartsOption {
  const losses = history.flatMap(({ loss, valLoss }) => [loss, valLoss]).filter(Number.isFinite);
  const best = history.findIndex(({ epoch }) => epoch === bestEpoch);
  return {
    grid: { left: 72, right: 24, top: 28, bottom: 48 },
    xAxis: {
      ...axis("epoch", 28),
      type: "category",
      data: history.map(({ epoch }) => String(epoch)),
    },
    yAxis: {
      ...axis("mean squared error (scaled)", 50),
      type: "value",
      min: 0,
      ...axisScale(Math.max(0, ...losses)),
      splitLine: { lineStyle: { color: ink("rule") } },
    },
    series: [
      curve(history.map(({ loss }) => loss), "near"),
      {
        ...curve(history.map(({ valLoss }) => valLoss), "far"),
        markLine: best < 0 ? undefined : mark(best, `best: epoch ${bestEpoch}`),
      },
    ],
  };
}

function axis(name: string, nameGap: number) {
  const color = ink("soft");
  return {
    name,
    nameLocation: "middle" as const,
    nameGap,
    nameTextStyle: { color },
    axisLabel: { color },
    axisLine: { lineStyle: { color } },
    axisTick: { lineStyle: { color } },
  };
}

function curve(data: number[], name: Ink): LineSeriesOption {
  const color = ink(name);
  return {
    type: "line",
    silent: true,
    data,
    symbol: "circle",
    symbolSize: 5,
    showSymbol: data.length <= MAX_DOTS,
    lineStyle: { color, width: 2 },
    itemStyle: { color },
  };
}

function mark(xAxis: number, text: string): LineSeriesOption["markLine"] {
  const color = ink("warned");
  return {
    silent: true,
    symbol: "none",
    data: [{ xAxis }],
    lineStyle: { color, type: [5, 4], width: 1.4 },
    label: { formatter: text, color, fontSize: 12 },
  };
}
