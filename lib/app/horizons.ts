/**
 * How far ahead scripts look where nobody says it: a model may forecast fewer windows than the
 * usual twelve, and must not need a flag more for that.
 * @module
 */

/** Windows ahead that alerts look, where the model goes as far. */
const ALERT_HORIZON = 12;

/**
 * Gives how many windows ahead alerts look.
 * @param given what the user asked for
 * @param most horizon of the model
 */
export function alertHorizon(given: number | undefined, most: number): number {
  return given ?? Math.min(ALERT_HORIZON, most);
}

/** Gives the horizons that scores are shown for: the next window, a quarter and all of the way. */
export function shownHorizons(most: number): number[] {
  return [...new Set([1, Math.ceil(most / 4), most])];
}
