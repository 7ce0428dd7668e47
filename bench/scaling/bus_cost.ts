/**
 * What a link costs with the bus: a member of a group that reads, forecasts and commits, and the
 * taking over of all links by another.
 * @module
 */

import process from "node:process";
import { BadShare } from "#lib/app/bad_share.ts";
import { GroupWorker } from "#lib/app/group_worker.ts";
import type { LinkPipeline } from "#lib/app/link_pipeline.ts";
import { StaleLinks } from "#lib/app/stale_links.ts";
import type { UntrainedModel } from "#lib/app/untrained_model.ts";
import type { Bus } from "#lib/bus/bus.ts";
import { openBus } from "#lib/bus/open.ts";
import { partitionOf } from "#lib/bus/partitioner.ts";
import { Topic } from "#lib/bus/topics.ts";
import { systemClock } from "#lib/core/clock.ts";
import { type LinkTraffic, messagesOfWindow } from "./link_traffic.ts";
import { makePipeline, warmStates } from "./make_pipeline.ts";

/** What was measured. */
export interface BusCost {
  /** Kind of the bus. */
  readonly bus: string;
  /** How many links. */
  readonly links: number;
  /** CPU time of this process for a window of a link, the bus's client included, µs; the embedded
   * log is all in it, a broker is not. */
  readonly cpuUsPerLinkWindow: number;
  /** Wall time for a window of a link, µs. */
  readonly wallUsPerLinkWindow: number;
  /** Links that one busy core keeps up with, in windows of 5 s. */
  readonly linksPerCore: number;
  /** CPU time in which another process took over 100,000 links from the bus, s. */
  readonly takeOverCpuSecondsPer100k: number;
  /** Wall time of it, s. */
  readonly takeOverSecondsPer100k: number;
}

const PARTITIONS = 8;
const GROUP = "scaling";
const PUBLISH = 8_192;

/** Measures on a bus that holds nothing of this yet. */
export async function busCost(
  address: string,
  model: UntrainedModel,
  links: number,
  windows: number,
): Promise<BusCost> {
  await using bus = await openBus(address, { ifMissing: "create" });
  for (const topic of Object.values(Topic)) {
    const options = { partitions: PARTITIONS, retentionMs: 0, retentionBytes: 2 ** 30 };
    await bus.createTopic(topic, options);
  }
  const traffic: LinkTraffic = { links, packetsPerWindow: 1, format: "json" };
  const pipeline = makePipeline(model);
  const warm = warmStates(model, traffic);
  await store(bus, warm.entries);
  for (let window = 0; window < windows; window++) {
    await publish(bus, traffic, warm.window + window);
  }
  const before = pipeline.windowStats.windows;
  const work = await timed(() => follow(bus, pipeline));
  const linkWindows = pipeline.windowStats.windows - before;
  const other = makePipeline(model);
  const takeOver = await timed(async () => {
    for (let partition = 0; partition < PARTITIONS; partition++) {
      other.restore(partition, (await bus.restore(GROUP, Topic.packets, partition)).entries);
    }
  });
  return {
    bus: address.split(":")[0],
    links,
    cpuUsPerLinkWindow: work.cpuUs / linkWindows,
    wallUsPerLinkWindow: work.wallUs / linkWindows,
    linksPerCore: Math.floor(model.parts.windowUs * linkWindows / work.cpuUs),
    takeOverCpuSecondsPer100k: takeOver.cpuUs / 1e6 * 100_000 / links,
    takeOverSecondsPer100k: takeOver.wallUs / 1e6 * 100_000 / links,
  };
}

/** Stores the states as if the group had made them. */
async function store(bus: Bus, entries: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const request = { group: GROUP, topic: Topic.packets, sessionTimeoutMs: 30_000 };
  await using membership = await bus.join(request);
  while (membership.owned.length < PARTITIONS) {
    await membership.poll();
    await systemClock.sleep(10);
  }
  const { owned } = membership;
  const all = [...entries].map(([key, value]) => (
    { partition: partitionOf(key, PARTITIONS), key, value }
  ));
  const offsets = new Map(owned.map(({ partition }) => [partition, 0]));
  for (let at = 0; at < all.length; at += PUBLISH) {
    await membership.poll();
    const state = all.slice(at, at + PUBLISH);
    await bus.commit({ group: GROUP, topic: Topic.packets, owned, offsets, outputs: [], state });
  }
}

async function publish(bus: Bus, traffic: LinkTraffic, window: number): Promise<void> {
  const messages = messagesOfWindow(traffic, window);
  for (let at = 0; at < messages.length; at += PUBLISH) {
    await bus.publish(messages.slice(at, at + PUBLISH));
  }
}

async function timed(work: () => Promise<void>): Promise<{ cpuUs: number; wallUs: number }> {
  const startMs = performance.now();
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return { cpuUs: user + system, wallUs: (performance.now() - startMs) * 1000 };
}

/** Works off what there is. */
async function follow(bus: Bus, pipeline: LinkPipeline): Promise<void> {
  const worker = new GroupWorker({
    group: GROUP,
    topic: Topic.packets,
    from: "earliest",
    atEnd: "stop",
    sessionTimeoutMs: 30_000,
    commitIntervalMs: 200,
  }, {
    bus,
    pipeline,
    badShare: new BadShare(Topic.packets, systemClock),
    staleLinks: new StaleLinks(Infinity, systemClock, () => {}),
    clock: systemClock,
  });
  await worker.run(new AbortController().signal);
}
