/**
 * The variance-time estimate of the Hurst parameter (Leland, Taqqu, Willinger and Wilson, 1994).
 * @module
 */

/**
 * Gives the Hurst parameter of a series: the variance of means over blocks of m falls as m^(2H-2).
 * @param blocks lengths of the blocks; the longest should fit into the series many times
 */
export function hurst(series: ArrayLike<number>, blocks: readonly number[]): number {
  const points = blocks.map((m) => [Math.log(m), Math.log(variance(blockMeans(series, m)))]);
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length;
  let covariance = 0;
  let spread = 0;
  for (const [x, y] of points) {
    covariance += (x - meanX) * (y - meanY);
    spread += (x - meanX) ** 2;
  }
  return 1 + covariance / spread / 2;
}

function blockMeans(series: ArrayLike<number>, m: number): number[] {
  const means: number[] = [];
  for (let from = 0; from + m <= series.length; from += m) {
    let sum = 0;
    for (let i = from; i < from + m; i++) sum += series[i];
    means.push(sum / m);
  }
  return means;
}

function variance(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}
