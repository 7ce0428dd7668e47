/**
 * The scores that the report lists: name, unit and meaning of each.
 * @module
 */

import { DEFAULT_TOLERANCE } from "#lib/forecast/accuracy.ts";
import type { ReportScore } from "./report_data.ts";

/** A column of a table of scores. */
export interface ScoreColumn {
  /** Its heading. */
  readonly name: string;
  /** Its unit, below the name. */
  readonly unit: string;
  /** What the name stands for. */
  readonly meaning: string;
  /** Digits behind the point. */
  readonly decimals: number;
  /** Gives the score in that unit, NaN where there is none. */
  readonly value: (score: ReportScore) => number;
}

/** The columns, in order. */
export const SCORE_COLUMNS: readonly ScoreColumn[] = [
  {
    name: "MAE",
    unit: "per window",
    meaning: "mean absolute error",
    decimals: 2,
    value: ({ mae }) => mae,
  },
  {
    name: "RMSE",
    unit: "per window",
    meaning: "root mean squared error",
    decimals: 2,
    value: ({ rmse }) => rmse,
  },
  {
    name: "MAPE",
    unit: "%",
    meaning: "mean absolute percentage error",
    decimals: 1,
    value: ({ mape }) => 100 * mape,
  },
  {
    name: "WAPE",
    unit: "%",
    meaning: "sum of absolute errors over the sum of true values",
    decimals: 1,
    value: ({ wape }) => 100 * wape,
  },
  {
    name: "MASE",
    unit: "ratio",
    meaning: "mean absolute scaled error",
    decimals: 3,
    value: ({ mase }) => mase,
  },
  {
    name: "R²",
    unit: "ratio",
    meaning: "coefficient of determination",
    decimals: 3,
    value: ({ r2 }) => r2,
  },
  {
    name: "Skill",
    unit: "%",
    meaning: "1 − MAE over the MAE of persistence, above 0 is better than persistence",
    decimals: 1,
    value: ({ skill }) => 100 * skill,
  },
  {
    name: "Accuracy",
    unit: "%",
    meaning: `share of forecasts within ${100 * DEFAULT_TOLERANCE} % of the true value`,
    decimals: 1,
    value: ({ accuracy = NaN }) => 100 * accuracy,
  },
  {
    name: "n",
    unit: "forecasts",
    meaning: "number of forecasts scored",
    decimals: 0,
    value: ({ n }) => n,
  },
];
