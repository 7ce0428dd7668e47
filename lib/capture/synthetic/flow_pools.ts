/**
 * How many flows of each service are under way on each link.
 * @module
 */

import { UserError } from "#lib/core/errors.ts";
import { MICROS_PER_SECOND } from "#lib/core/time.ts";
import type { Service, TrafficProfile } from "./traffic_profile.ts";

/** Fewest flows of a service on a link. */
const FEWEST_FLOWS = 2;
/** A flow has a packet about every so often, µs, and twice a round trip at least, so that most of
 * the time it waits for none. */
const PACKET_EVERY_US = 50_000;
/** Most flows of all links together: 100 bytes each. */
const MOST_FLOWS = 2 ** 20;

/** Flows of one service on one link. They share the packets of the service there evenly. */
export interface FlowPool {
  /** Number of the link, from 0. */
  readonly link: number;
  /** What the flows are. */
  readonly service: Service;
  /** Mean rate of their packets, packets/s. */
  readonly ratePps: number;
  /** Whether all flows go to one server, as a crowd's do. */
  readonly servers: "many" | "one";
}

/** Where the flows of a pool lie in the columns. */
export interface FlowRange {
  /** Number of the first flow. */
  readonly first: number;
  /** How many flows. */
  readonly count: number;
}

/** Gives the pools of everyday traffic, by link and service. */
export function everydayPools(
  profile: TrafficProfile,
  { links, ratePps }: { readonly links: number; readonly ratePps: number },
): FlowPool[] {
  return Array.from({ length: links }, (_, link) =>
    profile.services.map((service): FlowPool => ({
      link,
      service,
      ratePps: (ratePps / links) * (service.sharePercent / 100),
      servers: "many",
    }))).flat();
}

/**
 * Gives each pool its flows.
 * @param rttUs median round-trip time, µs
 * @throws {UserError} if that takes more flows than memory should hold
 */
export function layOut(pools: readonly FlowPool[], rttUs: number): FlowRange[] {
  const everySeconds = Math.max(PACKET_EVERY_US, 2 * rttUs) / MICROS_PER_SECOND;
  let first = 0;
  const ranges = pools.map(({ ratePps }) => {
    const range = { first, count: Math.max(FEWEST_FLOWS, Math.ceil(ratePps * everySeconds)) };
    first += range.count;
    return range;
  });
  if (first > MOST_FLOWS) {
    throw new UserError(
      `Cannot make so much traffic: with a round-trip time of ${
        rttUs / 1000
      } ms it takes ${first} ` +
        `flows at a time, expected at most ${MOST_FLOWS}; lower the rate or the round-trip time`,
    );
  }
  return ranges;
}
