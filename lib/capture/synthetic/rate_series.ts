/**
 * A series that drives the volume of traffic: a value that holds from its time to the next one's.
 * @module
 */

/** One point of a series. */
export interface SeriesPoint {
  /** When the value begins to hold, µs. */
  readonly timeUs: number;
  /** Volume per time, 0 or more, in whatever unit. */
  readonly value: number;
}

/**
 * A series as a load: multiples of its own mean, over and over. The last value holds as long as
 * the middle one of all steps.
 */
export class RateSeries {
  /** Mean of the values over their times. */
  readonly mean: number;
  /** First time of the series, event time, µs; what is read `timeScale` times as fast begins
   * there too. */
  readonly startUs: number;
  /** Event time that the series takes once, µs. */
  readonly lengthUs: number;
  /** When each value begins to hold, from the start of the series, µs of event time. */
  readonly #fromUs: Float64Array;
  readonly #load: Float64Array;

  /**
   * Takes a series.
   * @param points at least one, their times growing, not all values 0
   * @param timeScale how many times as fast as it was the series is played
   */
  constructor(points: readonly SeriesPoint[], timeScale: number) {
    const steps = points.slice(1).map(({ timeUs }, i) => timeUs - points[i].timeUs);
    const lastStepUs = steps.length === 0
      ? 300_000_000
      : steps.toSorted((a, b) => a - b)[steps.length >> 1];
    const volume = points.reduce((sum, { value }, i) => sum + value * (steps[i] ?? lastStepUs), 0);
    const spanUs = points[points.length - 1].timeUs - points[0].timeUs + lastStepUs;
    this.mean = volume / spanUs;
    this.startUs = points[0].timeUs;
    this.lengthUs = spanUs / timeScale;
    this.#fromUs = Float64Array.from(points, ({ timeUs }) => (timeUs - this.startUs) / timeScale);
    this.#load = Float64Array.from(points, ({ value }) => value / this.mean);
  }

  /** Gives the next end of the series behind an instant. @param ts event time, µs */
  endAfter(ts: number): number {
    const rounds = Math.floor((ts - this.startUs) / this.lengthUs) + 1;
    return Math.round(this.startUs + rounds * this.lengthUs);
  }

  /** Gives the load at an instant, as a multiple of the mean. @param ts event time, µs */
  at(ts: number): number {
    const since = (ts - this.startUs) % this.lengthUs;
    const inSeries = since < 0 ? since + this.lengthUs : since;
    let low = 0;
    let high = this.#fromUs.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#fromUs[middle] <= inSeries) low = middle;
      else high = middle - 1;
    }
    return this.#load[low];
  }
}
