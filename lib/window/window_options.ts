/**
 * How windows are cut: the options that the online and the Polars form share.
 * @module
 */

import { MICROS_PER_SECOND } from "#lib/core/time.ts";

/** Options of tumbling windows; all times in µs of event time. */
export interface WindowOptions {
  /** Length of a window. @default 5 s */
  readonly windowUs: number;
  /** How far records may run behind the link's newest one before the watermark passes them.
   * @default 0.5 s */
  readonly outOfOrdernessUs: number;
  /** How long after the watermark has passed its end a window still takes records. @default 0 */
  readonly allowedLatenessUs: number;
  /** A stretch longer than this without any record of a link, ticks included, is missing; a
   * shorter one is silence, made of windows of zero packets. @default 60 s */
  readonly idleTimeoutUs: number;
  /** Whether windows hold TCP measures too, which packets have to carry then: addresses, ports,
   * flags and what `capture` found of flows. @default "basic" */
  readonly measures?: WindowContents;
}

/** What windows hold: the sums of all packets alone, or TCP measures too. */
export type WindowContents = "basic" | "tcp";

/** The defaults of {@link WindowOptions}. */
export const DEFAULT_WINDOW_OPTIONS: WindowOptions = {
  windowUs: 5 * MICROS_PER_SECOND,
  outOfOrdernessUs: MICROS_PER_SECOND / 2,
  allowedLatenessUs: 0,
  idleTimeoutUs: 60 * MICROS_PER_SECOND,
};

/** Longest idle timeout, in windows: one record can close that many at once. A day of windows of
 * 10 s is less. */
export const MAX_IDLE_WINDOWS = 10_000;

/** Windows of one gap beyond which it is skipped and said, not filled with zeros: a clock that
 * was wrong can span 10^8 windows. */
export const MAX_GAP_WINDOWS = 1_000_000;
