/**
 * What the script `report` says of itself.
 * @module
 */

import { instant } from "../kinds/instant.ts";
import { integer } from "../kinds/number.ts";
import { path, text } from "../kinds/text.ts";
import { withDefault } from "../defaults.ts";
import { thresholdOptions } from "../options/alert.ts";
import { busOptions, readOptions } from "../options/bus.ts";
import { resultOptions } from "../options/follow.ts";
import { modelOptions } from "../options/model.ts";
import { latenessOptions } from "../options/window.ts";
import { jsonOption } from "../options/runtime.ts";
import type { ConfigOf, Script } from "../script.ts";

/** The options of `report`. */
export const reportOptions = {
  out: withDefault(path({ doc: "Write the report to this file" }), "report.html"),
  labels: path({
    doc: "The true times of the congestions, as `generate --labels` writes them",
    defaultNote: "the windows above the threshold",
  }),
  sinceUs: instant({
    doc: "Show and judge what comes after this event time",
    defaultNote: "all",
  }),
  title: text({ doc: "Headline of the report", default: "Forecast and congestion report" }),
  source: text({ doc: "What the data are, in a few words", defaultNote: "topic and bus" }),
  command: text({ doc: "The command to name as the one that made it", defaultNote: "this one" }),
  ...thresholdOptions,
  horizon: integer({
    doc: "How far ahead alerts looked, as given to `infer`",
    defaultNote: "12, or the model's horizon where that is shorter",
    min: 1,
    max: 1000,
    unit: "windows",
  }),
  ...modelOptions,
  ...latenessOptions,
  ...busOptions,
  forecastsTopic: resultOptions.forecastsTopic,
  alertsTopic: resultOptions.alertsTopic,
  ...readOptions,
  json: jsonOption,
};

/** The configuration of `report`. */
export type ReportConfig = ConfigOf<typeof reportOptions>;

/** Draws what `infer` left in a log. */
export const reportScript: Script<typeof reportOptions> = {
  name: "report",
  purpose: "Draw a log's forecasts and alerts beside what came, as one HTML file",
  examples: [
    "report",
    "report --since 2025-03-03T12:00:00Z --out afternoon.html",
    "report --labels labels.jsonl --json",
  ],
  options: reportOptions,
  checks: [],
};
