/**
 * The bounds of quantities: checked and described in one way for numbers, durations and sizes.
 * @module
 */

/** Bounds of a quantity, in its own unit. */
export interface Bounds {
  /** Least value. */
  readonly min?: number;
  /** Greatest value. */
  readonly max?: number;
  /** Every value is greater than this. */
  readonly above?: number;
  /** Every value is less than this. */
  readonly below?: number;
}

/** Says whether a value keeps its bounds; NaN never does. */
export function isWithin(value: number, bounds: Bounds): boolean {
  return value >= (bounds.min ?? -Infinity) && value <= (bounds.max ?? Infinity) &&
    value > (bounds.above ?? -Infinity) && value < (bounds.below ?? Infinity);
}

/**
 * Describes bounds in words: "from 1 to 1024", "of at least 0 and below 1"; empty where there are
 * none.
 * @param write writes a bound in the option's own notation
 */
export function describeBounds(bounds: Bounds, write: (value: number) => string): string {
  const { min, max, above, below } = bounds;
  if (min !== undefined && max !== undefined) return `from ${write(min)} to ${write(max)}`;
  const parts = [
    min === undefined ? "" : `at least ${write(min)}`,
    above === undefined ? "" : `above ${write(above)}`,
    max === undefined ? "" : `at most ${write(max)}`,
    below === undefined ? "" : `below ${write(below)}`,
  ];
  return parts.filter((part) => part !== "").join(" and ");
}
