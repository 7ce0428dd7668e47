/**
 * What the online windows remember of each link: one block of doubles a link, all blocks in one
 * array, so that a record costs no object and a commit copies a few numbers.
 *
 * A block is a header of {@link Slot}s, then a ring of cells ({@link Cell}), one for each window
 * that may be open at a time: the windows between the bound of lateness and the newest record,
 * ceil((out-of-orderness + lateness) / window) + 1 of them.
 * @module
 */

import { UserError } from "#lib/core/errors.ts";
import { EXPORTED_NUMBERS } from "./measure_cells.ts";
import type { OpenMeasures } from "./open_measures.ts";
import type { WindowOptions } from "./window_options.ts";

/** Numbers of a block's header. */
export const Slot = {
  /** Highest event time of the link, µs; −Infinity before the first record. */
  highest: 0,
  /** Windows with a start below this are final by an end or a missing stretch, µs. */
  closedBefore: 1,
  /** Start of the next window to give out, µs. */
  next: 2,
  /** 0: no session is open; 1: open, nothing given out yet; 2: open, something given out. */
  session: 3,
  /** Event time that makes the next window final, µs. */
  closeAt: 4,
  /** Start of the window that the last record fell into, µs; NaN where there is none. */
  currentStart: 5,
  /** Place of that window's cell, counted from the block's begin. */
  currentCell: 6,
  /** How many there are. */
  count: 7,
} as const;

/** Numbers of a cell: a window's sums. */
export const Cell = {
  /** Bytes on the wire. */
  bytes: 0,
  /** Lowest event time of a packet, µs; Infinity where there is none. */
  first: 1,
  /** Highest event time of a packet, µs; −Infinity where there is none. */
  last: 2,
  /** Packets by protocol class: four numbers. */
  classes: 3,
  /** How many there are. */
  count: 7,
} as const;

const EXPORT_HEADER = 7;
const EXPORT_CELL = 1 + Cell.count;
/** Stands where a window's start would stand: no event time is infinite. */
const MEASURES_FOLLOW = Infinity;

/** The blocks of all links. */
export class LinkStates {
  /** All blocks, one after the other; replaced when they grow. */
  numbers: Float64Array = new Float64Array(0);
  readonly #options: WindowOptions;
  readonly #measures: OpenMeasures | undefined;
  readonly #ringCells: number;
  readonly #blockSize: number;

  /**
   * Makes room for no link yet.
   * @param options checked options of windows
   * @param measures are forgotten, copied out and put back with the sums of their windows
   */
  constructor(options: WindowOptions, measures?: OpenMeasures) {
    this.#options = options;
    this.#measures = measures;
    const behindUs = options.outOfOrdernessUs + options.allowedLatenessUs;
    this.#ringCells = Math.ceil(behindUs / options.windowUs) + 1;
    this.#blockSize = Slot.count + this.#ringCells * Cell.count;
  }

  /** Gives the place of a link's block in `numbers`, making it on the link's first sight. */
  blockOf(link: number): number {
    const block = link * this.#blockSize;
    if (block >= this.numbers.length) this.#grow(link + 1);
    return block;
  }

  /** Gives the place of a window's cell, counted from the block's begin. */
  cellOf(startUs: number): number {
    const index = (startUs / this.#options.windowUs) % this.#ringCells;
    return Slot.count + (index < 0 ? index + this.#ringCells : index) * Cell.count;
  }

  /** Makes a link as if it had never been seen. */
  reset(link: number): void {
    const block = this.blockOf(link);
    const numbers = this.numbers;
    numbers[block + Slot.highest] = -Infinity;
    numbers[block + Slot.closedBefore] = -Infinity;
    numbers[block + Slot.next] = 0;
    numbers[block + Slot.session] = 0;
    numbers[block + Slot.closeAt] = 0;
    numbers[block + Slot.currentStart] = NaN;
    numbers[block + Slot.currentCell] = Slot.count;
    for (let at = Slot.count; at < this.#blockSize; at += Cell.count) this.clearCell(block + at);
  }

  /** Empties a cell. @param at its place in `numbers` */
  clearCell(at: number): void {
    this.numbers.fill(0, at, at + Cell.count);
    this.numbers[at + Cell.first] = Infinity;
    this.numbers[at + Cell.last] = -Infinity;
    this.#measures?.forget(at);
  }

  /**
   * Copies out what there is of a link: the options it was cut by, the header, filled cells; then,
   * where windows hold measures, infinity, and for each cell the window's start and its measures.
   */
  exportState(link: number): Float64Array {
    const block = this.blockOf(link);
    const { numbers } = this;
    const { windowUs, outOfOrdernessUs, allowedLatenessUs } = this.#options;
    const [highest, closedBefore, next, session] = numbers.subarray(block, block + 4);
    const state = [windowUs, outOfOrdernessUs, allowedLatenessUs];
    state.push(highest, closedBefore, next, session);
    const measures: number[] = [];
    if (session !== 0) {
      for (let start = next; start <= highest; start += windowUs) {
        const at = block + this.cellOf(start);
        if (numbers[at + Cell.last] >= start) {
          state.push(start, ...numbers.subarray(at, at + Cell.count));
          const measured = this.#measures?.exportWindow(at) ?? [];
          if (measured.length > 0) measures.push(start, ...measured);
        }
      }
    }
    if (measures.length > 0) state.push(MEASURES_FOLLOW, ...measures);
    return Float64Array.from(state);
  }

  /**
   * Puts back what {@link LinkStates.exportState} gave. Measures that nobody wants any more are
   * left out; where they were not wanted before, those of open windows count from here on.
   * @throws {UserError} if it was cut by other options
   */
  importState(link: number, state: Float64Array): void {
    const { windowUs, outOfOrdernessUs, allowedLatenessUs } = this.#options;
    const [window, outOfOrderness, lateness, highest, closedBefore, next, session] = state;
    if (
      window !== windowUs || outOfOrderness !== outOfOrdernessUs || lateness !== allowedLatenessUs
    ) {
      throw new UserError(
        `Cannot restore open windows: they were cut with window, out-of-orderness and lateness ` +
          `of ${window}, ${outOfOrderness}, ${lateness} µs, now these are ${windowUs}, ` +
          `${outOfOrdernessUs}, ${allowedLatenessUs}; use the former options or another group`,
      );
    }
    this.reset(link);
    const block = this.blockOf(link);
    this.numbers.set([highest, closedBefore, next, session], block);
    this.numbers[block + Slot.closeAt] = next + windowUs + outOfOrdernessUs + allowedLatenessUs;
    let at = EXPORT_HEADER;
    for (; at < state.length && state[at] !== MEASURES_FOLLOW; at += EXPORT_CELL) {
      this.numbers.set(
        state.subarray(at + 1, at + EXPORT_CELL),
        block + this.cellOf(state[at]),
      );
    }
    for (at++; at < state.length; at += 1 + EXPORTED_NUMBERS) {
      this.#measures?.importWindow(block + this.cellOf(state[at]), state.subarray(at + 1));
    }
  }

  #grow(links: number): void {
    const former = this.numbers;
    const formerLinks = former.length / this.#blockSize;
    const capacity = Math.max(16, links, formerLinks * 2);
    this.numbers = new Float64Array(capacity * this.#blockSize);
    this.numbers.set(former);
    for (let link = formerLinks; link < capacity; link++) this.reset(link);
  }
}
