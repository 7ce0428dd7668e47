/**
 * The scores that the report lists: name, unit and meaning of each.
 * @module
 */

import { formatNumber } from "./format_number.ts";
import type { ReportScore } from "./report_data.ts";

/** A column of a table of scores. */
export interface ScoreColumn {
  /** Its heading. */
  readonly name: string;
  /** Its unit, below the name. */
  readonly unit: string;
  /** What the name stands for. */
  readonly meaning: string;
  /** Writes the score, without its unit. */
  readonly write: (score: ReportScore) => string;
}

/** The columns, in order. */
export const SCORE_COLUMNS: readonly ScoreColumn[] = [
  {
    name: "MAE",
    unit: "per window",
    meaning: "mean absolute error",
    write: ({ mae }) => formatNumber(mae, 2),
  },
  {
    name: "RMSE",
    unit: "per window",
    meaning: "root mean squared error",
    write: ({ rmse }) => formatNumber(rmse, 2),
  },
  {
    name: "MAPE",
    unit: "%",
    meaning: "mean absolute percentage error",
    write: ({ mape }) => percent(mape),
  },
  {
    name: "WAPE",
    unit: "%",
    meaning: "sum of absolute errors over the sum of true values",
    write: ({ wape }) => percent(wape),
  },
  {
    name: "MASE",
    unit: "ratio",
    meaning: "mean absolute scaled error",
    write: ({ mase }) => formatNumber(mase, 3),
  },
  {
    name: "R²",
    unit: "ratio",
    meaning: "coefficient of determination",
    write: ({ r2 }) => formatNumber(r2, 3),
  },
  {
    name: "Skill",
    unit: "%",
    meaning: "1 − error over persistence's error, above 0 is better than persistence",
    write: ({ skill }) => percent(skill),
  },
  {
    name: "Accuracy",
    unit: "%",
    meaning: "share of forecasts close to the true value",
    write: ({ accuracy = NaN }) => percent(accuracy),
  },
  {
    name: "n",
    unit: "forecasts",
    meaning: "number of forecasts scored",
    write: ({ n }) => formatNumber(n),
  },
];

function percent(share: number): string {
  return formatNumber(share * 100, 1);
}
