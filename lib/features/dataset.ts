/**
 * From windows to what training and evaluation take: features, a scaler, and the sequences of each
 * part in time.
 * @module
 */

import { UserError } from "#lib/core/errors.ts";
import type { WindowBatch } from "#lib/window/window_batch.ts";
import { FEATURES, type Target } from "./columns.ts";
import { deriveFeatures, featureColumns } from "./derive.ts";
import { Scaler } from "./scaler.ts";
import { fitScaler, scaleColumns, type ScalerOptions } from "./scaler_fit.ts";
import { findOrigins, Sequences, type SequenceShape } from "./sequence.ts";
import { originsOf, Part, splitPoints, splitRows } from "./split.ts";

/** What a data set is made by. */
export interface DatasetOptions {
  /** Size of each sequence. */
  readonly shape: SequenceShape;
  /** What is forecast. */
  readonly target: Target;
  /** The scaler of a model, or how to fit one on the training part. */
  readonly scaler: Scaler | ScalerOptions;
}

/** Sequences of three parts in time, over the same rows. */
export interface Dataset {
  /** The scaler given, or the one fitted. */
  readonly scaler: Scaler;
  /** To learn from. */
  readonly train: Sequences;
  /** To stop early by. */
  readonly validation: Sequences;
  /** To score on, the last in time. */
  readonly test: Sequences;
}

/**
 * Makes a data set.
 * @param windows sorted by link, then by start, as `logWindows` and `FileWindows` give them
 * @throws {UserError} if a part has no sequence: says what there is, what is needed, what to do
 */
export function buildDataset(windows: WindowBatch, options: DatasetOptions): Dataset {
  const { shape, target } = options;
  const origins = findOrigins(windows, shape);
  const parts = splitRows(windows);
  const originsByPart = [Part.train, Part.validation, Part.test].map((part) =>
    originsOf(part, origins, parts, shape.horizon)
  );
  if (originsByPart.some((list) => list.length === 0)) {
    throw new UserError(notEnough(windows, shape));
  }
  const columns = featureColumns(windows.length);
  deriveFeatures(windows, columns);
  const scaler = options.scaler instanceof Scaler
    ? options.scaler
    : fitScaler(columns, completeRows(windows, parts), options.scaler);
  scaler.checkFits(FEATURES.map(({ name }) => name), "the model");
  const rows = { windows, columns, scaled: scaleColumns(scaler, columns, windows.length), target };
  const [train, validation, test] = originsByPart.map((list) => new Sequences(rows, shape, list));
  return { scaler, train, validation, test };
}

/** Marks the complete windows of the training part. */
function completeRows(windows: WindowBatch, parts: Uint8Array): Uint8Array {
  return parts.map((part, row) => part === Part.train && windows.partial[row] === 0 ? 1 : 0);
}

function notEnough(windows: WindowBatch, shape: SequenceShape): string {
  const links = new Set(windows.link.subarray(0, windows.length)).size;
  return `Cannot make sequences: there are ${windows.length} windows on ${links} links, but one ` +
    `link needs ${windowsNeeded(shape)} in a row for a lookback of ${shape.lookback} and ` +
    `a horizon of ${shape.horizon}; capture or generate for longer, read more with a larger ` +
    `--max-messages, or pass a shorter --lookback or --horizon`;
}

/** Windows of one link, the partial first and last ones included, that fill all three parts. */
function windowsNeeded({ lookback, horizon }: SequenceShape): number {
  for (let count = lookback + horizon + 2;; count++) {
    const [validationAt, testAt] = splitPoints(count);
    const fits = 1 + lookback + horizon <= validationAt &&
      testAt - Math.max(validationAt, lookback) > horizon &&
      count - 1 - Math.max(testAt, lookback) > horizon;
    if (fits) return count;
  }
}
