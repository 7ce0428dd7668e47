/**
 * Tumbling windows, online: the window stage of `infer`. Takes packet records in the order of the
 * log, gives windows as soon as the watermark of their link makes them final.
 *
 * `docs/windows.md` holds the definition that this file and `frame.ts` share.
 * @module
 */

import { RecordKind } from "#lib/core/packet.ts";
import { PROTOCOL_CLASS_OF } from "#lib/core/protocol.ts";
import { windowStart } from "#lib/core/time.ts";
import { ChangedLinks } from "./changed_links.ts";
import { checkWindowOptions } from "./check_window_options.ts";
import { Cell, LinkStates, Slot } from "./link_states.ts";
import { majorityClass } from "./majority.ts";
import { OpenMeasures } from "./open_measures.ts";
import { measuredColumns, type RecordColumns } from "./record_buffer.ts";
import type { WindowBatch } from "./window_batch.ts";
import type { WindowOptions } from "./window_options.ts";

/** What went through, over all links. */
export interface WindowStats {
  /** Packets, late ones included. */
  packets: number;
  /** Ticks, late ones included. */
  ticks: number;
  /** Ends. */
  ends: number;
  /** Packets that came after their window was final; no window counts them. */
  latePackets: number;
  /** Windows given out. */
  windows: number;
  /** Missing stretches. */
  gaps: number;
}

/**
 * Cuts the records of many links into windows, each link by its own watermark.
 *
 * @example
 * ```ts
 * import { LinkTable } from "#lib/core/link_table.ts";
 * import { PacketBatch } from "#lib/core/packet.ts";
 * import { TumblingWindows } from "#lib/window/tumbling.ts";
 * import { WindowBatch } from "#lib/window/window_batch.ts";
 * import { DEFAULT_WINDOW_OPTIONS } from "#lib/window/window_options.ts";
 *
 * const batch = new PacketBatch(16, new LinkTable());
 * const link = batch.links.intern("eth0");
 * for (const seconds of [1, 2, 6, 11]) {
 *   batch.push({ kind: 0, ts: seconds * 1e6, link, len: 60, proto: 6 });
 * }
 * const closed = new WindowBatch();
 * new TumblingWindows(DEFAULT_WINDOW_OPTIONS).push(batch, closed);
 * closed.packetCount.subarray(0, closed.length); // [2, 1]: [0, 5) and [5, 10)
 * ```
 */
