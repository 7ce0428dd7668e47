/**
 * Options of synthetic traffic.
 * @module
 */

import { parseTime } from "#lib/core/time.ts";
import { withDerivedDefault } from "../defaults.ts";
import { duration } from "../kinds/duration.ts";
import { injections } from "../kinds/injections.ts";
import { instant } from "../kinds/instant.ts";
import { integer, number } from "../kinds/number.ts";
import { numberOr } from "../kinds/number_or.ts";
import { paths } from "../kinds/paths.ts";
import { path, text } from "../kinds/text.ts";
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
  speed: withDerivedDefault(
    numberOr("max", {
      doc: "How fast event time runs: times real time, or as fast as it goes",
      above: 0,
      unit: "× real time",
    }),
    "1; max with --pcap",
    ({ pcap }: { readonly pcap: string | undefined }) => pcap === undefined ? 1 : "max",
  ),
  durationMs: duration({
    doc: "Stop after this much event time",
    defaultNote: "until Ctrl-C; a series' end",
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
  episodesPerDay: withDerivedDefault(
    number({ doc: "Mean number of congestions of a link in a daily cycle", min: 0 }),
    "6; 0 with a series",
    ({ profile }: { readonly profile: readonly string[] }) => namesSeries(profile) ? 0 : 6,
  ),
  inject: injections({
    doc: "Let this happen, START after the first packet; give it again for more",
    defaultNote: "nothing",
  }),
  labels: path({
    doc: "Write the true times of congestions and injected events to this file, as JSON lines",
    defaultNote: "nowhere",
  }),
};

/** Kinds of networks that `--profile` knows by name; anything else is a file. */
const PROFILES: readonly string[] = ["office", "data-centre", "home", "scada"];

function namesSeries(profile: readonly string[]): boolean {
  return profile.some((name) => !PROFILES.includes(name));
}

/** What the traffic is like. */
export const profileOptions = {
  profile: paths({
    doc: `Kind of network (${PROFILES.join(", ")}), or a CSV file of a series that ` +
      "drives the volume; give it twice for both",
    defaultNote: "office",
  }),
  profileTimeColumn: text({
    doc: "Column of the series that holds the times, by name or number",
    defaultNote: "the first",
  }),
  profileValueColumn: text({
    doc: "Column of the series that holds the volume, by name or number",
    defaultNote: "the one behind the times",
  }),
  profileTimeScale: number({
    doc: "Play the series this many times as fast as it was",
    default: 1,
    above: 0,
  }),
  profileVolumeScale: number({
    doc: "Packets/s over all links for each unit of the series' value",
    defaultNote: "its mean makes --rate",
    above: 0,
  }),
  rttMs: {
    ...number({
      doc: "Median round-trip time of the flows",
      defaultNote: "the profile's",
      above: 0,
      max: 10_000,
      unit: "ms",
    }),
    suffix: "Ms",
  },
  rttSpread: number({
    doc: "Standard deviation of the natural logarithm of the flows' round-trip times",
    defaultNote: "the profile's",
    min: 0,
    max: 2,
  }),
  rttJitter: number({
    doc: "Part of a flow's round-trip time by which its round trips differ",
    default: 0.05,
    min: 0,
    max: 0.9,
  }),
  retransmissions: number({
    doc: "Part of the TCP segments that are lost and sent again",
    default: 0.01,
    min: 0,
    max: 0.3,
  }),
};

/** A capture file in place of the bus. */
export const pcapOptions = {
  pcap: path({
    doc: "Write a capture of real packets to this file, as pcapng, and not to the bus",
    defaultNote: "the bus",
  }),
  snapLengthBytes: {
    ...integer({
      doc: "Keep this much of each packet of the capture",
      default: 65_535,
      min: 14,
      max: 65_535,
      unit: "bytes",
    }),
    suffix: "Bytes",
  },
};

/** A file that grows until the disk is full is nobody's wish. */
export const pcapEnds: Check<{
  readonly pcap: string | undefined;
  readonly durationMs: number | undefined;
  readonly packets: number | undefined;
  readonly profile: readonly string[];
}> = {
  name: "--pcap comes with --duration, --packets or a series",
  violation({ pcap, durationMs, packets, profile }) {
    const ends = durationMs !== undefined || packets !== undefined || namesSeries(profile);
    if (pcap === undefined || ends) return undefined;
    return `Cannot use --pcap ${pcap} without an end: expected --duration, --packets or a series ` +
      `in --profile; add one of them`;
  },
};

/** An event on a link that is not there. */
export const eventsHaveLinks: Check<{
  readonly inject: readonly { readonly link: number }[];
  readonly links: number;
}> = {
  name: "--inject names links that --links makes",
  violation({ inject, links }) {
    const wrong = inject.find(({ link }) => link > links);
    if (wrong === undefined) return undefined;
    return `Cannot use --inject on link-${wrong.link}: expected link-1 to link-${links}; raise ` +
      `--links or name another`;
  },
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
