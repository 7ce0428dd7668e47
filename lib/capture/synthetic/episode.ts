/**
 * An episode of congestion on one link: when its load grows, stands and falls, and how high.
 *
 * The load is told as a multiple of the link's mean quiet rate:
 *
 * ```text
 *  peak             ___________
 *                  /           \
 *  2.5  - - - - - / - - - - - - \ - - - congested from `startUs` to `endUs`
 *              _-'               \
 *  quiet ___--'                   `-.____
 *          build-up  climb  peak  fall  ebb
 * ```
 * @module
 */

import type { Random } from "#lib/core/random.ts";
import { MICROS_PER_SECOND } from "#lib/core/time.ts";

/** Multiple of the mean quiet rate from which on a link counts as congested: at 8 packets/s it
 * makes 100 packets in a window of 5 s, the default threshold of alerts. */
export const CONGESTED_LEVEL = 2.5;

/** Upper bound on an episode with the quiet that it needs before and after, µs. */
export const LONGEST_EPISODE_US = 300 * MICROS_PER_SECOND;

/** All instants of an episode are multiples of this, so that no change of the rate falls between
 * the slots of {@link "./arrivals.ts"}. */
export const EPISODE_STEP_US = 100_000;

/** Share of the episodes that come without a sign. */
const SUDDEN_SHARE = 0.2;
/** Quiet kept at either end of an episode's stretch of time, so that two never touch. */
const MARGIN_US = 5 * MICROS_PER_SECOND;
const LOWEST_PEAK = 3.5;
const HIGHEST_PEAK = 5.5;

/** The course of one episode; all times are event time, µs, in this order. */
export interface Episode {
  /** The load begins to grow. */
  readonly buildUpStartUs: number;
  /** The expected rate reaches {@link CONGESTED_LEVEL}: the congestion begins. */
  readonly startUs: number;
  /** The load reaches its peak. */
  readonly peakStartUs: number;
  /** The load begins to fall. */
  readonly peakEndUs: number;
  /** The expected rate falls below {@link CONGESTED_LEVEL}: the congestion is over. */
  readonly endUs: number;
  /** The link is quiet again. */
  readonly quietUs: number;
  /** Height of the peak, as a multiple of the mean quiet rate. */
  readonly peak: number;
  /** Whether it came without a sign: no build-up and no climb. */
  readonly sudden: boolean;
}

/**
 * Draws an episode that lies within a stretch of time with quiet at both ends.
 * @param fromUs start of the stretch
 * @param toUs end of the stretch, at least {@link LONGEST_EPISODE_US} later
 */
export function drawEpisode(random: Random, fromUs: number, toUs: number): Episode {
  const sudden = random.uniform() < SUDDEN_SHARE;
  const buildUpUs = drawLengthUs(random, 30, 120);
  const climbUs = drawLengthUs(random, 5, 15);
  const peakUs = drawLengthUs(random, 30, 120);
  const fallUs = drawLengthUs(random, 5, 15);
  const ebbUs = drawLengthUs(random, 5, 15);
  const peak = LOWEST_PEAK + (HIGHEST_PEAK - LOWEST_PEAK) * random.uniform();
  const riseUs = sudden ? 0 : buildUpUs + climbUs;
  const spareUs = toUs - fromUs - 2 * MARGIN_US - riseUs - peakUs - fallUs - ebbUs;
  const buildUpStartUs = toStep(fromUs + MARGIN_US + spareUs * random.uniform());
  const peakStartUs = buildUpStartUs + riseUs;
  const peakEndUs = peakStartUs + peakUs;
  return {
    buildUpStartUs,
    startUs: sudden ? buildUpStartUs : buildUpStartUs + buildUpUs,
    peakStartUs,
    peakEndUs,
    endUs: peakEndUs + fallUs,
    quietUs: peakEndUs + fallUs + ebbUs,
    peak,
    sudden,
  };
}

/**
 * Gives the expected load at an instant, as a multiple of the link's mean quiet rate.
 * @param quiet the load without the episode, below {@link CONGESTED_LEVEL}
 * @param ts event time, µs
 */
export function episodeLevel(episode: Episode, quiet: number, ts: number): number {
  const { buildUpStartUs, startUs, peakStartUs, peakEndUs, endUs, quietUs, peak } = episode;
  if (ts < buildUpStartUs || ts >= quietUs) return quiet;
  if (ts < startUs) return between(quiet, CONGESTED_LEVEL, ts, buildUpStartUs, startUs);
  if (ts < peakStartUs) return between(CONGESTED_LEVEL, peak, ts, startUs, peakStartUs);
  if (ts < peakEndUs) return peak;
  if (ts < endUs) return between(peak, CONGESTED_LEVEL, ts, peakEndUs, endUs);
  return between(CONGESTED_LEVEL, quiet, ts, endUs, quietUs);
}

function between(from: number, to: number, ts: number, fromUs: number, toUs: number): number {
  return from + (to - from) * ((ts - fromUs) / (toUs - fromUs));
}

function drawLengthUs(random: Random, leastSeconds: number, mostSeconds: number): number {
  const seconds = leastSeconds + (mostSeconds - leastSeconds) * random.uniform();
  return toStep(seconds * MICROS_PER_SECOND);
}

function toStep(us: number): number {
  return Math.round(us / EPISODE_STEP_US) * EPISODE_STEP_US;
}
