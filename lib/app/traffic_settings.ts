/**
 * Turns the options of `generate` into those of the synthetic source.
 * @module
 */

import { DEFAULT_INTENSITY } from "#lib/capture/synthetic/injection.ts";
import type { SyntheticOptions } from "#lib/capture/synthetic/options.ts";
import { PROFILE_NAMES, type ProfileName } from "#lib/capture/synthetic/profiles.ts";
import type { RateSeries } from "#lib/capture/synthetic/rate_series.ts";
import { DEFAULT_START_US } from "#lib/config/options/traffic.ts";
import type { GenerateConfig } from "#lib/config/scripts/generate.ts";
import { UsageError } from "#lib/core/errors.ts";
import { MICROS_PER_MS } from "#lib/core/time.ts";
import { readSeries } from "./read_series.ts";

/** What `--profile` says. */
export interface TrafficKind {
  /** Kind of network. */
  readonly profile: ProfileName;
  /** What drives the volume, `undefined` for the daily shape. */
  readonly series: RateSeries | undefined;
}

/**
 * Reads what `--profile` names: a kind of network, a series, or both.
 * @throws {UsageError} if it names two of a kind, or neither a kind nor a file
 * @throws {UserError} if it names a file that is no series
 */
export async function trafficKind(config: GenerateConfig): Promise<TrafficKind> {
  const names = PROFILE_NAMES.filter((name) => config.profile.includes(name));
  const files = config.profile.filter((name) => !names.some((known) => known === name));
  if (names.length > 1 || files.length > 1) {
    throw new UsageError(
      `Cannot use --profile ${config.profile.join(" --profile ")}: expected one of ` +
        `${PROFILE_NAMES.join(", ")}, and one file of a series`,
    );
  }
  if (files.length === 1 && isMistyped(files[0])) {
    throw new UsageError(
      `Cannot use --profile "${files[0]}": expected one of ${
        PROFILE_NAMES.join(", ")
      }, or a file ` +
        "of a series, and there is no such file",
    );
  }
  const series = files.length === 0 ? undefined : await readSeries(files[0], {
    time: config.profileTimeColumn,
    value: config.profileValueColumn,
    originUs: DEFAULT_START_US,
    timeScale: config.profileTimeScale,
  });
  return { profile: names[0] ?? "office", series };
}

/** Whether a name that is neither profile nor file looks like no path either. */
function isMistyped(name: string): boolean {
  if (/[./\\]/.test(name)) return false;
  try {
    Deno.statSync(name);
    return false;
  } catch (error) {
    return error instanceof Deno.errors.NotFound;
  }
}

/** Gives the options of the source. @param startUs event time of its first packet, µs */
export function sourceOptions(
  config: GenerateConfig,
  { profile, series }: TrafficKind,
  startUs: number,
): SyntheticOptions {
  const volume = config.profileVolumeScale;
  return {
    profile,
    series,
    startUs,
    links: config.links,
    ratePps: series === undefined || volume === undefined ? config.ratePps : series.mean * volume,
    seed: config.seed,
    durationUs: durationUs(config, series, startUs),
    maxPackets: config.packets ?? Infinity,
    dayLengthUs: config.dayLengthMs * MICROS_PER_MS,
    episodesPerDay: config.episodesPerDay,
    rttUs: config.rttMs === undefined ? undefined : config.rttMs * MICROS_PER_MS,
    rttSpread: config.rttSpread,
    rttJitter: config.rttJitter,
    lossShare: config.retransmissions,
    injections: config.inject.map((request) => ({
      kind: request.kind,
      link: request.link - 1,
      afterUs: request.afterMs * MICROS_PER_MS,
      lengthUs: request.lengthMs * MICROS_PER_MS,
      everyUs: (request.everyMs ?? Infinity) * MICROS_PER_MS,
      intensity: request.intensity ?? DEFAULT_INTENSITY[request.kind],
    })),
  };
}

/** Without a duration, a series is played to its end. */
function durationUs(
  { durationMs }: GenerateConfig,
  series: RateSeries | undefined,
  startUs: number,
): number {
  if (durationMs !== undefined) return durationMs * MICROS_PER_MS;
  return series === undefined ? Infinity : series.endAfter(startUs) - startUs;
}
