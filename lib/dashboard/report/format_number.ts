/**
 * Numbers as the report writes them: the same on every machine, with a dash where there is none.
 * @module
 */

/**
 * Writes a number with commas between thousands; a dash for NaN and infinities.
 * @param decimals digits behind the point
 */
export function formatNumber(value: number, decimals = 0): string {
  if (!Number.isFinite(value)) return "–";
  return value.toLocaleString("en-US", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).replace("-", "−");
}
