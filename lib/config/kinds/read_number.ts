/**
 * Reads numbers as people write them, and nothing else that JavaScript takes for a number.
 * @module
 */

/** Reads a decimal number; NaN where the text is none. `Number` alone would take "", "0x10" and
 * "Infinity". */
export function readNumber(text: string): number {
  const value = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
  return Number.isFinite(value) ? value : NaN;
}

/** Reads a whole number that a double holds exactly; NaN where the text is none. */
export function readInteger(text: string): number {
  const value = readNumber(text);
  return Number.isSafeInteger(value) ? value : NaN;
}
