/**
 * Scores as a table.
 * @module
 */

import { ALL_LINKS, type EvaluationRow } from "#lib/forecast/evaluate.ts";
import { formatTable } from "./table.ts";

/** Lays out scores: a row for each link, horizon and model. */
export function scoreTable(rows: readonly EvaluationRow[]): string {
  return formatTable(
    [
      { header: "link" },
      { header: "horizon", unit: "windows" },
      { header: "model" },
      { header: "n" },
      { header: "R²", digits: 4 },
      { header: "MAE", unit: "packets", digits: 3 },
      { header: "RMSE", unit: "packets", digits: 3 },
      { header: "MAPE", unit: "%", digits: 2 },
      { header: "WAPE", unit: "%", digits: 2 },
      { header: "MASE", digits: 3 },
      { header: "skill", digits: 3 },
      { header: "accurate", unit: "%", digits: 1 },
    ],
    rows.map((row) => [
      row.link === ALL_LINKS ? "all" : row.link,
      row.horizon,
      row.model,
      row.n,
      row.r2,
      row.mae,
      row.rmse,
      percent(row.mape),
      percent(row.wape),
      row.mase,
      row.skill,
      percent(row.accuracy),
    ]),
  );
}

function percent(share: number | null): number | null {
  return share === null ? null : 100 * share;
}
