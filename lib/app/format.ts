/**
 * Writes quantities for people to read.
 * @module
 */

/**
 * Writes a number with commas between thousands.
 * @param digits digits after the point; without it, as many as the number has
 */
export function formatNumber(value: number, digits?: number): string {
  // Adding 0 takes the sign off what rounds to nothing.
  const text = String(digits === undefined ? value + 0 : value.toFixed(digits))
    .replace(/^-(?=[0.]*$)/, "");
  // Not Intl: its first use costs milliseconds, and its output follows the machine's locale.
  return text.replace(
    /^(-?)(\d+)/,
    (_, sign: string, whole: string) => sign + whole.replace(/\B(?=(\d{3})+$)/g, ","),
  );
}

/** Writes a length of time in its two largest units: "1 h 5 min", "12 s"; below a minute in whole
 * seconds. */
export function formatLength(lengthMs: number): string {
  const seconds = Math.round(lengthMs / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return withRest(`${minutes} min`, seconds % 60, "s");
  return withRest(`${Math.floor(minutes / 60)} h`, minutes % 60, "min");
}

function withRest(large: string, rest: number, unit: string): string {
  return rest === 0 ? large : `${large} ${rest} ${unit}`;
}
