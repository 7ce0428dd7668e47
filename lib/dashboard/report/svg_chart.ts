/**
 * Draws a chart as SVG that stands in the page itself. The only place that runs echarts; it is
 * loaded when the first chart is drawn, since it takes a fifth of a second.
 * @module
 */

import type { EChartsOption } from "echarts";
import { Markup, markup } from "./markup.ts";

/** The frame of a chart. */
export interface ChartFrame {
  /** Unique in the page; letters, digits and dashes. */
  readonly id: string;
  /** What the chart shows, in a sentence for those who cannot see it. */
  readonly label: string;
  /** Width of the drawing; the page scales it. */
  readonly widthPx: number;
  /** Height of the drawing. */
  readonly heightPx: number;
}

/**
 * Draws a chart. The same option gives the same text.
 * @internal
 */
export async function svgChart(option: EChartsOption, frame: ChartFrame): Promise<Markup> {
  const { init } = await import("echarts");
  const { widthPx: width, heightPx: height } = frame;
  const chart = init(null, null, { ssr: true, renderer: "svg", width, height });
  try {
    chart.setOption({ animation: false, useUTC: true, ...option });
    const drawn = chart.renderToSVGString({ useViewBox: true });
    const open =
      markup`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${frame.label}">`;
    return new Markup(open.text + tidy(drawn.slice(drawn.indexOf(">") + 1), frame.id));
  } finally {
    // A chart that is not disposed of keeps a timer, and with it the process, alive.
    chart.dispose();
  }
}

/** Drops what only a browser's copy of echarts would use, and gives ids that depend on the page
 * alone: those of echarts count the charts that the process has drawn. */
function tidy(svg: string, id: string): string {
  return svg
    .replace(/<style[^]*?<\/style>/g, "")
    .replace(/ (?:class|pointer-events|ecmeta_\w+)="[^"]*"/g, "")
    .replace(/\bzr\d+-/g, `${id}-`);
}
