/**
 * The TCP measures of all windows of files, gathered in any order of the packets.
 * @module
 */

import { RecordKind } from "#lib/core/packet.ts";
import { windowStart } from "#lib/core/time.ts";
import { MeasureCells } from "./measure_cells.ts";
import type { MeasuredColumns } from "./record_buffer.ts";
import type { WindowMeasures } from "./window_measures.ts";

/** Measures by link and start of the window; about 0.6 kB for each window with packets. */
export class BulkMeasures {
  readonly #windowUs: number;
  readonly #cells = new MeasureCells();
  /** Cell of each window by its start, by link. */
  readonly #cellsOf: Map<number, number>[] = [];

  /** Makes measures of no packet yet. @param windowUs length of a window */
  constructor(windowUs: number) {
    this.#windowUs = windowUs;
  }

  /** Takes records in any order; only packets count. */
  add(columns: MeasuredColumns): void {
    const { ts, link, kind, length } = columns;
    const windowUs = this.#windowUs;
    for (let row = 0; row < length;) {
      // One run of a link's records in one window.
      const begin = row;
      const id = link[row];
      const start = windowStart(ts[row], windowUs);
      const end = start + windowUs;
      let isEmpty = true;
      for (; row < length && link[row] === id && ts[row] >= start && ts[row] < end; row++) {
        if (kind[row] === RecordKind.packet) isEmpty = false;
      }
      if (!isEmpty) this.#cells.add(this.#cellOf(id, start), columns, begin, row);
    }
  }

  /** Writes the measures of a window to a row that is all 0. */
  write(link: number, startUs: number, out: WindowMeasures, row: number): void {
    const cell = this.#cellsOf[link]?.get(startUs);
    if (cell !== undefined) this.#cells.write(cell, out, row);
  }

  #cellOf(link: number, startUs: number): number {
    const cells = this.#cellsOf[link] ??= new Map();
    let cell = cells.get(startUs);
    if (cell === undefined) {
      cell = this.#cells.take();
      cells.set(startUs, cell);
    }
    return cell;
  }
}
