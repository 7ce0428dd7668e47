/**
 * The scaler that travels with a model: brings features to the range that the model learned on,
 * and forecasts back. `scaler_fit.ts` fits it and applies it in bulk with Polars; this file has no
 * such import, so that `infer` loads no native code, and gives the same bits.
 * @module
 */

import { UserError } from "#lib/core/errors.ts";

/** How offset and scale were found: mean and standard deviation, or minimum and range. */
export type ScalerKind = "standard" | "minmax";

/** How one feature is scaled: `(f(x) − offset) / scale`, f being log1p or nothing. */
export interface FeatureScale {
  /** The feature, see `FEATURES`. */
  readonly name: string;
  /** Whether ln(1 + x) is taken first. */
  readonly log1p: boolean;
  /** Mean or minimum of the training part, after log1p. */
  readonly offset: number;
  /** Standard deviation or range of the training part, after log1p; 1 where it was constant. */
  readonly scale: number;
}

const VERSION = 1;

/**
 * Scales features, and forecasts back.
 *
 * The factor 1 / scale is taken once and multiplied with, since Polars divides a column by a
 * number that way too: so both give the same bits.
 */
export class Scaler {
  readonly #factors: readonly number[];

  /** Makes a scaler of numbers that are known. @param features in the order of the columns */
  constructor(readonly kind: ScalerKind, readonly features: readonly FeatureScale[]) {
    this.#factors = features.map(({ scale }) => 1 / scale);
  }

  /**
   * Scales rows of features.
   * @param columns one a feature, in this scaler's order
   * @param rows how many rows of them
   * @param out takes [rows, features], row by row, float32
   * @param outBegin where in `out` the first row goes
   */
  apply(
    columns: readonly Float64Array[],
    rows: number,
    out: Float32Array,
    outBegin = 0,
  ): void {
    const stride = this.features.length;
    for (let f = 0; f < stride; f++) {
      const { log1p, offset } = this.features[f];
      const factor = this.#factors[f];
      const column = columns[f];
      for (let row = 0, at = outBegin + f; row < rows; row++, at += stride) {
        const x = log1p ? Math.log1p(column[row]) : column[row];
        out[at] = (x - offset) * factor;
      }
    }
  }

  /**
   * Gives the value behind a scaled one, as for a forecast of the feature.
   * @param feature index of the feature
   */
  invert(feature: number, scaled: number): number {
    const { log1p, offset, scale } = this.features[feature];
    const x = scaled * scale + offset;
    return log1p ? Math.expm1(x) : x;
  }

  /**
   * Checks that the scaler is for these features.
   * @param subject what is being opened, such as `model "a"`
   * @throws {UserError} if count, names or order differ
   */
  checkFits(names: readonly string[], subject: string): void {
    const own = this.features.map(({ name }) => name);
    if (own.length !== names.length) {
      throw new UserError(
        `Cannot open ${subject}: scaler has ${own.length} features, data has ${names.length}; ` +
          `retrain or pass a model of this version`,
      );
    }
    const odd = own.findIndex((name, f) => name !== names[f]);
    if (odd !== -1) {
      throw new UserError(
        `Cannot open ${subject}: feature ${odd + 1} of its scaler is "${own[odd]}", of the data ` +
          `"${names[odd]}"; retrain or pass a model of this version`,
      );
    }
  }

  /** Writes the text of `scaler.json`; numbers come back from it to the last bit. */
  toJson(): string {
    const { kind, features } = this;
    return JSON.stringify({ version: VERSION, kind, features }, null, 2) + "\n";
  }
}

/**
 * Reads the text of a `scaler.json`.
 * @param subject what is being opened, such as `model "a"`
 * @throws {UserError} if it is none, or of a newer version
 */
export function parseScaler(text: string, subject: string): Scaler {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new UserError(`Cannot open ${subject}: its scaler is no JSON; retrain`, { cause });
  }
  const { version, kind, features } = (value ?? {}) as Record<string, unknown>;
  if (version !== VERSION) {
    throw new UserError(
      `Cannot open ${subject}: its scaler has version ${version}, expected ${VERSION}; retrain, ` +
        `or use the program that made it`,
    );
  }
  const isKind = kind === "standard" || kind === "minmax";
  if (!isKind || !Array.isArray(features) || !features.every(isFeatureScale)) {
    throw new UserError(
      `Cannot open ${subject}: its scaler lacks a kind, or a name, offset, scale or log1p of a ` +
        `feature; retrain`,
    );
  }
  return new Scaler(kind, features);
}

function isFeatureScale(value: unknown): value is FeatureScale {
  const { name, log1p, offset, scale } = (value ?? {}) as Record<string, unknown>;
  return typeof name === "string" && typeof log1p === "boolean" && Number.isFinite(offset) &&
    Number.isFinite(scale) && (scale as number) > 0;
}
