/**
 * Seeded random numbers: the same seed gives the same stream on every machine.
 * @module
 */

/**
 * A generator of random numbers: sfc32 (Chris Doty-Humphrey, PractRand), 128 bits of state.
 *
 * @example
 * ```ts
 * import { Random } from "#lib/core/random.ts";
 *
 * const random = new Random(7);
 * random.uniform(); // the same number for seed 7, always
 * ```
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;
  #spareNormal = NaN;

  /**
   * Starts a stream.
   * @param seed any integer
   * @param stream tells apart streams of one seed, as for each link
   */
  constructor(seed: number, stream = 0) {
    this.#a = seed | 0;
    this.#b = Math.floor(seed / 2 ** 32) | 0;
    this.#c = stream | 0;
    for (let i = 0; i < 16; i++) this.uint32();
  }

  /** Gives 32 random bits as an unsigned integer. */
  uint32(): number {
    const t = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + t) | 0;
    return t >>> 0;
  }

  /** Gives a number in [0, 1) with 53 random bits. */
  uniform(): number {
    return ((this.uint32() >>> 5) * 67108864 + (this.uint32() >>> 6)) / 9007199254740992;
  }

  /** Gives an integer in [0, bound). */
  integer(bound: number): number {
    return Math.floor(this.uniform() * bound);
  }

  /** Gives a standard normal deviate (Marsaglia's polar method). */
  normal(): number {
    const spare = this.#spareNormal;
    if (!Number.isNaN(spare)) {
      this.#spareNormal = NaN;
      return spare;
    }
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const s = u * u + v * v;
      if (s >= 1 || s === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(s)) / s);
      this.#spareNormal = v * scale;
      return u * scale;
    }
  }

  /** Gives an exponential deviate of the given mean. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.uniform());
  }

  /** Gives a Pareto deviate: at least `scale`, tail index `shape`. */
  pareto(shape: number, scale: number): number {
    return scale / Math.pow(1 - this.uniform(), 1 / shape);
  }
}