export class TumblingWindows {
  readonly #options: WindowOptions;
  readonly #states: LinkStates;
  readonly #measures: OpenMeasures | undefined;
  readonly #stats: WindowStats = {
    packets: 0,
    ticks: 0,
    ends: 0,
    latePackets: 0,
    windows: 0,
    gaps: 0,
  };
  readonly #changed = new ChangedLinks();

  /**
   * Makes windows that have seen nothing.
   * @throws {UsageError} if the options are out of bounds
   */
  constructor(options: WindowOptions) {
    this.#options = checkWindowOptions(options);
    this.#measures = options.measures === "tcp" ? new OpenMeasures() : undefined;
    this.#states = new LinkStates(options, this.#measures);
  }

  /** What went through so far. */
  get stats(): Readonly<WindowStats> {
    return this.#stats;
  }

  /**
   * Takes records in the order of the log, and adds the windows that they close to `out`, in order
   * of closing.
   * @param from the first row that is taken
   * @param fullAt windows in `out` from which on no further row is taken; one row can go beyond
   * it by the windows of an idle timeout
   * @returns the first row that was not taken: `batch.length` when all are
   * @throws {RangeError} if measures are wanted and the batch has no columns for them
   */
  push(batch: RecordColumns, out: WindowBatch, from = 0, fullAt = Infinity): number {
    const { kind, ts, link, len, proto, length } = batch;
    const { windowUs } = this.#options;
    const states = this.#states;
    let row = from;
    while (row < length && out.length < fullAt) {
      // One run of a link's packets in one window: everything in locals, two comparisons of time.
      const id = link[row];
      const block = states.blockOf(id);
      const numbers = states.numbers;
      this.#changed.add(id);
      const start = numbers[block + Slot.currentStart];
      const bound = Math.min(start + windowUs, numbers[block + Slot.closeAt]);
      const cell = block + numbers[block + Slot.currentCell];
      const classes = cell + Cell.classes;
      let highest = numbers[block + Slot.highest];
      let bytes = numbers[cell + Cell.bytes];
      let first = numbers[cell + Cell.first];
      let last = numbers[cell + Cell.last];
      const runBegin = row;
      for (; row < length && link[row] === id; row++) {
        const t = ts[row];
        if (!(t >= start && t < bound) || kind[row] !== RecordKind.packet) break;
        if (t > highest) highest = t;
        if (t > last) last = t;
        if (t < first) first = t;
        bytes += len[row];
        numbers[classes + PROTOCOL_CLASS_OF[proto[row]]]++;
      }
      if (row > runBegin) {
        this.#stats.packets += row - runBegin;
        numbers[block + Slot.highest] = highest;
        numbers[cell + Cell.bytes] = bytes;
        numbers[cell + Cell.first] = first;
        numbers[cell + Cell.last] = last;
        if (this.#measures !== undefined) {
          this.#measures.add(cell, measuredColumns(batch), runBegin, row);
        }
      }
      if (row < length && link[row] === id) {
        if (kind[row] === RecordKind.end) this.#end(id, block, ts[row], out);
        else this.#record(id, block, batch, row, out);
        row++;
      }
    }
    return row;
  }

  /** Gives the highest event time of a link, µs; −Infinity where it said nothing yet. */
  lastEventUs(link: number): number {
    const block = this.#states.blockOf(link); // before `numbers` is read, which it may replace
    return this.#states.numbers[block + Slot.highest];
  }

  /** Says whether a link has spoken since its start, its last end or its last missing stretch. */
  isOpen(link: number): boolean {
    const block = this.#states.blockOf(link);
    return this.#states.numbers[block + Slot.session] !== 0;
  }

  /** Gives the links that records have come for since the last call, each once. */
  takeChanged(): number[] {
    return this.#changed.take();
  }

  /** Copies out all that is remembered of a link, a few dozen numbers, to be stored by a commit. */
  exportState(link: number): Float64Array {
    return this.#states.exportState(link);
  }

  /**
   * Puts a link back to where {@link TumblingWindows.exportState} copied it, exactly.
   * @throws {UserError} if the state was made with another window, out-of-orderness or lateness
   */
  importState(link: number, state: Float64Array): void {
    this.#states.importState(link, state);
  }

  /**
   * Closes a link's windows, as the missing stretch does that a record at `t` ends, and forgets the
   * link.
   * @param t event time, µs, more than the idle timeout behind the link's last
   */
  breakOff(link: number, t: number, out: WindowBatch): void {
    const block = this.#states.blockOf(link);
    if (this.#states.numbers[block + Slot.session] !== 0) {
      this.#closeGap(link, block, t - this.#options.outOfOrdernessUs, out);
    }
    this.forget(link);
  }

  /** Forgets a link, as when its partition went to another process. */
  forget(link: number): void {
    this.#states.reset(link);
    this.#changed.delete(link);
  }

  /** Takes a packet or tick that no run could take: all rules, in their order. */
  #record(id: number, block: number, batch: RecordColumns, row: number, out: WindowBatch): void {
    const { windowUs, outOfOrdernessUs, allowedLatenessUs, idleTimeoutUs } = this.#options;
    const numbers = this.#states.numbers;
    const isPacket = batch.kind[row] === RecordKind.packet;
    if (isPacket) this.#stats.packets++;
    else this.#stats.ticks++;
    const t = batch.ts[row];
    const behindUs = outOfOrdernessUs + allowedLatenessUs;
    const highest = numbers[block + Slot.highest];
    if (numbers[block + Slot.session] !== 0 && t - highest > idleTimeoutUs) {
      this.#closeGap(id, block, t - outOfOrdernessUs, out);
    }
    const closedBefore = Math.max(
      numbers[block + Slot.closedBefore],
      windowStart(highest - behindUs, windowUs),
    );
    const start = windowStart(t, windowUs);
    if (start < closedBefore) {
      if (isPacket) this.#stats.latePackets++;
      return;
    }
    if (numbers[block + Slot.session] === 0) {
      numbers[block + Slot.session] = 1;
      numbers[block + Slot.next] = start;
    } else if (start < numbers[block + Slot.next]) {
      numbers[block + Slot.next] = start;
    }
    if (t > highest) {
      numbers[block + Slot.highest] = t;
      const finalUs = windowStart(t - behindUs, windowUs);
      this.#close(id, block, finalUs, t - outOfOrdernessUs, out);
    }
    numbers[block + Slot.closeAt] = numbers[block + Slot.next] + windowUs + behindUs;
    numbers[block + Slot.currentStart] = start;
    const cell = this.#states.cellOf(start);
    numbers[block + Slot.currentCell] = cell;
    if (!isPacket) return;
    this.#count(block + cell, t, batch.len[row], batch.proto[row]);
    if (this.#measures !== undefined) {
      this.#measures.add(block + cell, measuredColumns(batch), row, row + 1);
    }
  }

  #count(cell: number, t: number, lengthBytes: number, proto: number): void {
    const numbers = this.#states.numbers;
    if (t < numbers[cell + Cell.first]) numbers[cell + Cell.first] = t;
    if (t > numbers[cell + Cell.last]) numbers[cell + Cell.last] = t;
    numbers[cell + Cell.bytes] += lengthBytes;
    numbers[cell + Cell.classes + PROTOCOL_CLASS_OF[proto]]++;
  }

  /** Everything before `t` has been said, and what was seen at the highest event time. */
  #end(id: number, block: number, t: number, out: WindowBatch): void {
    const { windowUs, idleTimeoutUs } = this.#options;
    const numbers = this.#states.numbers;
    this.#stats.ends++;
    const highest = numbers[block + Slot.highest];
    if (numbers[block + Slot.session] !== 0 && t - highest > idleTimeoutUs) {
      this.#closeGap(id, block, t, out);
    }
    const endUs = Math.max(t, highest + 1);
    const finalUs = Math.ceil(endUs / windowUs) * windowUs;
    if (numbers[block + Slot.session] !== 0) {
      this.#close(id, block, finalUs, endUs, out);
      if (finalUs > endUs) out.partial[out.length - 1] = 1;
      out.ended[out.length - 1] = 1;
    }
    this.#closeSession(block, finalUs);
  }

  /** Ends a session where a missing stretch begins; the window that it begins in is partial. */
  #closeGap(id: number, block: number, watermarkUs: number, out: WindowBatch): void {
    const { windowUs } = this.#options;
    const finalUs = windowStart(this.#states.numbers[block + Slot.highest], windowUs) + windowUs;
    this.#stats.gaps++;
    this.#close(id, block, finalUs, watermarkUs, out);
    out.partial[out.length - 1] = 1;
    this.#closeSession(block, finalUs);
  }

  #closeSession(block: number, finalUs: number): void {
    const numbers = this.#states.numbers;
    numbers[block + Slot.session] = 0;
    numbers[block + Slot.currentStart] = NaN;
    numbers[block + Slot.closedBefore] = Math.max(numbers[block + Slot.closedBefore], finalUs);
  }

  /** Gives out the session's windows with a start below `finalUs`, empty ones too. */
  #close(id: number, block: number, finalUs: number, watermarkUs: number, out: WindowBatch): void {
    const { windowUs } = this.#options;
    const numbers = this.#states.numbers;
    let start = numbers[block + Slot.next];
    for (; start < finalUs; start += windowUs) {
      const cell = block + this.#states.cellOf(start);
      const row = out.addRow();
      const tcp = numbers[cell + Cell.classes];
      const udp = numbers[cell + Cell.classes + 1];
      const icmp = numbers[cell + Cell.classes + 2];
      const other = numbers[cell + Cell.classes + 3];
      const packets = tcp + udp + icmp + other;
      out.link[row] = id;
      out.start[row] = start;
      out.totalBytes[row] = numbers[cell + Cell.bytes];
      out.packetCount[row] = packets;
      out.first[row] = packets === 0 ? NaN : numbers[cell + Cell.first];
      out.last[row] = packets === 0 ? NaN : numbers[cell + Cell.last];
      out.protocol[row] = majorityClass(tcp, udp, icmp, other);
      out.partial[row] = numbers[block + Slot.session] === 1 ? 1 : 0;
      out.ended[row] = 0;
      out.watermark[row] = watermarkUs;
      this.#measures?.write(cell, out.attachMeasures(), row);
      this.#states.clearCell(cell);
      numbers[block + Slot.session] = 2;
      this.#stats.windows++;
    }
    numbers[block + Slot.next] = start;
  }
}
