/**
 * Bursts: many sources that are by turns on and off for heavy-tailed times.
 * @module
 */

import type { Random } from "#lib/core/random.ts";

/** Tail index of the times, as Willinger and others measured it: 1 < shape < 2. */
const SHAPE = 1.4;
/** Shortest time on or off, µs; the mean is `SHAPE / (SHAPE - 1)` times as long, 3.5 s. */
const SHORTEST_US = 1_000_000;
/** Sources of one link. The load's standard deviation is `1 / sqrt(SOURCES)` of its mean. */
const SOURCES = 64;

/**
 * The load of one link's on/off sources, in multiples of its mean.
 *
 * Times on and off are Pareto of index 1.4. By Taqqu's theorem the sum of many such sources is
 * long-range dependent with Hurst parameter H = (3 - 1.4) / 2 = 0.8 (Willinger, Taqqu, Sherman and
 * Wilson, "Self-similarity through high-variability", IEEE/ACM Transactions on Networking 5(1),
 * 1997). On and off times have the same law, so that a source is on half of the time.
 *
 * The sources start in their stationary law: on with probability 1/2, and with the residual life
 * of a time that began long ago. With fresh times instead, the load would have no memory of times
 * before the start, and would become long-range dependent only in the course of hours.
 */
export class OnOffSources {
  readonly #random: Random;
  readonly #switchUs = new Float64Array(SOURCES);
  readonly #on = new Uint8Array(SOURCES);
  #onCount = 0;

  /**
   * Starts the sources.
   * @param random where the times come from; may be shared
   * @param startUs event time, µs
   */
  constructor(random: Random, startUs: number) {
    this.#random = random;
    for (let i = 0; i < SOURCES; i++) {
      this.#on[i] = random.uint32() & 1;
      this.#onCount += this.#on[i];
      this.#switchUs[i] = startUs + residualUs(random);
    }
  }

  /**
   * Moves on to an instant and gives the load there: 0 or more, 1 on average.
   * @param ts event time, µs, not before that of the last call
   */
  load(ts: number): number {
    const switchUs = this.#switchUs;
    for (let i = 0; i < SOURCES; i++) {
      while (switchUs[i] <= ts) {
        this.#on[i] ^= 1;
        this.#onCount += 2 * this.#on[i] - 1;
        switchUs[i] += this.#random.pareto(SHAPE, SHORTEST_US);
      }
    }
    return (2 * this.#onCount) / SOURCES;
  }
}

/** Draws what is left of a Pareto time that is under way, by inverting its survival function:
 * 1 - t (a - 1) / (a m) up to the shortest time m, (m / t)^(a - 1) / a beyond it. */
function residualUs(random: Random): number {
  const survival = 1 - random.uniform();
  if (survival > 1 / SHAPE) return ((1 - survival) * SHAPE * SHORTEST_US) / (SHAPE - 1);
  return SHORTEST_US * Math.pow(SHAPE * survival, -1 / (SHAPE - 1));
}
