/**
 * Says what a process has counted: in one line now and then, in a table at its end.
 * @module
 */

import type { Log } from "#lib/core/log.ts";
import type { Clock } from "#lib/core/time.ts";
import type { Snapshot, Telemetry } from "#lib/telemetry/telemetry.ts";
import { formatNumber } from "./format.ts";
import { formatTable } from "./table.ts";

/** When to say it. */
export interface CounterReportOptions {
  /** How often to write a line while the process works, ms. @default never */
  readonly statsEveryMs?: number;
  /** Whether the result carries the counters, in place of the table. */
  readonly json: boolean;
}

/** What a report works with. */
export interface CounterReportDeps {
  /** Paces the lines. */
  readonly clock: Clock;
  /** Gets lines and table. */
  readonly log: Log;
}

const PREFIX = "traffic_";

/** Reports counters from its making on. */
export class CounterReport implements AsyncDisposable {
  readonly #telemetry: Telemetry;
  readonly #options: CounterReportOptions;
  readonly #deps: CounterReportDeps;
  readonly #startMs: number;
  readonly #stop = new AbortController();
  readonly #lines: Promise<void>;

  /** Starts to write lines, if they are asked for. */
  constructor(telemetry: Telemetry, options: CounterReportOptions, deps: CounterReportDeps) {
    this.#telemetry = telemetry;
    this.#options = options;
    this.#deps = deps;
    this.#startMs = deps.clock.nowMs();
    const { statsEveryMs } = options;
    this.#lines = statsEveryMs === undefined ? Promise.resolve() : this.#writeLines(statsEveryMs);
  }

  /** Ends the lines, writes the table unless the result has it, and gives what both are made
   * of. */
  async finish(): Promise<Snapshot> {
    await this[Symbol.asyncDispose]();
    const snapshot = await this.#telemetry.snapshot();
    const seconds = (this.#deps.clock.nowMs() - this.#startMs) / 1000;
    if (!this.#options.json) this.#deps.log.info(counterTable(snapshot, seconds));
    return snapshot;
  }

  /** Ends the lines: what failed has its own last word. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#lines;
  }

  async #writeLines(everyMs: number): Promise<void> {
    const { clock, log } = this.#deps;
    const { signal } = this.#stop;
    let before: Snapshot = {};
    let beforeMs = this.#startMs;
    for (;;) {
      await clock.sleep(everyMs, signal);
      if (signal.aborted) return;
      const nowMs = clock.nowMs();
      const snapshot = await this.#telemetry.snapshot();
      log.info(counterLine(snapshot, before, (nowMs - beforeMs) / 1000));
      before = snapshot;
      beforeMs = nowMs;
    }
  }
}

/** Writes what is not zero in one line; what has grown with how much a second. */
export function counterLine(now: Snapshot, before: Snapshot, seconds: number): string {
  const values = new Map(flat(before));
  const parts = flat(now).filter(([, value]) => value !== 0).map(([name, value]) => {
    const formerly = values.get(name) ?? 0;
    const grown = name.includes("_total") && value > formerly && seconds > 0;
    const rate = grown ? ` (${formatNumber((value - formerly) / seconds, 0)}/s)` : "";
    return `${short(name)} ${formatNumber(rounded(value))}${rate}`;
  });
  return `counters: ${parts.join(", ")}`;
}

function counterTable(snapshot: Snapshot, seconds: number): string {
  return formatTable(
    [{ header: "counter" }, { header: "value" }, { header: "per second", digits: 0 }],
    flat(snapshot).map(([name, value]) => [
      name,
      rounded(value),
      name.includes("_total") && seconds > 0 ? value / seconds : null,
    ]),
  );
}

/** Gives names with their labels, as Prometheus writes them. */
function flat(snapshot: Snapshot): [string, number][] {
  return Object.entries(snapshot).flatMap(([name, values]): [string, number][] =>
    typeof values === "number"
      ? [[name, values]]
      : Object.entries(values).map(([label, value]) => [`${name}{${label}}`, value])
  );
}

function short(name: string): string {
  return name.slice(name.startsWith(PREFIX) ? PREFIX.length : 0).replace("_total", "");
}

/** Times have no more than milliseconds that mean anything. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
