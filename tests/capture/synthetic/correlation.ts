/**
 * Pearson's correlation, for tests that hold two series beside each other.
 * @module
 */

/** Gives the correlation of two series of one length. */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = a.length;
  const meanOf = (of: ArrayLike<number>) => Array.from(of).reduce((sum, x) => sum + x, 0) / n;
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
  let [together, spreadA, spreadB] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    together += (a[i] - meanA) * (b[i] - meanB);
    spreadA += (a[i] - meanA) ** 2;
    spreadB += (b[i] - meanB) ** 2;
  }
  return together / Math.sqrt(spreadA * spreadB);
}
