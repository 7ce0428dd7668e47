/**
 * Ends a process that stands still though there is work: messages behind the last commit, no commit
 * that goes past any, and no look at the log that finds none. What it waits for it may wait for for ever, such as an answer that was
 * lost; somebody else in the group, or its own restart, can do better.
 * @module
 */

import { UserError } from "#lib/core/errors.ts";
import type { Clock } from "#lib/core/time.ts";
import type { GroupWorker } from "./group_worker.ts";

/** What is watched of a worker. */
export type WatchedWorker = Pick<GroupWorker, "stats" | "lag">;

/** What a watchdog works with. */
export interface WatchdogDeps {
  /** Whose commits are watched. */
  readonly worker: WatchedWorker;
  /** Counts how long they have stood still. */
  readonly clock: Clock;
  /** Longest that they may, ms. It is twice as long as any bus tries to reach its broker: a broker
   * that is away has its own sentence. @default ten minutes */
  readonly stallMs?: number;
}

const STALL_MS = 600_000;
/** How often it looks, ms. */
const LOOK_MS = 5_000;

/** Watches from a place of its own, whatever the worker hangs in. */
export class StallWatchdog {
  readonly #worker: WatchedWorker;
  readonly #clock: Clock;
  readonly #stallMs: number;
  /** Messages behind the last commit, as far as is known. */
  #lag = 0;
  #isAsking = false;

  /** Watches nothing yet. */
  constructor({ worker, clock, stallMs = STALL_MS }: WatchdogDeps) {
    this.#worker = worker;
    this.#clock = clock;
    this.#stallMs = stallMs;
  }

  /**
   * Does a piece of work under watch.
   * @throws {UserError} if assigned lag does not move for too long; the work is left where it hangs
   */
  async guard(work: Promise<void>): Promise<void> {
    const done = new AbortController();
    const worked = work.finally(() => done.abort());
    await Promise.race([worked, this.#watch(done.signal).then(() => worked)]);
  }

  async #watch(signal: AbortSignal): Promise<void> {
    let moves = movesOf(this.#worker);
    let stalledMs = 0;
    let lookedMs = this.#clock.nowMs();
    for (;;) {
      await this.#clock.sleep(LOOK_MS, signal);
      if (signal.aborted) return;
      // Time in which this process or its machine was stopped is no fault of the work.
      const nowMs = this.#clock.nowMs();
      stalledMs += Math.min(Math.max(0, nowMs - lookedMs), 2 * LOOK_MS);
      lookedMs = nowMs;
      const now = movesOf(this.#worker);
      // Where nothing was known to be there to read, the wait begins with what has come since.
      if (now !== moves || this.#lag === 0) stalledMs = 0;
      moves = now;
      this.#ask();
      if (stalledMs < this.#stallMs) continue;
      throw new UserError(
        `Cannot go on: ${this.#lag} messages lie behind the last commit, and for ` +
          `${Math.round(stalledMs / 1000)} s none of them has been committed; the process ends, ` +
          `so that another or its restart can take them up`,
      );
    }
  }

  /** Asks for the lag, unless an answer is still awaited: what was known stands until then. */
  #ask(): void {
    if (this.#isAsking) return;
    this.#isAsking = true;
    this.#worker.lag().then(
      (lag) => this.#lag = [...lag.values()].reduce((sum, messages) => sum + messages, 0),
      () => {}, // the worker meets the same trouble, and says so
    ).finally(() => this.#isAsking = false);
  }
}

/** Counts what shows that a worker is well. At the end of the log it is, whatever the offsets say:
 * those of Kafka go on behind the last message, and seem to be messages for ever. */
function movesOf({ stats: { moves, ends } }: WatchedWorker): number {
  return moves + ends;
}
