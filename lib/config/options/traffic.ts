/**
 * Options of synthetic traffic.
 * @module
 */

import { parseTime } from "#lib/core/time.ts";
import { duration } from "../kinds/duration.ts";
import { instant } from "../kinds/instant.ts";
import { integer, number } from "../kinds/number.ts";
import { numberOr } from "../kinds/number_or.ts";
import { path } from "../kinds/text.ts";
import type { Check } from "../script.ts";

/** Event time of the first packet in an empty log, µs: a Monday, so that weeks start whole. */
export const DEFAULT_START_US: number = parseTime("2025-03-03T00:00:00Z");

/** How much traffic there is, of what shape, and how fast it comes. */
export const trafficOptions = {
  ratePps: {
    ...number({
      doc: "Mean rate over all links",
      default: 32,
      above: 0,
      max: 1e9,
      unit: "packets/s",
    }),
    suffix: "Pps",
  },
  links: integer({ doc: "Number of links", default: 4, min: 1, max: 10_000 }),
  speed: numberOr("max", {
    doc: "How fast event time runs: times real time, or as fast as it goes",
    default: 1,
    above: 0,
    unit: "× real time",
  }),
  durationMs: duration({
    doc: "Stop after this much event time",
    defaultNote: "until Ctrl-C",
    above: 0,
  }),
  packets: integer({ doc: "Stop after this many packets", defaultNote: "until Ctrl-C", min: 1 }),
  startUs: instant({
    doc: "Event time of the first packet",
    defaultNote: "after the log's last event; 2025-03-03T00:00:00Z in an empty log",
  }),
  dayLengthMs: duration({
    doc: "Length of the daily cycle in event time",
    default: 86_400_000,
    min: 60_000,
  }),
  episodesPerDay: number({
    doc: "Mean number of congestions of a link in a daily cycle",
    default: 6,
    min: 0,
  }),
  labels: path({
    doc: "Write the true times of the congestions to this file, as JSON lines",
    defaultNote: "nowhere",
  }),
};

/** Stretch of a daily cycle that a congestion may take, with the quiet around it, ms. */
const EPISODE_MS = 300_000;

/** More would overlap. */
export const episodesFitIntoDay: Check<
  { readonly dayLengthMs: number; readonly episodesPerDay: number }
> = {
  name: "--episodes-per-day leaves each of them 5 minutes of --day-length",
  violation({ dayLengthMs, episodesPerDay }) {
    const most = dayLengthMs / EPISODE_MS;
    if (episodesPerDay <= most) return undefined;
    const { kind } = trafficOptions.dayLengthMs;
    return `Cannot use --episodes-per-day ${episodesPerDay}: expected at most ` +
      `${Math.floor(1000 * most) / 1000} in a --day-length of ${
        kind.toJson(dayLengthMs)
      }; lower it ` +
      `or lengthen the day`;
  },
};
