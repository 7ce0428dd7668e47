/**
 * Opens a model for forecasting: the verified directory, a backend, and the parts of both that the
 * forecaster takes.
 * @module
 */

import type { ForecasterParts } from "#lib/forecast/online_forecaster.ts";
import type { RecordOrigin } from "#lib/forecast/record_writer.ts";
import { readArtifact } from "#lib/model/artifact/read_artifact.ts";
import type { Manifest } from "#lib/model/artifact/manifest.ts";
import { selectBackend } from "#lib/model/backend/select.ts";
import type { TrainingResult } from "#lib/model/train_options.ts";

/** A model that is ready to forecast. Dispose of it when done. */
export interface OpenModel extends Disposable {
  /** What the forecaster is made of. */
  readonly parts: ForecasterParts;
  /** What records say of the model. */
  readonly origin: RecordOrigin;
  /** What the model is. */
  readonly manifest: Manifest;
  /** How training went. */
  readonly history: TrainingResult;
  /** One line on the backend that was taken, and why. */
  readonly reason: string;
}

/**
 * Opens a model.
 * @param path of its directory
 * @param backend a name, or `auto`
 * @throws {UserError} if there is no valid model, or the backend does not load
 */
export async function openModel(path: string, backend: string): Promise<OpenModel> {
  const { manifest, target, scaler, weights, history } = await readArtifact(path);
  const selected = await selectBackend(backend);
  const predictor = selected.createPredictor(manifest.network, weights);
  return {
    parts: {
      predictor,
      scaler,
      target,
      windowUs: manifest.windowUs,
      intervals: manifest.intervals,
    },
    origin: { target: target.name, modelHash: manifest.modelHash, backend: selected.name },
    manifest,
    history,
    reason: selected.reason,
    [Symbol.dispose]: () => predictor[Symbol.dispose](),
  };
}
