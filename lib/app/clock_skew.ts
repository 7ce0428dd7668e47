/**
 * Keeps packets of a clock that runs ahead out of a live stream: one of them would move its link's
 * watermark, and make every right packet after it late.
 * @module
 */

import { copyRows } from "#lib/capture/copy_rows.ts";
import type { Log } from "#lib/core/log.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import { type Clock, formatTime, MICROS_PER_MS } from "#lib/core/time.ts";
import { deadLetter } from "./dead_letter.ts";
import { encodeRecords, type PublisherOptions, type Store } from "./record_publisher.ts";

/** What is too far ahead, and where it goes. */
export interface ClockSkewOptions extends PublisherOptions {
  /** Packets further ahead of their arrival than this are set aside, ms. */
  readonly maxClockSkewMs: number;
  /** Topic that they go to. */
  readonly deadLettersTopic: string;
}

/** What it works with. */
export interface ClockSkewDeps {
  /** Tells when packets arrive. */
  readonly clock: Pick<Clock, "nowMs">;
  /** Told of the first one. */
  readonly log: Log;
  /** Writes dead letters. */
  readonly store: Store;
}

/**
 * Sets packets aside whose event time lies too far ahead of their arrival. It stands where packets
 * arrive, before anything that takes their time for the link's: whoever reads the bus later sees
 * the same records at any hour, so that no result depends on a wall clock.
 */
export class ClockSkew {
  /** Packets that were set aside. */
  packets = 0;
  readonly #options: ClockSkewOptions;
  readonly #deps: ClockSkewDeps;
  #ahead: PacketBatch | undefined;

  /** Has seen no packet yet. */
  constructor(options: ClockSkewOptions, deps: ClockSkewDeps) {
    this.#options = options;
    this.#deps = deps;
  }

  /** Takes the packets of a batch that has just arrived that are too far ahead out of it, and
   * stores them as dead letters. */
  async sift(batch: PacketBatch): Promise<void> {
    const nowUs = this.#deps.clock.nowMs() * MICROS_PER_MS;
    const latestUs = nowUs + this.#options.maxClockSkewMs * MICROS_PER_MS;
    const first = batch.ts.subarray(0, batch.length).findIndex((ts) => ts > latestUs);
    if (first < 0) return;
    const ahead = this.#ahead ??= new PacketBatch(batch.capacity, batch.links);
    if (this.packets === 0) this.#warn(batch, first, nowUs);
    part(batch, latestUs, ahead);
    this.packets += ahead.length;
    const { topic, deadLettersTopic, maxClockSkewMs } = this.#options;
    const reason = `its time lies more than ${maxClockSkewMs / 1_000} s ahead of its arrival`;
    const letters = encodeRecords(ahead, this.#options).map(({ key, value: payload }) =>
      deadLetter(deadLettersTopic, { topic, partition: null, offset: null, key, reason, payload })
    );
    await this.#deps.store(letters, 0);
    ahead.clear();
  }

  #warn(batch: PacketBatch, row: number, nowUs: number): void {
    const link = batch.links.name(batch.link[row]);
    this.#deps.log.warn(
      `a packet of ${link} of ${formatTime(batch.ts[row])} came at ${formatTime(nowUs)}: such ` +
        `packets go to "${this.#options.deadLettersTopic}"; set the clock of the machine that ` +
        "captures, or pass --max-clock-skew 0 if this is no live capture",
    );
  }
}

/** Moves the rows after an instant from one batch to another; both keep their order. */
function part(batch: PacketBatch, latestUs: number, ahead: PacketBatch): void {
  const { length } = batch;
  batch.length = 0;
  for (let row = 0; row < length;) {
    const isAhead = batch.ts[row] > latestUs;
    let end = row + 1;
    while (end < length && batch.ts[end] > latestUs === isAhead) end++;
    copyRows(batch, row, end - row, isAhead ? ahead : batch);
    row = end;
  }
}
