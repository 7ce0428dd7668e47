/**
 * Closed windows in columns: what the window stage hands to features.
 * @module
 */

import { WindowMeasures } from "./window_measures.ts";

/**
 * Closed windows in columns, in order of closing; those of one link are in order of their start.
 * Sums are integers below 2^53, so they are exact.
 */
export class WindowBatch {
  /** How many windows there are. */
  length = 0;
  /** Index of the link. */
  link: Uint32Array;
  /** Start of the window, µs. */
  start: Float64Array;
  /** Bytes on the wire. */
  totalBytes: Float64Array;
  /** Packets. */
  packetCount: Float64Array;
  /** Event time of the first packet, µs; NaN where there is none. */
  first: Float64Array;
  /** Event time of the last packet, µs; NaN where there is none. */
  last: Float64Array;
  /** Majority protocol class, see `core/protocol.ts`; TCP where there is no packet. */
  protocol: Uint8Array;
  /** 1 where the window was seen in part only: the first after a start or a missing stretch, the
   * last before one or before an end. Such windows are never trained on, forecast from or
   * alerted on. */
  partial: Uint8Array;
  /** 1 in the last window before an end, partial or not: the link said that it is done. */
  ended: Uint8Array;
  /** The link's watermark when the window became final, µs. */
  watermark: Float64Array;
  /** TCP measures, where windows hold some: what makes such windows attaches them. They are 0 in
   * the rows that were there before, and in new ones. */
  measures: WindowMeasures | undefined = undefined;

  /** Makes an empty batch. @param capacity rows before the columns grow for the first time */
  constructor(capacity = 64) {
    this.link = new Uint32Array(capacity);
    this.start = new Float64Array(capacity);
    this.totalBytes = new Float64Array(capacity);
    this.packetCount = new Float64Array(capacity);
    this.first = new Float64Array(capacity);
    this.last = new Float64Array(capacity);
    this.protocol = new Uint8Array(capacity);
    this.partial = new Uint8Array(capacity);
    this.ended = new Uint8Array(capacity);
    this.watermark = new Float64Array(capacity);
  }

  /** Gives the TCP measures, attaching them where there are none. */
  attachMeasures(): WindowMeasures {
    return this.measures ??= new WindowMeasures(this.start.length);
  }

  /** Forgets all rows; the columns are reused. */
  clear(): void {
    this.length = 0;
  }

  /** Adds a row and gives its number; the columns double when they are full. The caller writes
   * every column of the row but the measures. */
  addRow(): number {
    if (this.length === this.start.length) this.#grow();
    this.measures?.clearRow(this.length);
    return this.length++;
  }

  #grow(): void {
    const capacity = Math.max(64, this.start.length * 2);
    this.link = grown(this.link, new Uint32Array(capacity));
    this.start = grown(this.start, new Float64Array(capacity));
    this.totalBytes = grown(this.totalBytes, new Float64Array(capacity));
    this.packetCount = grown(this.packetCount, new Float64Array(capacity));
    this.first = grown(this.first, new Float64Array(capacity));
    this.last = grown(this.last, new Float64Array(capacity));
    this.protocol = grown(this.protocol, new Uint8Array(capacity));
    this.partial = grown(this.partial, new Uint8Array(capacity));
    this.ended = grown(this.ended, new Uint8Array(capacity));
    this.watermark = grown(this.watermark, new Float64Array(capacity));
    this.measures?.grow(capacity);
  }
}

function grown<T extends Float64Array | Uint32Array | Uint8Array>(from: T, into: T): T {
  into.set(from);
  return into;
}
