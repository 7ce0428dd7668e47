/**
 * Scores forecasts as they went out, beside persistence.
 * @module
 */

import { Accuracy } from "#lib/forecast/accuracy.ts";
import { ALL_LINKS, type EvaluationRow } from "#lib/forecast/evaluate.ts";
import type { ActualWindows } from "./actual_windows.ts";
import type { ForecastTrack } from "./forecast_tracks.ts";

/**
 * Scores the tracks of all links, pooled first, then link by link.
 * @param target name of what is forecast
 */
export function scoreTracks(
  actual: ReadonlyMap<string, ActualWindows>,
  tracks: ReadonlyMap<string, readonly ForecastTrack[]>,
  horizons: readonly number[],
  { target, windowUs }: { readonly target: string; readonly windowUs: number },
): EvaluationRow[] {
  const rows: EvaluationRow[] = [];
  for (const link of [ALL_LINKS, ...actual.keys()]) {
    const names = link === ALL_LINKS ? [...actual.keys()] : [link];
    horizons.forEach((horizon, index) => {
      const lstm = new Accuracy();
      const persistence = new Accuracy();
      let n = 0;
      for (const name of names) {
        const windows = actual.get(name)!;
        const { values } = tracks.get(name)![index];
        for (let row = horizon; row < values.length; row++) {
          const origin = row - horizon;
          const isUnbroken = windows.start[row] - windows.start[origin] === horizon * windowUs;
          if (Number.isNaN(values[row]) || !isUnbroken) continue;
          const last = windows.count[origin];
          lstm.add(windows.count[row], values[row], last);
          persistence.add(windows.count[row], last, last);
          n++;
        }
      }
      if (n === 0) return;
      // Nobody knows the training part here: MASE has no scale.
      const scale = { naiveMae: NaN };
      rows.push({ link, target, horizon, model: "lstm", ...lstm.scores(scale) });
      rows.push({ link, target, horizon, model: "persistence", ...persistence.scores(scale) });
    });
  }
  return rows;
}
