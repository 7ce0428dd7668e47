/**
 * Shows how far a long piece of work has come, and how long it will still take.
 * @module
 */

import type { Clock } from "#lib/core/time.ts";
import { formatLength, formatNumber } from "./format.ts";
import type { Terminal } from "./terminal.ts";

/** What is counted. */
export interface ProgressOptions {
  /** Names the work: "train". */
  readonly label: string;
  /** What is counted: "sequences". */
  readonly unit: string;
  /** How much there is in all. @default unknown: no bar, a rate in place of the time left */
  readonly total?: number;
}

/** What a progress needs. */
export interface ProgressDeps {
  /** Says how long the work has taken. */
  readonly clock: Pick<Clock, "nowMs">;
  /** Where it is shown. */
  readonly terminal: Terminal;
}

/** A terminal is redrawn at most this often, ms. */
const REDRAW_MS = 100;
/** A file or pipe gets a line at most this often, ms; work that is done sooner leaves none. */
const PLAIN_MS = 10_000;
/** Characters of the bar. */
const BAR_WIDTH = 24;

/** One piece of work: a bar on a terminal, a line now and then elsewhere; gone when disposed. */
export class Progress implements Disposable {
  readonly #options: ProgressOptions;
  readonly #deps: ProgressDeps;
  readonly #startMs: number;
  #shownMs: number;

  /** Starts the clock; nothing is shown before the first update. */
  constructor(options: ProgressOptions, deps: ProgressDeps) {
    this.#options = options;
    this.#deps = deps;
    this.#startMs = deps.clock.nowMs();
    this.#shownMs = deps.terminal.isTerminal ? -Infinity : this.#startMs;
  }

  /**
   * Says how far the work is. Cheap enough to call per step: most calls show nothing.
   * @param done how much is done, in the unit of the options
   * @param note something to show beside it: "loss 0.012"
   */
  update(done: number, note = ""): void {
    const nowMs = this.#deps.clock.nowMs();
    const { terminal } = this.#deps;
    if (nowMs - this.#shownMs < (terminal.isTerminal ? REDRAW_MS : PLAIN_MS)) return;
    this.#shownMs = nowMs;
    const line = this.#describe(done, nowMs - this.#startMs, note);
    if (terminal.isTerminal) terminal.showStatus(line);
    else terminal.info(line);
  }

  /** Takes the bar away. */
  [Symbol.dispose](): void {
    this.#deps.terminal.hideStatus();
  }

  #describe(done: number, elapsedMs: number, note: string): string {
    const { label, total, unit } = this.#options;
    const parts = [];
    if (total === undefined) {
      parts.push(`${label} ${formatNumber(done)} ${unit}`);
      if (elapsedMs > 0) parts.push(`${formatNumber(1000 * done / elapsedMs, 0)} ${unit}/s`);
    } else {
      const share = total === 0 ? 1 : Math.min(1, done / total);
      const bar = this.#deps.terminal.isTerminal ? `${drawBar(share)} ` : "";
      const percent = `${Math.floor(share * 100)} %`;
      parts.push(`${label} ${bar}${percent}, ${formatNumber(done)}/${formatNumber(total)} ${unit}`);
      if (done > 0 && elapsedMs > 0) {
        parts.push(`${formatLength(elapsedMs * (1 - share) / share)} left`);
      }
    }
    return [...parts, note].filter((part) => part !== "").join(", ");
  }
}

function drawBar(share: number): string {
  const filled = Math.round(share * BAR_WIDTH);
  return "[" + "#".repeat(filled) + ".".repeat(BAR_WIDTH - filled) + "]";
}
