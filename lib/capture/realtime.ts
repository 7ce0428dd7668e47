/**
 * Replays a packet source at its own pace, as `--realtime` asks for.
 * @module
 */

import { PacketBatch } from "#lib/core/packet.ts";
import { type Clock, MICROS_PER_MS } from "#lib/core/time.ts";
import { copyRows } from "./copy_rows.ts";
import type { PacketSource, SourceStats } from "./source.ts";

/** Packets read ahead of their time. */
const HELD_PACKETS = 4096;

/** Timers hold 2^31 ms at most; a longer wait is several sleeps. */
const LONGEST_SLEEP_MS = 24 * 60 * 60 * 1000;

/** How a source is paced. */
export interface RealtimeOptions {
  /** Event time that passes per wall time: 2 plays twice as fast. @default 1 */
  readonly factor?: number;
  /** Ends the replay: `read` gives 0 from then on. */
  readonly signal?: AbortSignal;
}

/**
 * Gives each packet of another source when its time has come, counted from the first one. Packets
 * that run behind an earlier one are due with it. Memory holds what is read ahead.
 */
export class RealtimeSource implements PacketSource {
  readonly #source: PacketSource;
  readonly #clock: Clock;
  readonly #factor: number;
  readonly #signal: AbortSignal | undefined;
  /** Packets read ahead, and the first one not yet given. */
  #held: PacketBatch | undefined;
  #row = 0;
  #startTs = NaN;
  #startMs = NaN;

  /**
   * Paces a source; the time runs from the first `read` on.
   * @param source is disposed with this one
   * @param clock the wall clock
   * @throws {RangeError} if the factor is not positive
   */
  constructor(source: PacketSource, clock: Clock, options: RealtimeOptions = {}) {
    const factor = options.factor ?? 1;
    if (!(factor > 0)) {
      throw new RangeError(`Cannot replay at ${factor} times real time: expected more than 0`);
    }
    this.#source = source;
    this.#clock = clock;
    this.#factor = factor;
    this.#signal = options.signal;
  }

  /** Counters of the paced source, which is read ahead. */
  get stats(): SourceStats {
    return this.#source.stats;
  }

  /** Where the paced source broke. */
  get damage(): string | undefined {
    return this.#source.damage;
  }

  /** Event time that has come by now, µs; NaN before the first packet. For ticks while no packet
   * is due. */
  get eventTimeUs(): number {
    const passedMs = this.#clock.nowMs() - this.#startMs;
    return this.#startTs + Math.floor(passedMs * this.#factor * MICROS_PER_MS);
  }

  /** Waits for the next packet's time, then adds all packets that are due. */
  async read(batch: PacketBatch): Promise<number> {
    const held = await this.#hold(batch);
    if (held === undefined) return 0;
    while (!this.#isAborted() && held.ts[this.#row] > this.eventTimeUs) {
      const waitMs = (held.ts[this.#row] - this.eventTimeUs) / this.#factor / MICROS_PER_MS;
      await this.#clock.sleep(Math.min(Math.ceil(waitMs), LONGEST_SLEEP_MS), this.#signal);
    }
    if (this.#isAborted()) return 0;
    const due = this.eventTimeUs;
    const stop = Math.min(held.length, this.#row + batch.free);
    let row = this.#row;
    while (row < stop && held.ts[row] <= due) row++;
    const count = row - this.#row;
    copyRows(held, this.#row, count, batch);
    this.#row = row;
    return count;
  }

  /** Gives packets that are read ahead, reading on when all are given; `undefined` at the end. */
  async #hold(batch: PacketBatch): Promise<PacketBatch | undefined> {
    if (this.#isAborted()) return undefined;
    const held = this.#held ??= new PacketBatch(HELD_PACKETS, batch.links);
    if (this.#row < held.length) return held;
    held.clear();
    this.#row = 0;
    if (await this.#source.read(held) === 0) return undefined;
    if (Number.isNaN(this.#startTs)) {
      this.#startTs = held.ts[0];
      this.#startMs = this.#clock.nowMs();
    }
    return held;
  }

  #isAborted(): boolean {
    return this.#signal?.aborted === true;
  }

  /** Gives the paced source back. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#source[Symbol.asyncDispose]();
  }
}
