/**
 * The work of `evaluate`: scores of a model on the last part in time, beside its baselines.
 * @module
 */

import type { EvaluateConfig } from "#lib/config/scripts/evaluate.ts";
import { UserError } from "#lib/core/errors.ts";
import { MICROS_PER_MS } from "#lib/core/time.ts";
import { buildDataset } from "#lib/features/dataset.ts";
import { evaluate as score } from "#lib/forecast/evaluate.ts";
import { shownHorizons } from "./horizons.ts";
import { openModel } from "./open_model.ts";
import { readWindows } from "./read_windows.ts";
import type { Context } from "./run.ts";
import { scoreTable } from "./score_table.ts";
import { windowOptionsOf } from "./window_settings.ts";

/** Scores a model, and prints what it scored. */
export async function evaluate(context: Context<EvaluateConfig>): Promise<void> {
  const { config, log } = context;
  using model = await openModel(config.model, config.backend);
  const { predictor, scaler, target, windowUs } = model.parts;
  const { lookback, horizon } = predictor.config;
  const horizons = config.horizons ?? shownHorizons(horizon);
  const beyond = horizons.find((h) => h > horizon);
  if (beyond !== undefined) {
    throw new UserError(
      `Cannot score horizon ${beyond}: the model "${config.model}" forecasts ${horizon} windows; ` +
        `pass smaller --horizons, or train one with deno task train --horizon ${beyond}`,
    );
  }
  const options = windowOptionsOf({ ...config, windowMs: windowUs / MICROS_PER_MS });
  const read = await readWindows({ ...config, options }, context);
  const data = buildDataset(read.windows, {
    shape: { lookback, horizon, windowUs },
    target,
    scaler,
    shares: config.split,
    needs: ["test"],
  });
  const { tolerance } = config;
  const rows = score({ ...data, predictor, scaler, links: read.links, tolerance })
    .filter((row) => horizons.includes(row.horizon));
  log.info(`${model.reason}; ${read.source}`);
  context.out(scoreTable(rows));
  context.result({ modelHash: model.manifest.modelHash, source: read.source, rows });
}
