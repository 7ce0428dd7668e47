/**
 * The kinds of networks that the generator knows by name.
 *
 * Shares are of packets. They are round figures of the right order and not a measurement of one
 * network; `docs/generator.md` says what each rests on.
 * @module
 */

import { dialogue, media, reports, single, sizes, web } from "./services.ts";
import type { Service, TrafficProfile } from "./traffic_profile.ts";

const TCP = 6;
const UDP = 17;
const ICMP = 1;

/** Names of the profiles. */
export type ProfileName = "office" | "data-centre" | "home" | "scada";

/** All profiles, by name. */
export const PROFILES: Readonly<Record<ProfileName, TrafficProfile>> = {
  /** Mostly the web: 80 % TCP, 17 % UDP, 3 % ICMP. */
  "office": {
    services: [
      web(TCP, 443, 57),
      web(TCP, 80, 8),
      web(TCP, 445, 10),
      dialogue({ proto: TCP, port: 22, sharePercent: 5 }, sizes(36, 68), sizes(36, 260), 20),
      web(UDP, 443, 9),
      names(6),
      clock(2),
      echo(3),
    ],
    ipv6Share: 0.15,
    rttUs: 40_000,
    rttSpread: 0.5,
    daySwing: 1,
    dayShiftDays: 0,
    burstiness: 1,
  },
  /** Remote calls, databases and storage: 92 % TCP, 7 % UDP, 1 % ICMP. */
  "data-centre": {
    services: [
      dialogue({ proto: TCP, port: 443, sharePercent: 27 }, sizes(120, 900), sizes(80, 1_448), 10),
      dialogue({ proto: TCP, port: 5432, sharePercent: 15 }, sizes(40, 400), sizes(60, 1_448), 100),
      dialogue({ proto: TCP, port: 6379, sharePercent: 15 }, sizes(30, 120), sizes(8, 300), 100),
      web(TCP, 3260, 20),
      web(TCP, 8080, 15),
      names(3),
      reports({ proto: UDP, port: 8125, sharePercent: 4 }, sizes(40, 400)),
      echo(1),
    ],
    ipv6Share: 0.3,
    rttUs: 500,
    rttSpread: 0.3,
    daySwing: 0.5,
    dayShiftDays: 0,
    burstiness: 1,
  },
  /** Streams, calls and games beside the web: 49 % TCP, 50 % UDP, 1 % ICMP. */
  "home": {
    services: [
      web(TCP, 443, 42),
      web(TCP, 80, 4),
      dialogue({ proto: TCP, port: 8883, sharePercent: 3 }, sizes(40, 200), sizes(36, 80), 20),
      web(UDP, 443, 34),
      media({ proto: UDP, port: 3478, sharePercent: 7 }, sizes(100, 220)),
      media({ proto: UDP, port: 27015, sharePercent: 5 }, sizes(40, 300)),
      names(4),
      echo(1),
    ],
    ipv6Share: 0.45,
    rttUs: 25_000,
    rttSpread: 0.6,
    daySwing: 1.6,
    dayShiftDays: 5.5 / 24,
    burstiness: 1.2,
  },
  /** Controllers that are polled over flows which hardly ever end: 94 % TCP, 4 % UDP, 2 % ICMP. */
  "scada": {
    services: [
      dialogue({ proto: TCP, port: 502, sharePercent: 50 }, sizes(12), sizes(29, 259), 500),
      dialogue({ proto: TCP, port: 20000, sharePercent: 24 }, sizes(18, 27), sizes(17, 292), 500),
      dialogue({ proto: TCP, port: 2404, sharePercent: 20 }, sizes(6, 24), sizes(16, 250), 500),
      dialogue({ proto: UDP, port: 161, sharePercent: 2 }, sizes(40, 60), sizes(45, 90), 20),
      clock(2),
      echo(2),
    ],
    ipv6Share: 0.02,
    rttUs: 4_000,
    rttSpread: 0.2,
    daySwing: 0.1,
    dayShiftDays: 0,
    burstiness: 0.3,
  },
};

/** The names of the profiles. */
export const PROFILE_NAMES = Object.keys(PROFILES) as readonly ProfileName[];

function names(sharePercent: number): Service {
  return single({ proto: UDP, port: 53, sharePercent }, sizes(28, 58), sizes(44, 360));
}

function clock(sharePercent: number): Service {
  return single({ proto: UDP, port: 123, sharePercent }, sizes(48), sizes(48));
}

function echo(sharePercent: number): Service {
  return dialogue({ proto: ICMP, port: 0, sharePercent }, sizes(56), sizes(56), 1);
}
