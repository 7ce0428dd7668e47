/**
 * Puts silence into words: between a packet source and the bus it adds `tick` records for links
 * that were silent for a whole window, and `end` records when the source is done. Only these let
 * the windows of a silent link close.
 * @module
 */

import { type PacketBatch, RecordKind } from "#lib/core/packet.ts";
import { formatTime, windowStart } from "#lib/core/time.ts";
import { copyRows } from "./copy_rows.ts";

/** A gap longer than this many windows is a long one: the idle timeout of the reading side, by
 * default. Shorter ones, which a live source makes one after the other, are always ticked. */
const LONG_GAP_WINDOWS = 12;
/** Ticks that are written in long gaps in all: a handful of packets with wrong clocks can span any
 * number of gaps that are each just short enough, times any number of links. 41 weeks of a silent
 * link at 5 s. */
const MOST_GAP_TICKS = 5_000_000;

/** When a {@link Ticker} ticks. */
export interface TickerOptions {
  /** Length of a window, µs: what a link has to be silent for. */
  readonly windowUs: number;
  /** Windows of one gap in all links beyond which it is skipped and said. */
  readonly maxGapWindows: number;
}

/**
 * Adds ticks and ends to the packets of one source.
 *
 * The clock is the source's own: the highest event time over its links, or what {@link
 * Ticker.clock} says. When it passes a window's end, each link that has spoken before but not in
 * that window gets a tick with the end's time; a link that has never spoken gets none. A gap in all
 * links is skipped and said where it is too long, or where gaps of more than 12 windows have made 5
 * million ticks in all. Use: hand in one thing, drain until nothing is left, hand in the next.
 *
 * @example
 * ```ts
 * import { Ticker } from "#lib/capture/ticker.ts";
 * import { LinkTable } from "#lib/core/link_table.ts";
 * import { PacketBatch } from "#lib/core/packet.ts";
 *
 * const links = new LinkTable();
 * const packets = new PacketBatch(1024, links);
 * const records = new PacketBatch(1024, links);
 * const ticker = new Ticker({ windowUs: 5_000_000, maxGapWindows: 1_000_000 });
 * packets.push({ kind: 0, ts: 1_000_000, link: links.intern("eth0"), len: 60, proto: 6 });
 * ticker.take(packets);
 * while (ticker.drain(records) > 0) records.clear(); // here they would go to the bus
 * ticker.finish();
 * while (ticker.drain(records) > 0) records.clear(); // the end of eth0
 * ```
 */
export class Ticker {
  readonly #windowUs: number;
  readonly #maxGapWindows: number;
  /** Packets in hand, and the first one not yet passed on. */
  #packets: PacketBatch | undefined;
  #row = 0;
  /** Highest event time of each link, by index; NaN for one that has not spoken. */
  #last = new Float64Array(64).fill(NaN);
  /** Links that have spoken: counted on the way, for gaps may be as many as packets. */
  #spoken = 0;
  #clock = NaN;
  /** Boundary at which the links are being looked at, and the next link to look at. */
  #boundary = -Infinity;
  #link = 0;
  /** Boundaries up to here are due, by a packet or by the clock. */
  #due = NaN;
  /** Next link to end, once the source is done. */
  #nextEnd = Infinity;
  /** Ticks in long gaps so far. */
  #gapTicks = 0;
  #gaps = 0;
  #firstGap = "";

  /**
   * Starts before the first packet.
   * @throws {RangeError} if the window or the gap is not positive
   */
  constructor(options: TickerOptions) {
    if (!(options.windowUs > 0) || !(options.maxGapWindows > 0)) {
      throw new RangeError(
        `Cannot tick every ${options.windowUs} µs over gaps of ${options.maxGapWindows} windows: ` +
          "expected positive numbers",
      );
    }
    this.#windowUs = options.windowUs;
    this.#maxGapWindows = options.maxGapWindows;
  }

