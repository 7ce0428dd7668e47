/**
 * The lane of alerts above the plot of a link: a bar from opening to resolving, in the colour of
 * what became of it, with its lead time.
 * @module
 */

import type { CustomSeriesOption } from "echarts";
import { MICROS_PER_MS } from "#lib/core/time.ts";
import type { JudgedAlert } from "./judged_alerts.ts";
import { LANE, LEFT_PX, PLOT, PLOT_WIDTH_PX, type TimeSpan } from "./link_frame.ts";
import { outcomeLook, outcomeText } from "./outcome.ts";
import { ink } from "./palette.ts";

const FONT_PX = 11;
/** Mean width of the labels' letters: nothing here measures text. */
const LETTER_PX = 6.2;
/** Room between two labels. */
const LABEL_GAP_PX = 10;
/** A shorter bar would not be seen. */
const MIN_BAR_PX = 5;
/** Up to so many alerts get threads and lead times; more would be a curtain before the plot, and
 * a reader could not tell which bar a text belongs to. */
const MAX_MARKED = 40;
/** Top and height of the bars. */
const BAR = { topPx: LANE.topPx + 20, heightPx: 9 } as const;

/** An alert as it lies in the lane. */
interface Bar {
  readonly leftPx: number;
  readonly rightPx: number;
  readonly open: boolean;
  readonly color: string;
  readonly text: string;
  /** Left end of the text. */
  readonly textPx: number;
}

/**
 * Makes the series that draws alerts of a link, each with its outcome where it has one.
 * @internal
 */
export function alertLane(
  alerts: readonly JudgedAlert[],
  span: TimeSpan,
): CustomSeriesOption {
  const bars = alerts.map((alert) => layOut(alert, span));
  const labelled = bars.length > MAX_MARKED ? new Set() : withRoom(bars);
  return {
    type: "custom",
    silent: true,
    xAxisIndex: 1,
    yAxisIndex: 1,
    z: 4,
    data: bars.map(() => [span.fromMs, 0]),
    renderItem: ({ dataIndex }) => {
      const bar = bars[dataIndex];
      return {
        type: "group",
        children: [
          ...(bars.length > MAX_MARKED ? [] : [thread(bar)]),
          ...shapes(bar),
          ...(labelled.has(bar) ? [label(bar)] : []),
        ],
      };
    },
  };
}

function layOut([alert, judged]: JudgedAlert, span: TimeSpan): Bar {
  const leftPx = toPx(alert.openedAt, span);
  const rightPx = Math.max(leftPx + MIN_BAR_PX, toPx(alert.resolvedAt ?? Infinity, span));
  const text = outcomeText(judged);
  return {
    leftPx,
    rightPx,
    open: alert.resolvedAt === undefined,
    color: ink(outcomeLook(judged).color),
    text,
    textPx: Math.min(leftPx, LEFT_PX + PLOT_WIDTH_PX - text.length * LETTER_PX),
  };
}

function toPx(ts: number, { fromMs, toMs }: TimeSpan): number {
  const share = (ts / MICROS_PER_MS - fromMs) / (toMs - fromMs);
  return LEFT_PX + PLOT_WIDTH_PX * Math.min(1, Math.max(0, share));
}

/** Gives the bars whose labels do not run into the one before; the table has them all. */
function withRoom(bars: readonly Bar[]): Set<Bar> {
  const chosen = new Set<Bar>();
  let freeFromPx = 0;
  for (const bar of bars.toSorted((a, b) => a.leftPx - b.leftPx)) {
    if (bar.text === "" || bar.textPx < freeFromPx) continue;
    chosen.add(bar);
    freeFromPx = bar.textPx + bar.text.length * LETTER_PX + LABEL_GAP_PX;
  }
  return chosen;
}

/** A line down through the plot from where the alert opened: what it saw lies left of it. */
function thread({ leftPx, color }: Bar) {
  const shape = { x1: leftPx, y1: BAR.topPx, x2: leftPx, y2: PLOT.topPx + PLOT.heightPx };
  return { type: "line" as const, shape, style: { stroke: color, lineDash: [3, 3] } };
}

/** The bar, with firm edges where the alert opened and where it was resolved. */
function shapes({ leftPx, rightPx, open, color }: Bar) {
  const y = BAR.topPx;
  const height = BAR.heightPx;
  const style = { fill: color };
  const edge = { type: "rect" as const, style };
  return [
    {
      type: "rect" as const,
      shape: { x: leftPx, y, width: rightPx - leftPx, height },
      style: { ...style, opacity: 0.4 },
    },
    { ...edge, shape: { x: leftPx - 1, y: y - 2, width: 3, height: height + 4 } },
    ...(open ? [] : [{ ...edge, shape: { x: rightPx - 2, y, width: 2, height } }]),
  ];
}

function label({ text, textPx, color }: Bar) {
  const style = { text, x: textPx, y: LANE.topPx + 3, fill: color, fontSize: FONT_PX };
  return { type: "text" as const, style };
}
