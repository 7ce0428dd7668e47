/**
 * From what was measured to a plan for many links: processes, partitions, bandwidth, state.
 * @module
 */

import { partitionOf } from "#lib/bus/partitioner.ts";
import { nameOf } from "./link_traffic.ts";

/** What a plan is made from. */
export interface PlanInput {
  /** Links in all. */
  readonly links: number;
  /** Length of a window, s. */
  readonly windowSeconds: number;
  /** Windows ahead, each a record. */
  readonly horizon: number;
  /** Time from one commit to the next, s: a link's state is stored with each in which it spoke. */
  readonly commitSeconds: number;
  /** Packets/s over all links. */
  readonly packetsPerSecond: number;
  /** CPU time of a window of a link with the bus's share, µs. */
  readonly cpuUsPerLinkWindow: number;
  /** CPU time of a packet in packed messages, µs. */
  readonly cpuUsPerPacket: number;
  /** Memory of a link, bytes. */
  readonly memoryBytesPerLink: number;
  /** Stored state of a link, bytes. */
  readonly storedBytesPerLink: number;
  /** Time to take over 100,000 links on a core that has nothing else to do, s. */
  readonly takeOverSecondsPer100k: number;
}

/** A plan. */
export interface Plan extends PlanInput {
  /** Windows of links closed in a second. */
  readonly linkWindowsPerSecond: number;
  /** Processes of one core each, no busier than {@link BUSY}. */
  readonly processes: number;
  /** Partitions of the topic. */
  readonly partitions: number;
  /** Links of a process. */
  readonly linksPerProcess: number;
  /** Memory of the links of a process, MB. */
  readonly memoryMbPerProcess: number;
  /** Packets into the brokers, MB/s, before replication. */
  readonly inMbPerSecond: number;
  /** Forecasts and state into the brokers, MB/s, before replication. */
  readonly outMbPerSecond: number;
  /** State of all links, GB. */
  readonly stateGb: number;
  /** Time until the links of a process that died are at work elsewhere, s, after its session. */
  readonly recoverySeconds: number;
}

/** Share of a core that the work may take: the rest is for catching up after a stop. */
const BUSY = 0.6;
/** Partitions for each process, so that others can share what one leaves. */
const PARTITIONS_PER_PROCESS = 4;
/** Bytes of a packed packet record with IPv4 addresses and ports, in messages of many. */
const PACKED_BYTES = 22;
/** Bytes of a forecast's record on Kafka with its id and its key, uncompressed. */
const FORECAST_BYTES = 400;

/** Calculates a plan. */
export function makePlan(input: PlanInput): Plan {
  const { links, windowSeconds, horizon, commitSeconds, packetsPerSecond } = input;
  const linkWindowsPerSecond = links / windowSeconds;
  const cores = (linkWindowsPerSecond * input.cpuUsPerLinkWindow +
    packetsPerSecond * input.cpuUsPerPacket) / 1e6 / BUSY;
  const processes = Math.ceil(cores);
  const linksPerProcess = Math.ceil(links / processes);
  const commits = Math.min(1 / commitSeconds, packetsPerSecond / links) * windowSeconds;
  const outBytes = horizon * FORECAST_BYTES + Math.max(1, commits) * input.storedBytesPerLink;
  return {
    ...input,
    linkWindowsPerSecond,
    processes,
    partitions: roundUp(processes * PARTITIONS_PER_PROCESS),
    linksPerProcess,
    memoryMbPerProcess: linksPerProcess * input.memoryBytesPerLink / 1e6,
    inMbPerSecond: packetsPerSecond * PACKED_BYTES / 1e6,
    outMbPerSecond: linkWindowsPerSecond * outBytes / 1e6,
    stateGb: links * input.storedBytesPerLink / 1e9,
    // What one leaves is shared by at most as many others as it had partitions.
    recoverySeconds: linksPerProcess / PARTITIONS_PER_PROCESS / 100_000 *
      input.takeOverSecondsPer100k,
  };
}

/** Rounds up to what is easy to divide: 8, 16, 32 … */
function roundUp(partitions: number): number {
  return Math.max(8, 2 ** Math.ceil(Math.log2(partitions)));
}

/** How evenly links fall into partitions. */
export interface Spread {
  /** How many links were hashed. */
  readonly links: number;
  /** Into how many partitions. */
  readonly partitions: number;
  /** Links of a partition in the mean. */
  readonly mean: number;
  /** Links of the fullest partition. */
  readonly most: number;
}

/** Hashes as many names as there will be links, as the clients do. */
export function spreadOf(links: number, partitions: number): Spread {
  const counts = new Uint32Array(partitions);
  for (let link = 0; link < links; link++) counts[partitionOf(nameOf(link), partitions)]++;
  return { links, partitions, mean: links / partitions, most: Math.max(...counts) };
}
