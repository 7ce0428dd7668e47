/**
 * What the state of a link takes: in memory, stored, and to be taken over again.
 * @module
 */

import process from "node:process";
import type { UntrainedModel } from "#lib/app/untrained_model.ts";
import type { LinkTraffic } from "./link_traffic.ts";
import { makePipeline, warmStates } from "./make_pipeline.ts";

/** What was measured. */
export interface StateCost {
  /** How many links. */
  readonly links: number;
  /** Memory of a link whose lookback is full, bytes. */
  readonly memoryBytesPerLink: number;
  /** Its stored state with its key, bytes. */
  readonly storedBytesPerLink: number;
  /** CPU time of taking over 100,000 links from their stored states, s; without the bus. */
  readonly restoreSecondsPer100k: number;
}

/** Measures with so many links. Needs `--expose-gc`. */
export function stateCost(model: UntrainedModel, links: number): StateCost {
  const traffic: LinkTraffic = { links, packetsPerWindow: 2, format: "json" };
  const { entries } = warmStates(model, traffic);
  const before = heldBytes();
  const pipeline = makePipeline(model);
  const start = process.cpuUsage();
  pipeline.restore(0, entries);
  const { user, system } = process.cpuUsage(start);
  const memoryBytes = heldBytes() - before;
  const [name, state] = entries.entries().next().value!;
  return {
    links,
    memoryBytesPerLink: memoryBytes / pipeline.links.size,
    storedBytesPerLink: name.length + state.length,
    restoreSecondsPer100k: (user + system) / 1e6 * 100_000 / links,
  };
}

function heldBytes(): number {
  const { gc } = globalThis as { gc?: () => void };
  if (gc === undefined) throw new Error("Start with --v8-flags=--expose-gc");
  gc();
  gc();
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}
