/**
 * Tells a bad record from a wrong topic: more than 1 % bad over a minute stops the process.
 * @module
 */

import { UserError } from "#lib/core/errors.ts";
import type { Clock } from "#lib/core/time.ts";

/** Seconds that the share is taken over. */
const SPAN_SECONDS = 60;
/** Share of bad messages that is too many. */
const MOST_BAD = 0.01;
/** Fewer bad messages than this say nothing about a topic. */
const LEAST_BAD = 10;

/** Watches the share of bad messages, by wall time in buckets of a second. */
export class BadShare {
  readonly #clock: Clock;
  readonly #topic: string;
  readonly #second = new Float64Array(SPAN_SECONDS);
  readonly #all = new Float64Array(SPAN_SECONDS);
  readonly #bad = new Float64Array(SPAN_SECONDS);

  /**
   * Starts with nothing read.
   * @param topic named in the error
   * @param clock when messages were read
   */
  constructor(topic: string, clock: Clock) {
    this.#topic = topic;
    this.#clock = clock;
  }

  /**
   * Counts messages that were read.
   * @param reasons why some of them were bad, one reason each
   * @throws {UserError} once more than 1 %, and at least 10, of the last minute's are bad
   */
  count(messages: number, reasons: readonly string[]): void {
    const second = Math.floor(this.#clock.nowMs() / 1000);
    const bucket = second % SPAN_SECONDS;
    if (this.#second[bucket] !== second) {
      this.#second[bucket] = second;
      this.#all[bucket] = 0;
      this.#bad[bucket] = 0;
    }
    this.#all[bucket] += messages;
    this.#bad[bucket] += reasons.length;
    if (reasons.length > 0) this.#check(second, reasons[reasons.length - 1]);
  }

  #check(now: number, reason: string): void {
    let all = 0;
    let bad = 0;
    for (let i = 0; i < SPAN_SECONDS; i++) {
      if (now - this.#second[i] >= SPAN_SECONDS) continue;
      all += this.#all[i];
      bad += this.#bad[i];
    }
    if (bad < LEAST_BAD || bad <= all * MOST_BAD) return;
    throw new UserError(
      `Cannot go on reading "${this.#topic}": ${bad} of the last minute's ${all} messages are no ` +
        `packet records, the last one because ${reason}; check --topic, and see the dead-letter ` +
        `topic for the others`,
    );
  }
}
