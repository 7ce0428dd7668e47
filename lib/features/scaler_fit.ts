/**
 * Fits the scaler on the training part, and applies it in bulk, with Polars. Only training and
 * evaluation import this file.
 * @module
 */

import pl, { type DataFrame } from "nodejs-polars";
import { FEATURES } from "./columns.ts";
import { type FeatureScale, Scaler, type ScalerKind } from "./scaler.ts";

/** How a scaler is fitted. */
export interface ScalerOptions {
  /** Mean and standard deviation, or minimum and range. @default "standard" */
  readonly kind: ScalerKind;
  /** Whether ln(1 + x) is taken of the long-tailed features first. @default false */
  readonly log1p: boolean;
}

/**
 * Fits a scaler.
 *
 * The standard deviation is that of the population (divisor n). A feature that never changes is
 * scaled by 1, so that it becomes 0.
 * @param columns by the order of {@link FEATURES}
 * @param isTraining 1 for each row to fit on; its length is the number of rows
 * @throws {RangeError} if no row is to be fitted on
 */
export function fitScaler(
  columns: readonly Float64Array[],
  isTraining: Uint8Array,
  { kind, log1p }: ScalerOptions,
): Scaler {
  const rows = isTraining.length;
  const taken = FEATURES.map(({ longTailed }) => log1p && longTailed);
  const names = FEATURES.map(({ name }) => name);
  const frame = pl.DataFrame([
    pl.Series("is_training", isTraining),
    ...columns.map((column, f) => pl.Series(names[f], withLog1p(column, rows, taken[f]))),
  ]);
  const training = frame.filter(pl.col("is_training").eq(pl.lit(1)));
  if (training.height === 0) {
    throw new RangeError("Cannot fit a scaler: expected at least 1 row of training, got none");
  }
  const features = names.map((name, f): FeatureScale => {
    const column = training.getColumn(name);
    const least = Number(column.min());
    const range = Number(column.max()) - least;
    const offset = kind === "minmax" ? least : Number(column.mean());
    const scale = kind === "minmax" ? range : deviationOf(training, name, offset);
    // Rounding gives a constant column a deviation of a few ulp, so its range decides.
    const isConstant = range === 0 || !Number.isFinite(1 / scale);
    return isConstant
      ? { name, log1p: taken[f], offset: least, scale: 1 }
      : { name, log1p: taken[f], offset, scale };
  });
  return new Scaler(kind, features);
}

/**
 * Scales all rows of features at once; the same bits as {@link Scaler.apply}.
 * @param columns by the order of the scaler
 * @returns [rows, features], row by row
 */
export function scaleColumns(
  scaler: Scaler,
  columns: readonly Float64Array[],
  rows: number,
): Float32Array {
  const stride = scaler.features.length;
  const out = new Float32Array(rows * stride);
  if (rows === 0) return out;
  for (let f = 0; f < stride; f++) {
    const { name, log1p, offset, scale } = scaler.features[f];
    const scaled = pl.DataFrame([pl.Series(name, withLog1p(columns[f], rows, log1p))]).select(
      pl.col(name).minus(pl.lit(offset)).multiplyBy(pl.lit(1 / scale)).cast(pl.Float32),
    ).getColumn(name).toTypedArray();
    for (let row = 0, at = f; row < rows; row++, at += stride) out[at] = scaled[row];
  }
  return out;
}

function deviationOf(frame: DataFrame, name: string, mean: number): number {
  const variance = frame.select(pl.col(name).minus(pl.lit(mean)).pow(2).mean().alias(name));
  return Math.sqrt(Number(variance.getColumn(name).get(0)));
}

/** Takes ln(1 + x) here and not in Polars, whose last bit may differ from JavaScript's. */
function withLog1p(column: Float64Array, rows: number, log1p: boolean): Float64Array {
  const used = column.subarray(0, rows);
  return log1p ? used.map(Math.log1p) : used;
}
