/**
 * A model of full size with random weights: measurements of speed need no training.
 * @module
 */

import { FEATURES, TARGETS } from "#lib/features/columns.ts";
import { Scaler } from "#lib/features/scaler.ts";
import type { ForecasterParts } from "#lib/forecast/online_forecaster.ts";
import { selectBackend } from "#lib/model/backend/select.ts";
import { initialWeights } from "#lib/model/initial_weights.ts";

/** The classic shape: 2 × 64 units, 10 windows back, 12 ahead. */
const NETWORK = {
  lookback: 10,
  features: FEATURES.length,
  units: 64,
  layers: 2,
  dropout: 0,
  horizon: 12,
};

/** A model for measurements. */
export interface UntrainedModel extends Disposable {
  /** What the forecaster is made of. */
  readonly parts: ForecasterParts;
  /** The backend that was taken. */
  readonly backend: string;
  /** One line on it. */
  readonly reason: string;
}

/** Makes the model of a seed on a backend. Dispose of it when done. */
export async function untrainedModel(
  backend: string,
  { seed, windowUs }: { readonly seed: number; readonly windowUs: number },
): Promise<UntrainedModel> {
  const selected = await selectBackend(backend);
  const predictor = selected.createPredictor(NETWORK, initialWeights(NETWORK, seed));
  const widths = new Array<number>(NETWORK.horizon).fill(1);
  return {
    parts: {
      predictor,
      scaler: new Scaler(
        "standard",
        FEATURES.map(({ name }) => ({ name, log1p: false, offset: 0, scale: 1 })),
      ),
      target: TARGETS[0],
      windowUs,
      intervals: { coverage: 0.9, model: widths, persistence: widths },
    },
    backend: selected.name,
    reason: selected.reason,
    [Symbol.dispose]: () => predictor[Symbol.dispose](),
  };
}
