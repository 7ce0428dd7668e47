/**
 * When an alert opens and when it is over: one incident per episode and link, decided from the
 * forecasts of one window after the other, so that the same windows always give the same alerts.
 * @module
 */

import type { AlertEvent } from "./alert_record.ts";

/** Options of the alert policy. */
export interface PolicyOptions {
  /** Packets per window that a forecast must exceed. @default 100 */
  readonly threshold: number;
  /** The alert looks at the forecasts of the next 1 to this many windows. @default 12 */
  readonly horizon: number;
  /** Windows in a row, with neither count nor forecast above the threshold, that end an incident.
   * @default 3 */
  readonly clearAfter: number;
  /** Length of a window, µs. */
  readonly windowUs: number;
}

/** What the policy sees of any window of a link. */
export interface ClosedWindow {
  /** End of the window, µs. */
  readonly windowEnd: number;
  /** The link's watermark when the window became final, µs. */
  readonly watermark: number;
  /** Packets in the window. */
  readonly count: number;
}

/** What the policy sees of one complete window of a link. */
export interface WindowOutlook extends ClosedWindow {
  /** Whether the forecast may open an incident: not while the model warms up. */
  readonly trusted: boolean;
  /** Forecasts of many windows, one row each, horizons 1, 2, … in a row. */
  readonly values: Float32Array;
  /** Where this window's row begins in `values`. */
  readonly offset: number;
}

/** State of a link that has an incident: numbers only, so that it is stored and restored exactly. */
interface LinkState {
  /** End of the window that opened the incident, µs. */
  openedAt: number;
  quietWindows: number;
}

/** Numbers that {@link AlertPolicy.exportState} gives per link. */
export const ALERT_STATE_SIZE = 2;

/**
 * Threshold with hysteresis, per link.
 *
 * An incident opens with the first trusted forecast above the threshold. It is over after
 * `clearAfter` quiet windows in a row, with the first partial window, or with the last one before
 * the link's end: there the link ended, went missing or came back, so that nobody knows whether
 * the congestion went on, and the next one is to be told anew.
 *
 * @example
 * ```ts
 * import { AlertPolicy } from "#lib/alert/policy.ts";
 *
 * const policy = new AlertPolicy({ threshold: 100, horizon: 2, clearAfter: 3, windowUs: 5e6 });
 * const values = new Float32Array([90, 120]);
 * const event = policy.observe(0, {
 *   windowEnd: 10e6, watermark: 10.2e6, count: 60, trusted: true, values, offset: 0,
 * });
 * event?.expectedAt; // 15e6: the second window ahead starts then
 * ```
 */
export class AlertPolicy {
  readonly #options: PolicyOptions;
  readonly #links = new Map<number, LinkState>();

  /** Knows of no link yet. */
  constructor(options: PolicyOptions) {
    this.#options = options;
  }

  /** Takes the next complete window of a link and gives what it changed, if anything. */
  observe(link: number, outlook: WindowOutlook): AlertEvent | undefined {
    const { threshold, windowUs, clearAfter } = this.#options;
    const horizon = outlook.trusted ? this.#firstAbove(outlook) : 0;
    let state = this.#links.get(link);
    if (state === undefined) {
      if (horizon === 0) return undefined;
      state = { openedAt: outlook.windowEnd, quietWindows: 0 };
      this.#links.set(link, state);
      return {
        state: "open",
        openedAt: state.openedAt,
        windowEnd: outlook.windowEnd,
        watermark: outlook.watermark,
        horizon,
        value: outlook.values[outlook.offset + horizon - 1],
        expectedAt: outlook.windowEnd + (horizon - 1) * windowUs,
      };
    }
    const loud = horizon > 0 || outlook.count > threshold;
    state.quietWindows = loud ? 0 : state.quietWindows + 1;
    return state.quietWindows < clearAfter ? undefined : this.end(link, outlook);
  }

  /** Ends a link's incident with this window, as a partial one does and the last one before an
   * end; `undefined` where none is open. */
  end(link: number, window: ClosedWindow): AlertEvent | undefined {
    const openedAt = this.#links.get(link)?.openedAt;
    if (openedAt === undefined) return undefined;
    this.#links.delete(link);
    return {
      state: "resolved",
      openedAt,
      windowEnd: window.windowEnd,
      watermark: window.watermark,
      horizon: 0,
      value: window.count,
      expectedAt: window.windowEnd,
    };
  }

  /** Writes a link's state as {@link ALERT_STATE_SIZE} numbers. */
  exportState(link: number, into: Float64Array, offset: number): void {
    const state = this.#links.get(link);
    into[offset] = state?.openedAt ?? NaN;
    into[offset + 1] = state?.quietWindows ?? 0;
  }

  /** Takes a link's state over from {@link exportState}. */
  importState(link: number, from: Float64Array, offset: number): void {
    if (Number.isNaN(from[offset])) this.#links.delete(link);
    else this.#links.set(link, { openedAt: from[offset], quietWindows: from[offset + 1] });
  }

  /** Drops a link's state. */
  forget(link: number): void {
    this.#links.delete(link);
  }

  /** Gives the nearest horizon whose forecast exceeds the threshold, 0 for none. */
  #firstAbove(outlook: WindowOutlook): number {
    for (let h = 1; h <= this.#options.horizon; h++) {
      if (outlook.values[outlook.offset + h - 1] > this.#options.threshold) return h;
    }
    return 0;
  }
}
