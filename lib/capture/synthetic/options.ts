/**
 * What the synthetic traffic source can be told, and what is said by default.
 * @module
 */

import { MICROS_PER_SECOND } from "#lib/core/time.ts";
import { LONGEST_EPISODE_US } from "./episode.ts";
import type { Injection } from "./injection.ts";
import type { ProfileName } from "./profiles.ts";
import type { RateSeries } from "./rate_series.ts";

/** Settings of {@link "./synthetic_source.ts"}. */
export interface SyntheticOptions {
  /** How many links, 1 to 10,000; they are named `link-1`, `link-2` and so on. */
  readonly links: number;
  /** Mean rate of quiet traffic over all links together, packets/s. Every link has the same
   * mean over a whole week. Episodes of congestion come on top. */
  readonly ratePps: number;
  /** Any integer; the same seed and start give the same packets. */
  readonly seed: number;
  /** Event time at which the traffic starts, µs. To go on after a log's last event, give the
   * microsecond after it: the daily shape and the episodes depend on event time and seed alone,
   * so they go on where they were. */
  readonly startUs: number;
  /** Length of the traffic in event time, µs; `Infinity` for no end. */
  readonly durationUs: number;
  /** Most packets to give; `Infinity` for no bound. */
  readonly maxPackets: number;
  /** Length of the daily cycle, µs, aligned to the epoch; a week is seven of them. */
  readonly dayLengthUs: number;
  /** Episodes of congestion per link and day, 0 for none; each needs five minutes of the day. */
  readonly episodesPerDay: number;
  /** Kind of network: services, sizes, protocols. */
  readonly profile: ProfileName;
  /** Drives the volume in place of the daily shape; its mean is `ratePps`. */
  readonly series: RateSeries | undefined;
  /** Median round-trip time of the flows, µs; `undefined` for the profile's. */
  readonly rttUs: number | undefined;
  /** Standard deviation of the round-trip times' logarithm, 0 for one time for all flows;
   * `undefined` for the profile's. */
  readonly rttSpread: number | undefined;
  /** Round trips of a flow differ by up to this part of its round-trip time, 0 to 0.9. */
  readonly rttJitter: number;
  /** Part of the TCP segments with payload that are lost and sent again, 0 to 0.3. */
  readonly lossShare: number;
  /** Events that were asked for. */
  readonly injections: readonly Injection[];
}

/** Four links of 8 packets/s: 40 packets in a window of 5 s, far below a threshold of 100. */
export const DEFAULT_SYNTHETIC_OPTIONS: SyntheticOptions = {
  links: 4,
  ratePps: 32,
  seed: 1,
  startUs: Date.UTC(2025, 0, 6) * 1000,
  durationUs: Infinity,
  maxPackets: Infinity,
  dayLengthUs: 86_400 * MICROS_PER_SECOND,
  episodesPerDay: 6,
  profile: "office",
  series: undefined,
  rttUs: undefined,
  rttSpread: undefined,
  rttJitter: 0.05,
  lossShare: 0.01,
  injections: [],
};

/**
 * Refuses settings that no traffic can be made from.
 * @throws {RangeError} that names the option, its value and its bounds
 */
export function checkSyntheticOptions(options: SyntheticOptions): void {
  const { links, ratePps, seed, startUs, durationUs, maxPackets, dayLengthUs } = options;
  const { episodesPerDay } = options;
  expect(Number.isInteger(links) && links >= 1 && links <= 10_000, "links", links, "1 to 10,000");
  expect(ratePps > 0 && ratePps <= 1e9, "ratePps", ratePps, "above 0 and up to 1e9");
  expect(Number.isSafeInteger(seed), "seed", seed, "an integer below 2^53");
  expect(
    Number.isSafeInteger(startUs) && startUs >= 0,
    "startUs",
    startUs,
    "whole microseconds since 1970",
  );
  expect(durationUs >= 0, "durationUs", durationUs, "0 or more");
  expect(
    (Number.isInteger(maxPackets) && maxPackets >= 0) || maxPackets === Infinity,
    "maxPackets",
    maxPackets,
    "a whole number or Infinity",
  );
  expect(
    dayLengthUs >= MICROS_PER_SECOND && dayLengthUs < Infinity,
    "dayLengthUs",
    dayLengthUs,
    "1 s or more",
  );
  const most = dayLengthUs / LONGEST_EPISODE_US;
  expect(
    episodesPerDay >= 0 && episodesPerDay <= most,
    "episodesPerDay",
    episodesPerDay,
    `0 to ${most} in a day of ${dayLengthUs / MICROS_PER_SECOND} s`,
  );
  const { rttUs = 1, rttSpread = 0, rttJitter, lossShare, injections } = options;
  expect(rttUs > 0 && rttUs <= 10 * MICROS_PER_SECOND, "rttUs", rttUs, "up to 10 s");
  expect(rttSpread >= 0 && rttSpread <= 2, "rttSpread", rttSpread, "0 to 2");
  expect(rttJitter >= 0 && rttJitter <= 0.9, "rttJitter", rttJitter, "0 to 0.9");
  expect(lossShare >= 0 && lossShare <= 0.3, "lossShare", lossShare, "0 to 0.3");
  for (const { link, lengthUs, everyUs, intensity } of injections) {
    expect(link >= 0 && link < links, "the link of an injection", link, `0 to ${links - 1}`);
    expect(lengthUs > 0, "the length of an injection", lengthUs, "above 0");
    expect(everyUs >= lengthUs, "an injection every", everyUs, "no less than its length");
    expect(intensity >= 0 && intensity <= 1e6, "the intensity", intensity, "0 to 1e6");
  }
}

function expect(holds: boolean, option: string, value: number, expected: string): void {
  if (!holds) {
    throw new RangeError(`Cannot make traffic with ${option} ${value}: expected ${expected}`);
  }
}
