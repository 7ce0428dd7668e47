/**
 * Options of alerts.
 * @module
 */

import { integer, number } from "../kinds/number.ts";

/** The count of packets that is a congestion. */
export const thresholdOptions = {
  threshold: number({
    doc: "Alert when more packets than this are forecast for a window",
    default: 100,
    above: 0,
    unit: "packets in a window",
  }),
};

/** When an alert opens and when it is over. */
export const alertOptions = {
  ...thresholdOptions,
  horizon: integer({
    doc: "Alert on the forecasts of the next 1 to this many windows; at most the model's horizon",
    defaultNote: "12, or the model's horizon where that is shorter",
    min: 1,
    max: 1000,
    unit: "windows",
  }),
  clearAfter: integer({
    doc: "Resolve an alert after this many windows without a forecast above the threshold",
    default: 3,
    min: 1,
    unit: "windows",
  }),
};
