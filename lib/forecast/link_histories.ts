/**
 * The last windows of each link, as the model looks back on them.
 * @module
 */

import { UserError } from "#lib/core/errors.ts";

interface LinkHistory {
  /** Start of the window that would go on without a break, µs. */
  nextStart: number;
  /** How many windows there are, at most the lookback. */
  filled: number;
  /** Unscaled features, one feature after the other, each the windows from the oldest on with
   * room for the lookback: the scaler takes columns. */
  readonly values: Float64Array;
}

/** Numbers before the values in an exported state. */
const STATE_HEADER = 2;

/**
 * Per link the unbroken run of complete windows up to now, no longer than the lookback.
 *
 * Features are kept unscaled, so that a stored history still serves when a newer model with
 * another scaler takes over.
 */
export class LinkHistories {
  readonly #links = new Map<number, LinkHistory>();

  /**
   * Knows of no link yet.
   * @param lookback most windows kept
   * @param features features of a window
   */
  constructor(readonly lookback: number, readonly features: number) {}

  /**
   * Adds a link's next window.
   * @param start of the window, µs; where it does not follow on the one before, the history
   * begins anew
   * @param columns features by column
   * @param row of the window in them
   * @returns how many windows there are now
   */
  push(
    link: number,
    start: number,
    windowUs: number,
    columns: readonly Float64Array[],
    row: number,
  ): number {
    const { lookback, features } = this;
    const history = this.#of(link);
    if (start !== history.nextStart) history.filled = 0;
    history.nextStart = start + windowUs;
    const { values } = history;
    // all features shift at once: what slips over from the next feature is overwritten below
    if (history.filled === lookback) values.copyWithin(0, 1);
    else history.filled++;
    for (let f = 0; f < features; f++) {
      values[f * lookback + history.filled - 1] = columns[f][row];
    }
    return history.filled;
  }

  /** Copies a link's features out, one column each, from the oldest window on. */
  copyColumns(link: number, columns: readonly Float64Array[]): void {
    const { lookback } = this;
    const { filled, values } = this.#of(link);
    columns.forEach((column, f) =>
      column.set(values.subarray(f * lookback, f * lookback + filled))
    );
  }

  /** Copies out all that is remembered of a link, exactly; nothing of an unknown one. */
  exportState(link: number): Float64Array {
    const history = this.#links.get(link);
    if (history === undefined || history.filled === 0) return new Float64Array(0);
    const { filled, nextStart, values } = history;
    const state = new Float64Array(STATE_HEADER + this.features * filled);
    state[0] = nextStart;
    state[1] = filled;
    for (let f = 0; f < this.features; f++) {
      const from = f * this.lookback;
      state.set(values.subarray(from, from + filled), STATE_HEADER + f * filled);
    }
    return state;
  }

  /**
   * Puts a link back to where {@link LinkHistories.exportState} copied it, exactly. Of a state
   * with a longer lookback the newest windows are taken.
   * @throws {UserError} if the state has other features
   */
  importState(link: number, state: Float64Array): void {
    this.forget(link);
    if (state.length === 0) return;
    const stored = state[1];
    if (state.length !== STATE_HEADER + this.features * stored) {
      throw new UserError(
        `Cannot restore a link's history: it holds ${
          (state.length - STATE_HEADER) / stored
        } features a window, the model has ${this.features}; start a new --group`,
      );
    }
    const history = this.#of(link);
    history.nextStart = state[0];
    history.filled = Math.min(stored, this.lookback);
    for (let f = 0; f < this.features; f++) {
      const end = STATE_HEADER + (f + 1) * stored;
      history.values.set(state.subarray(end - history.filled, end), f * this.lookback);
    }
  }

  /** Forgets a link. */
  forget(link: number): void {
    this.#links.delete(link);
  }

  #of(link: number): LinkHistory {
    let history = this.#links.get(link);
    if (history === undefined) {
      const values = new Float64Array(this.lookback * this.features);
      history = { nextStart: NaN, filled: 0, values };
      this.#links.set(link, history);
    }
    return history;
  }
}
