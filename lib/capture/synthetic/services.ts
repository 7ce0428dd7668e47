/**
 * The services that the profiles of networks are made of.
 * @module
 */

import type { Service, SizeRange } from "./traffic_profile.ts";

const FULL: SizeRange = { weight: 15, fromBytes: 1_460, toBytes: 1_472 };
const PARTIAL: SizeRange = { weight: 3, fromBytes: 200, toBytes: 1_400 };
const REQUESTS: SizeRange = { weight: 1, fromBytes: 80, toBytes: 700 };
const ANSWERS: SizeRange = { weight: 1, fromBytes: 150, toBytes: 1_448 };
/** Exchanges of the longest flow: a million of the shortest. */
const LONGEST = 1_000_000;

/** What a service is known by, and how much of it there is. */
export type Place = Pick<Service, "proto" | "port" | "sharePercent">;

/** Pages, objects and files: mostly fetched, now and then sent. */
export function web(proto: number, port: number, sharePercent: number): Service {
  return {
    ...{ proto, port, sharePercent, leastExchanges: 3, mostExchanges: LONGEST },
    ...{ askShare: 0.3, fetchShare: 0.6 },
    ...{ questions: [REQUESTS], answers: [ANSWERS], bulk: [FULL, PARTIAL] },
  };
}

/** Short questions and answers in long flows: terminals, remote calls, polled devices. */
export function dialogue(
  place: Place,
  questions: readonly SizeRange[],
  answers: readonly SizeRange[],
  leastExchanges: number,
): Service {
  return {
    ...{ ...place, leastExchanges, mostExchanges: LONGEST, askShare: 1, fetchShare: 0 },
    ...{ questions, answers, bulk: answers },
  };
}

/** One question and one answer a flow: names, time, echo. */
export function single(
  place: Place,
  questions: readonly SizeRange[],
  answers: readonly SizeRange[],
): Service {
  return { ...dialogue(place, questions, answers, 1), mostExchanges: 1 };
}

/** Packets of like size both ways: calls and games. */
export function media(place: Place, sizes: readonly SizeRange[]): Service {
  return {
    ...{ ...place, leastExchanges: 50, mostExchanges: LONGEST, askShare: 0, fetchShare: 0.5 },
    ...{ questions: sizes, answers: sizes, bulk: sizes },
  };
}

/** Packets that are only sent: measurements to a collector. */
export function reports(place: Place, sizes: readonly SizeRange[]): Service {
  return { ...media(place, sizes), fetchShare: 0 };
}

/** One range of payloads. */
export function sizes(fromBytes: number, toBytes = fromBytes): readonly SizeRange[] {
  return [{ weight: 1, fromBytes, toBytes }];
}
