/**
 * The flows that were seen lately, in a fixed amount of memory.
 * @module
 */

import type { FlowKey } from "./flow_key.ts";

/** Flows that share a bucket: its keys fill one cache line. */
const WAYS = 8;

/** Signed words of a flow's state. */
export const FLOW_WORDS = 16;

/** Times of a flow's state. */
export const FLOW_TIMES = 4;

/**
 * A table of buckets of 8 flows each, as a processor's cache is one: a packet costs one look into
 * one bucket whatever the traffic, and a flow that finds its bucket full takes the place of the
 * one that has been silent for longest. 112 bytes a flow, allocated once.
 */
export class FlowTable {
  /** State of the flows: {@link FLOW_WORDS} signed words each, from `slot` × that on. */
  readonly words: Int32Array;
  /** Times of the flows: {@link FLOW_TIMES} each, from `slot` × that on, µs of event time. */
  readonly times: Float64Array;
  /** Whether the last {@link FlowTable.slotOf} began a flow. */
  isNew = false;
  /** Flows that gave up their place to another while they were not idle. */
  evicted = 0;
  /** Two words of hash by slot; the second is 0 where there is no flow. */
  readonly #keys: Int32Array;
  /** Event time of the newest packet by slot, µs. */
  readonly #seen: Float64Array;
  readonly #bucketMask: number;

  /**
   * Makes an empty table.
   * @param flows how many it holds; rounded up to a power of 2, at least 8
   */
  constructor(flows: number) {
    const buckets = 2 ** Math.max(0, Math.ceil(Math.log2(flows / WAYS)));
    const slots = buckets * WAYS;
    this.#bucketMask = buckets - 1;
    this.#keys = new Int32Array(slots * 2);
    this.#seen = new Float64Array(slots);
    this.words = new Int32Array(slots * FLOW_WORDS);
    this.times = new Float64Array(slots * FLOW_TIMES);
  }

  /**
   * Finds the slot of a flow, or gives it one whose words are all 0.
   * @param ts event time of its packet, µs
   * @param idleUs a flow that was silent for longer is over: the packet, or one that comes from so
   * far before, begins another
   */
  slotOf({ low, high }: FlowKey, ts: number, idleUs: number): number {
    const keys = this.#keys;
    const first = (low & this.#bucketMask) * WAYS;
    for (let slot = first; slot < first + WAYS; slot++) {
      if (keys[2 * slot] !== low || keys[2 * slot + 1] !== high) continue;
      const seen = this.#seen[slot];
      // Captures may come in any order: a flow of the day after is another one too.
      this.isNew = Math.abs(ts - seen) > idleUs;
      if (this.isNew) this.clear(slot);
      if (this.isNew || ts > seen) this.#seen[slot] = ts;
      return slot;
    }
    this.isNew = true;
    const slot = this.#freeSlot(first, ts, idleUs);
    keys[2 * slot] = low;
    keys[2 * slot + 1] = high;
    this.#seen[slot] = ts;
    this.clear(slot);
    return slot;
  }

  /** Makes the words of a flow 0; its times are what they are. */
  clear(slot: number): void {
    const { words } = this;
    const end = (slot + 1) * FLOW_WORDS;
    for (let at = slot * FLOW_WORDS; at < end; at++) words[at] = 0;
  }

  #freeSlot(first: number, ts: number, idleUs: number): number {
    const seen = this.#seen;
    let oldest = first;
    for (let slot = first; slot < first + WAYS; slot++) {
      if (this.#keys[2 * slot + 1] === 0) return slot;
      if (seen[slot] < seen[oldest]) oldest = slot;
    }
    if (ts - seen[oldest] <= idleUs) this.evicted++;
    return oldest;
  }
}
