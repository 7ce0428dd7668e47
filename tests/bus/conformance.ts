/**
 * The suite that every adapter of the bus runs. It takes nothing for granted that
 * `lib/bus/bus.ts` does not promise: offsets may have gaps, members may need several polls to
 * share the partitions, and deleting old messages may take its time.
 * @module
 */

import type { Bus } from "#lib/bus/bus.ts";
import { compactionConformance } from "./conformance_compaction.ts";
import { groupConformance } from "./conformance_groups.ts";
import { messageConformance } from "./conformance_messages.ts";
import { timeConformance } from "./conformance_times.ts";
import { workConformance } from "./conformance_work.ts";

/** One store under test, or a part of a larger one with topics and groups of its own, and the
 * means to act on it. */
export interface BusHarness extends AsyncDisposable {
  /** Gives another client of the store, as another process would have it. The harness disposes
   * what it gave. */
  open(): Promise<Bus>;
  /** Lets time pass for all clients. */
  pass(lengthMs: number): Promise<void>;
  /** Tells the time of appending, ms. */
  nowMs(): number;
  /** Deletes what lies in a topic, as retention would in time. The topic was made with
   * {@link RETENTION_MS}; the harness may publish under {@link FILLER_KEY} to set it going. */
  expire(topic: string): Promise<void>;
}

/** How long the suite's topics that lose messages keep them. */
export const RETENTION_MS = 60_000;

/** Key of messages that a harness publishes for its own ends. */
export const FILLER_KEY = "filler";

/** Holds an adapter to the promises of `Bus`. Each test gets a store of its own. */
export function busConformance(adapter: string, makeHarness: () => Promise<BusHarness>): void {
  const define = (promise: string, test: (harness: BusHarness) => Promise<void>) =>
    Deno.test(`${adapter} ${promise}`, async () => {
      await using harness = await makeHarness();
      await test(harness);
    });
  messageConformance(define);
  timeConformance(define);
  compactionConformance(define);
  groupConformance(define);
  workConformance(define);
}

/** Defines one test of the suite. */
export type Define = (promise: string, test: (harness: BusHarness) => Promise<void>) => void;
