/**
 * The TCP measures of the windows that are open online, beside their sums in `link_states.ts`. A
 * window has a cell from its first packet to its closing, so that silent links take no room.
 * @module
 */

import { Cell } from "./link_states.ts";
import { EXPORTED_NUMBERS, MeasureCells } from "./measure_cells.ts";
import type { MeasuredColumns } from "./record_buffer.ts";
import type { WindowMeasures } from "./window_measures.ts";

/** Cells of open windows, by the place of the window's sums in `LinkStates.numbers`. */
export class OpenMeasures {
  readonly #cells = new MeasureCells();
  /** Cell of a window + 1, by the place of its sums divided by their size; 0 for none. */
  #cellOf = new Int32Array(64);

  /** Adds the packets of the rows `[from, to)` to a window. @param at place of its sums */
  add(at: number, columns: MeasuredColumns, from: number, to: number): void {
    this.#cells.add(this.#open(at), columns, from, to);
  }

  /** Writes a window's measures to a row that is all 0. */
  write(at: number, out: WindowMeasures, row: number): void {
    const cell = this.#find(at);
    if (cell >= 0) this.#cells.write(cell, out, row);
  }

  /** Forgets a window's measures, if it has some. */
  forget(at: number): void {
    const cell = this.#find(at);
    if (cell < 0) return;
    this.#cells.giveBack(cell);
    this.#cellOf[indexOf(at)] = 0;
  }

  /** Copies a window's measures out: whole numbers, none where it has no packets. */
  exportWindow(at: number): number[] {
    const cell = this.#find(at);
    return cell < 0 ? [] : this.#cells.exportCell(cell);
  }

  /** Puts back what {@link OpenMeasures.exportWindow} gave; more may follow in `numbers`. */
  importWindow(at: number, numbers: Float64Array): void {
    this.#cells.importCell(this.#open(at), numbers.subarray(0, EXPORTED_NUMBERS));
  }

  #find(at: number): number {
    const index = indexOf(at);
    return index < this.#cellOf.length ? this.#cellOf[index] - 1 : -1;
  }

  #open(at: number): number {
    const index = indexOf(at);
    if (index >= this.#cellOf.length) {
      const grown = new Int32Array(2 * index);
      grown.set(this.#cellOf);
      this.#cellOf = grown;
    }
    if (this.#cellOf[index] === 0) this.#cellOf[index] = this.#cells.take() + 1;
    return this.#cellOf[index] - 1;
  }
}

/** Two windows' sums do not overlap, so that no two windows share an index. */
function indexOf(at: number): number {
  return Math.floor(at / Cell.count);
}
