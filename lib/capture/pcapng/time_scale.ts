/**
 * Time of pcapng packets: a 64-bit count of units since the epoch, in the interface's resolution,
 * to integer microseconds, exactly.
 * @module
 */

const TWO_32 = 2 ** 32;
const TWO_53 = 2 ** 53;
const MICROS_EXPONENT = 6;

/** How the count of units is turned into microseconds. */
type Rule = "micro" | "coarse" | "fine" | "binary";

/**
 * Turns the two halves of a count into event time. No BigInt and no rounding: each step stays
 * below 2^53 or divides by steps, since floor(floor(t / a) / b) = floor(t / ab).
 */
export class TimeScale {
  readonly #rule: Rule;
  readonly #exponent: number;
  readonly #offsetUs: number;

  /**
   * Reads a resolution as `if_tsresol` writes it (draft-ietf-opsawg-pcapng, 4.2).
   * @param resolution exponent in the low seven bits: units of 10^-n s, or 2^-n where the top bit
   * is set; at most 10^-19 and 2^-63
   * @param offsetSeconds `if_tsoffset`, added to each time
   */
  constructor(resolution = MICROS_EXPONENT, offsetSeconds = 0) {
    this.#exponent = resolution & 0x7f;
    this.#offsetUs = offsetSeconds * 1_000_000;
    if ((resolution & 0x80) !== 0) this.#rule = "binary";
    else if (this.#exponent > MICROS_EXPONENT) this.#rule = "fine";
    else this.#rule = this.#exponent === MICROS_EXPONENT ? "micro" : "coarse";
  }

  /**
   * Gives event time, µs, floored.
   * @param high upper 32 bits of the count
   * @param low lower 32 bits
   * @returns NaN where the time lies before 1970, as an offset can make it, or beyond what a double
   * holds exactly (year 2255): no record on the bus may have such a time
   */
  micros(high: number, low: number): number {
    const sinceEpoch = this.#sinceEpoch(high, low);
    const ts = sinceEpoch + this.#offsetUs;
    return sinceEpoch < TWO_53 && ts >= 0 && ts < TWO_53 ? ts : NaN;
  }

  #sinceEpoch(high: number, low: number): number {
    switch (this.#rule) {
      case "micro":
        return high * TWO_32 + low;
      case "coarse":
        return (high * TWO_32 + low) * 10 ** (MICROS_EXPONENT - this.#exponent);
      case "fine":
        return fineMicros(high, low, this.#exponent - MICROS_EXPONENT);
      case "binary":
        return binaryMicros(high, low, this.#exponent);
    }
  }
}

/** Divides by 10^digits, by at most 10^6 at once so that remainder × 2^32 stays below 2^53. */
function fineMicros(high: number, low: number, digits: number): number {
  const divisor = 10 ** Math.min(digits, 6);
  const rest = high % divisor;
  const quotient = ((high - rest) / divisor) * TWO_32 +
    Math.floor((rest * TWO_32 + low) / divisor);
  return digits <= 6 ? quotient : Math.floor(quotient / 10 ** (digits - 6));
}

/** Takes whole seconds and the fraction apart, so that fraction × 10^6 stays below 2^53. */
function binaryMicros(high: number, low: number, bits: number): number {
  if (bits <= 32) {
    const unit = 2 ** bits;
    const fraction = low % unit;
    const seconds = high * (TWO_32 / unit) + (low - fraction) / unit;
    return seconds * 1_000_000 + Math.floor((fraction * 1_000_000) / unit);
  }
  const unit = 2 ** (bits - 32);
  const fraction = high % unit;
  const seconds = (high - fraction) / unit;
  const lowMicros = Math.floor((low * 1_000_000) / TWO_32);
  return seconds * 1_000_000 + Math.floor((fraction * 1_000_000 + lowMicros) / unit);
}
