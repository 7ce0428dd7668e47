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
import { DEFAULT_SHARES, originsOf, Part, type Shares, splitPoints, splitRows } from "./split.ts";

/** Name of a part of the data. */
export type PartName = keyof typeof Part;

/** What a data set is made by. */
export interface DatasetOptions {
  /** Size of each sequence. */
  readonly shape: SequenceShape;
  /** What is forecast. */
  readonly target: Target;
  /** The scaler of a model, or how to fit one on the training part. */
  readonly scaler: Scaler | ScalerOptions;
  /** Shares of the parts in each link's time. @default 0.7, 0.1, 0.2 */
  readonly shares?: Shares;
  /** The parts that have to hold a sequence. @default all that have a share */
  readonly needs?: readonly PartName[];
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
 * @throws {UserError} if a part that is needed has no sequence: says what there is, what is
 * needed, what to do
 */
export function buildDataset(windows: WindowBatch, options: DatasetOptions): Dataset {
  const { shape, target, shares = DEFAULT_SHARES } = options;
  const needs: number[] = (options.needs ?? PART_NAMES.filter((name) => shares[Part[name]] > 0))
    .map((name) => Part[name]);
  // A scaler is fitted on the training part, whatever else is asked for.
  if (!(options.scaler instanceof Scaler)) needs.push(Part.train);
  const origins = findOrigins(windows, shape);
  const parts = splitRows(windows, shares);
  const originsByPart = PART_NAMES.map((name) =>
    originsOf(Part[name], origins, parts, shape.horizon)
  );
  if (needs.some((part) => originsByPart[part].length === 0)) {
    throw new UserError(notEnough(windows, shape, shares, needs));
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

const PART_NAMES: readonly PartName[] = ["train", "validation", "test"];

function notEnough(
  windows: WindowBatch,
  shape: SequenceShape,
  shares: Shares,
  needs: readonly number[],
): string {
  const links = new Set(windows.link.subarray(0, windows.length)).size;
  const needed = windowsNeeded(shape, shares, needs);
  return `Cannot make sequences: there are ${windows.length} windows on ${links} ` +
    `${links === 1 ? "link" : "links"}, ` +
    (needed === undefined
      ? `but a part has no share of them in --split ${shares.join(",")}; give it one`
      : `${
        longestRun(windows, shape.windowUs)
      } in a row at most, but one link needs ${needed} in a row for a lookback of ${shape.lookback} and ` +
        `a horizon of ${shape.horizon}; capture or generate for longer, read more with a larger ` +
        `--max-messages, or pass a shorter --lookback or --horizon`);
}

/** The most windows of one link that follow on each other. */
function longestRun({ length, link, start }: WindowBatch, windowUs: number): number {
  let longest = 0;
  let run = 0;
  for (let row = 0; row < length; row++) {
    const goesOn = row > 0 && link[row] === link[row - 1] &&
      start[row] === start[row - 1] + windowUs;
    run = goesOn ? run + 1 : 1;
    longest = Math.max(longest, run);
  }
  return longest;
}

/** Windows of one link, the partial first and last ones included, that fill the parts needed;
 * `undefined` where no number does. */
function windowsNeeded(
  { lookback, horizon }: SequenceShape,
  shares: Shares,
  needs: readonly number[],
): number | undefined {
  if (needs.some((part) => shares[part] === 0)) return undefined;
  for (let count = lookback + horizon + 2;; count++) {
    const [validationAt, testAt] = splitPoints(count, shares);
    const ends = [[0, validationAt], [validationAt, testAt], [testAt, count]];
    const fits = needs.every((part) => {
      // The first window and the last are partial; an origin needs its lookback behind it.
      const firstOrigin = Math.max(ends[part][0], lookback);
      const end = Math.min(ends[part][1], count - 1);
      return end - firstOrigin > horizon;
    });
    if (fits) return count;
  }
}
