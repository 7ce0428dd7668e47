/**
 * Round ticks for an axis that starts at zero.
 * @module
 */

/** Where an axis ends, and how far its ticks are apart. */
export interface AxisScale {
  /** The last tick. */
  readonly max: number;
  /** From one tick to the next. */
  readonly interval: number;
}

/** Ticks are 1, 2, 2.5 or 5 times a power of ten apart: numbers that people read at a glance. */
const STEPS = [1, 2, 2.5, 5, 10];

/**
 * Gives a scale with about five ticks that holds a value with a little room above it.
 * @param highest the highest value to be shown; 1 where it is not above 0
 */
export function axisScale(highest: number): AxisScale {
  const top = highest > 0 && Number.isFinite(highest) ? highest * 1.04 : 1;
  const rough = top / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const interval = STEPS.map((step) => step * power).find((step) => step >= rough) ?? 10 * power;
  return { max: Math.ceil(top / interval) * interval, interval };
}
