/**
 * How good forecasts are, by the measures that the field uses.
 * @module
 */

/** Scores of a list of forecasts; null where a measure is not defined for the data. */
export interface Scores {
  /** How many forecasts were scored. */
  readonly n: number;
  /** Coefficient of determination: 1 − Σ(y − ŷ)² / Σ(y − ȳ)². Null where all y are the same. */
  readonly r2: number | null;
  /** Mean absolute error: Σ|y − ŷ| / n. */
  readonly mae: number;
  /** Root of the mean squared error: √(Σ(y − ŷ)² / n). */
  readonly rmse: number;
  /** Mean absolute percentage error over the y that are not 0, a share: mean of |y − ŷ| / |y|.
   * Null where all are 0. */
  readonly mape: number | null;
  /** Weighted absolute percentage error, a share: Σ|y − ŷ| / Σ|y|. Null where all y are 0. */
  readonly wape: number | null;
  /** Mean absolute scaled error (Hyndman and Koehler, "Another look at measures of forecast
   * accuracy", 2006): MAE over the mean absolute step from one window to the next in the training
   * part. Null where that is 0. */
  readonly mase: number | null;
  /** Skill score over persistence (Murphy 1988): 1 − MAE / MAE of persistence. Null where
   * persistence makes no error. */
  readonly skill: number | null;
  /** Share of the forecasts within the tolerance of the true value: |ŷ − y| ≤ tolerance · y; where
   * y is 0, those that round to 0. */
  readonly accuracy: number;
}

/** Distance from the true value, as a share of it, up to which a forecast counts as accurate. */
export const DEFAULT_TOLERANCE = 0.1;

/**
 * Sums up forecasts one by one and scores them.
 *
 * @example
 * ```ts
 * import { Accuracy } from "#lib/forecast/accuracy.ts";
 *
 * const accuracy = new Accuracy();
 * accuracy.add(100, 95, 80); // was 100, forecast as 95; the last value was 80
 * accuracy.add(50, 51, 40);
 * const { mae, skill } = accuracy.scores({ naiveMae: 15 }); // 3, and 1 − 3 / 15 = 0.8
 * ```
 */
export class Accuracy {
  readonly #tolerance: number;
  #n = 0;
  #mean = 0;
  /** Σ(y − ȳ)², kept by Welford's update: Σy² − nȳ² would cancel. */
  #spread = 0;
  #squares = 0;
  #errors = 0;
  #sizes = 0;
  #shares = 0;
  #nonZero = 0;
  #persistenceErrors = 0;
  #accurate = 0;

  /**
   * Starts with none.
   * @param tolerance see {@link Scores.accuracy}
   */
  constructor(tolerance: number = DEFAULT_TOLERANCE) {
    this.#tolerance = tolerance;
  }

  /**
   * Adds a forecast.
   * @param actual what came
   * @param forecast what was said
   * @param last the value when it was said: persistence's forecast
   */
  add(actual: number, forecast: number, last: number): void {
    const error = Math.abs(actual - forecast);
    this.#n++;
    const off = actual - this.#mean;
    this.#mean += off / this.#n;
    this.#spread += off * (actual - this.#mean);
    this.#squares += error * error;
    this.#errors += error;
    this.#sizes += Math.abs(actual);
    this.#persistenceErrors += Math.abs(actual - last);
    if (actual !== 0) {
      this.#shares += error / Math.abs(actual);
      this.#nonZero++;
    }
    const near = actual === 0 ? error < 0.5 : error <= this.#tolerance * Math.abs(actual);
    if (near) this.#accurate++;
  }

  /**
   * Gives the scores of all that was added, at least one.
   * @param naiveMae mean absolute step from one window to the next in the training part, in units
   * of the target: the scale of MASE
   */
  scores({ naiveMae }: { readonly naiveMae: number }): Scores {
    const n = this.#n;
    const mae = this.#errors / n;
    return {
      n,
      r2: ratio(this.#squares, this.#spread, (share) => 1 - share),
      mae,
      rmse: Math.sqrt(this.#squares / n),
      mape: ratio(this.#shares, this.#nonZero),
      wape: ratio(this.#errors, this.#sizes),
      mase: ratio(mae, naiveMae),
      skill: ratio(this.#errors, this.#persistenceErrors, (share) => 1 - share),
      accuracy: this.#accurate / n,
    };
  }
}

function ratio(
  numerator: number,
  denominator: number,
  then: (share: number) => number = (share) => share,
): number | null {
  return denominator === 0 ? null : then(numerator / denominator);
}
