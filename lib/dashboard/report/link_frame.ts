/**
 * Where things lie in the chart of a link, in px: the lane of alerts above, the plot below.
 * @module
 */

/** Width of the drawing. */
export const WIDTH_PX = 1080;
/** Height of the drawing. */
export const HEIGHT_PX = 330;
/** Left edge of lane and plot; the labels of the y axis lie before it. */
export const LEFT_PX = 72;
/** Room right of lane and plot, for the name of the threshold. */
export const RIGHT_PX = 78;
/** Width of lane and plot. */
export const PLOT_WIDTH_PX = WIDTH_PX - LEFT_PX - RIGHT_PX;
/** The lane, from the top. */
export const LANE = { topPx: 4, heightPx: 42 } as const;
/** The plot, from the top. */
export const PLOT = { topPx: 46, heightPx: 232 } as const;

/** The stretch of event time that a chart shows, ms since the Unix epoch. */
export interface TimeSpan {
  /** Start of the first window. */
  readonly fromMs: number;
  /** End of the last window. */
  readonly toMs: number;
}
