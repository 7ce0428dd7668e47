/**
 * Quantities that are written with a unit: what durations and sizes share.
 * @module
 */

import type { Kind } from "../option.ts";
import { type Bounds, describeBounds, isWithin } from "./bounds.ts";
import { readNumber } from "./read_number.ts";

/** A notation of quantities. */
export interface Scale {
  /** Stands for the value in `--help`. */
  readonly placeholder: string;
  /** What is accepted, without its bounds. */
  readonly name: string;
  /** Each unit, in units of the smallest one. */
  readonly units: Readonly<Record<string, number>>;
  /** How nothing is written. */
  readonly zero: string;
}

/** Makes a kind of whole, not negative quantities of the scale's smallest unit. */
export function scaledKind(scale: Scale, limits: Bounds): Kind<number> {
  const write = (value: number) => writeScaled(value, scale);
  const within = { min: limits.above === undefined ? 0 : undefined, ...limits };
  return {
    placeholder: scale.placeholder,
    expected: `${scale.name}, ${describeBounds(within, write)}`,
    bounds: describeBounds(limits, write),
    repeatable: false,
    parse(texts) {
      const value = readScaled(texts.at(-1) ?? "", scale);
      return isWithin(value, within) ? value : undefined;
    },
    toJson: write,
  };
}

/** Reads a number and its unit as a whole number of the smallest unit; NaN where it is none. A
 * bare number is refused but for 0, since its unit would be a guess. */
function readScaled(text: string, scale: Scale): number {
  const match = /^(.*\d\.?) ?([A-Za-z]+)$/.exec(text);
  if (match === null || !Object.hasOwn(scale.units, match[2])) return text === "0" ? 0 : NaN;
  const value = readNumber(match[1]) * scale.units[match[2]];
  const whole = Math.round(value);
  // 0.1 of a unit is seldom whole in binary; a millionth is far below what anyone means.
  return Math.abs(value - whole) < 1e-6 && Number.isSafeInteger(whole) ? whole : NaN;
}

/** Writes a quantity in the largest unit that divides it. */
function writeScaled(value: number, scale: Scale): string {
  if (value === 0) return scale.zero;
  const dividing = Object.entries(scale.units).filter(([, units]) => value % units === 0);
  const [unit, units] = dividing.reduce((best, next) => next[1] > best[1] ? next : best);
  return `${value / units}${unit}`;
}