  /** One sentence on the gaps that were skipped, `undefined` while there was none. */
  get said(): string | undefined {
    if (this.#gaps === 0) return undefined;
    const more = this.#gaps > 1 ? `, and ${this.#gaps - 1} more like it` : "";
    return `Skipped a gap of ${this.#firstGap}${more}; ` +
      "a clock was wrong, or captures lie far apart";
  }

  /**
   * Hands in packets; they are read where they lie until {@link Ticker.drain} gives 0.
   * @throws {Error} if the packets before are not drained
   */
  take(packets: PacketBatch): void {
    this.#expectDrained();
    this.#packets = packets;
    this.#row = 0;
  }

  /**
   * Says that event time is now `ts` though no packet has: for live sources. A time before the
   * clock's changes nothing.
   * @param ts event time, µs
   * @throws {Error} if the packets before are not drained
   */
  clock(ts: number): void {
    this.#expectDrained();
    this.#advance(ts);
  }

  /**
   * Says that the source is done: each link that has spoken gets an `end` with the clock's time +
   * 1 µs, so that "all before has been said" holds for the last packet too.
   * @throws {Error} if the packets before are not drained
   */
  finish(): void {
    this.#expectDrained();
    if (this.#nextEnd === Infinity) this.#nextEnd = 0;
  }

  /**
   * Adds the next records to a batch of the same links, until it is full or nothing is left.
   * @returns how many were added; 0 says that nothing is left
   */
  drain(into: PacketBatch): number {
    const before = into.length;
    while (into.length < into.capacity) {
      if (this.#boundary <= this.#due) this.#drainTicks(into);
      else if (this.#packets !== undefined) this.#drainPackets(this.#packets, into);
      else if (this.#nextEnd < this.#last.length) this.#drainEnds(into);
      else break;
    }
    return into.length - before;
  }

  /** Passes packets on up to the first one that crosses a boundary. */
  #drainPackets(packets: PacketBatch, into: PacketBatch): void {
    const { ts, link, length } = packets;
    const stop = Math.min(length, this.#row + into.free);
    if (packets.links.size > this.#last.length) this.#grow(packets.links.size);
    const last = this.#last;
    let clock = this.#clock;
    let row = this.#row;
    for (; row < stop; row++) {
      const at = ts[row];
      if (!(at <= clock)) {
        if (!(at < this.#boundary)) break;
        clock = at;
      }
      const before = last[link[row]];
      if (at <= before) continue;
      if (Number.isNaN(before)) this.#spoken++;
      last[link[row]] = at;
    }
    copyRows(packets, this.#row, row - this.#row, into);
    this.#row = row;
    this.#clock = clock;
    if (row === length) this.#packets = undefined;
    else if (row < stop) this.#advance(ts[row]);
  }

  /** Moves the clock; boundaries that it passes become due. */
  #advance(ts: number): void {
    const from = this.#clock;
    if (ts <= from) return;
    const passed = windowStart(ts, this.#windowUs);
    this.#clock = ts;
    if (Number.isNaN(from)) {
      this.#boundary = passed + this.#windowUs;
      return;
    }
    const windows = (ts - from) / this.#windowUs;
    if (windows > this.#maxGapWindows) {
      this.#skipGap(from, ts, `more than ${this.#maxGapWindows} windows`);
    } else if (windows > LONG_GAP_WINDOWS && !this.#mayTick(windows)) {
      this.#skipGap(
        from,
        ts,
        `more than ${LONG_GAP_WINDOWS} windows, behind gaps of ${this.#gapTicks} ticks,`,
      );
    } else this.#due = passed;
  }

  /** Whether the ticks of a long gap may still be written; counts them if so. */
  #mayTick(windows: number): boolean {
    const ticks = this.#gapTicks + Math.floor(windows) * this.#spoken;
    if (ticks > MOST_GAP_TICKS) return false;
    this.#gapTicks = ticks;
    return true;
  }

  #skipGap(from: number, ts: number, length: string): void {
    if (this.#gaps++ === 0) {
      this.#firstGap = `${length} in event time, from ${formatTime(from)} to ${formatTime(ts)}`;
    }
    this.#boundary = windowStart(ts, this.#windowUs) + this.#windowUs;
    // As if each link had spoken when the gap ended: the next window may be silence again.
    for (let link = 0; link < this.#last.length; link++) {
      if (!Number.isNaN(this.#last[link])) this.#last[link] = ts;
    }
  }

  /** Looks at one link after the other, boundary by boundary; goes on where the batch was full. */
  #drainTicks(into: PacketBatch): void {
    const last = this.#last;
    while (this.#boundary <= this.#due) {
      const silentSince = this.#boundary - this.#windowUs;
      for (; this.#link < last.length; this.#link++) {
        if (!(last[this.#link] < silentSince)) continue;
        if (into.free === 0) return;
        into.push({ kind: RecordKind.tick, ts: this.#boundary, link: this.#link });
      }
      this.#link = 0;
      this.#boundary += this.#windowUs;
    }
  }

  #drainEnds(into: PacketBatch): void {
    for (; this.#nextEnd < this.#last.length; this.#nextEnd++) {
      if (Number.isNaN(this.#last[this.#nextEnd])) continue;
      if (into.free === 0) return;
      // No record may have a later time; an end at the last packet's closes its window all the same.
      const ts = Math.min(this.#clock + 1, Number.MAX_SAFE_INTEGER);
      into.push({ kind: RecordKind.end, ts, link: this.#nextEnd });
    }
  }

  #grow(links: number): void {
    const grown = new Float64Array(2 * links).fill(NaN);
    grown.set(this.#last);
    this.#last = grown;
  }

  #expectDrained(): void {
    if (this.#packets !== undefined || this.#boundary <= this.#due) {
      throw new Error("Cannot go on: drain the ticker until it gives 0 first");
    }
  }
}
