/**
 * How training runs, what it reports on the way and what it ends with.
 * @module
 */

import type { Clock } from "#lib/core/time.ts";
import type { Backend } from "./backend/backend.ts";
import type { TrainingSet } from "./training_set.ts";

/** Options of the training loop. */
export interface TrainOptions {
  /** Most passes over the training part. @default 50 */
  readonly epochs: number;
  /** Sequences of a mini-batch. @default 64 */
  readonly batchSize: number;
  /** Step length of Adam. @default 0.001 */
  readonly learningRate: number;
  /** Epochs in a row without a better validation loss after which training stops. @default 5 */
  readonly patience: number;
  /** Decides the order of sequences and what dropout drops. @default 1 */
  readonly seed: number;
}

/** The defaults of {@link TrainOptions}. */
export const DEFAULT_TRAIN_OPTIONS: TrainOptions = {
  epochs: 50,
  batchSize: 64,
  learningRate: 0.001,
  patience: 5,
  seed: 1,
};

/** The parts of the data that training sees; validation lies later in time. */
export interface TrainingData {
  /** Learnt from. */
  readonly training: TrainingSet;
  /** Decides when to stop and which weights to keep. */
  readonly validation: TrainingSet;
}

/** What came of one epoch. */
export interface EpochReport {
  /** From 1. */
  readonly epoch: number;
  /** Mean squared error over the training part, in scaled units, with dropout on and as the
   * weights were when each batch came by. */
  readonly loss: number;
  /** Mean squared error over the validation part, in scaled units, at the epoch's end. */
  readonly valLoss: number;
  /** Wall time of the epoch, validation included. */
  readonly seconds: number;
  /** Training sequences in a second of wall time, validation left out. */
  readonly sequencesPerSecond: number;
}

/** How far an epoch has come. */
export interface BatchReport {
  /** From 1. */
  readonly epoch: number;
  /** Mini-batches done in this epoch. */
  readonly batch: number;
  /** Mini-batches of an epoch. */
  readonly batches: number;
  /** Mean squared error over the epoch's batches so far. */
  readonly loss: number;
}

/** What training is handed from outside. */
export interface TrainDeps {
  /** What it runs on. */
  readonly backend: Backend;
  /** Times the epochs. */
  readonly clock: Clock;
  /** Once aborted, training ends after the current batch and keeps the best weights so far. */
  readonly signal?: AbortSignal;
  /** Called at the end of each epoch. */
  readonly onEpoch?: (report: EpochReport) => void;
  /** Called after each mini-batch. */
  readonly onBatch?: (report: BatchReport) => void;
}

/** Why training ended. */
export type StopReason = "epochs" | "patience" | "aborted";

/** What training came to. */
export interface TrainingResult {
  /** All whole epochs, in order. */
  readonly epochs: readonly EpochReport[];
  /** The epoch whose weights were kept, from 1; 0 where not one came to its end, which leaves
   * the initial weights. */
  readonly bestEpoch: number;
  /** Why training ended. */
  readonly stopped: StopReason;
}
