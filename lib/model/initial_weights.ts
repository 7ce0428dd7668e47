/**
 * The weights that training starts from, drawn from a seed alone, so that every backend and
 * machine starts from the same ones.
 * @module
 */

import { Random } from "#lib/core/random.ts";
import { elementsOf, type LstmConfig, weightSpecs } from "./lstm_config.ts";

/**
 * Draws the initial weights, in the order of {@link weightSpecs}.
 *
 * Kernels are Glorot uniform (Glorot and Bengio 2010, eq. 16), recurrent kernels orthogonal (Saxe
 * et al. 2014), biases 0 but for the forget gate's, which start at 1 so that the state is kept at
 * first (Jozefowicz et al. 2015): Keras' defaults. They are drawn here and not by tfjs, whose
 * `Orthogonal` needs the chained ops of the umbrella package.
 */
export function initialWeights(config: LstmConfig, seed: number): Float32Array[] {
  return weightSpecs(config).map(({ name, shape }, index) => {
    const random = new Random(seed, index);
    if (name.endsWith("/recurrent_kernel")) return orthogonal(shape[0], shape[1], random);
    if (name.endsWith("/kernel")) return glorotUniform(shape[0], shape[1], random);
    const bias = new Float32Array(elementsOf(shape));
    if (name.startsWith("lstm_")) bias.fill(1, config.units, 2 * config.units);
    return bias;
  });
}

function glorotUniform(rows: number, columns: number, random: Random): Float32Array {
  const limit = Math.sqrt(6 / (rows + columns));
  return Float32Array.from(
    { length: rows * columns },
    () => (2 * random.uniform() - 1) * limit,
  );
}

/** Rows of a random orthonormal basis: `rows` ≤ `columns` vectors, by the modified Gram-Schmidt
 * process on normal deviates, in double precision. */
function orthogonal(rows: number, columns: number, random: Random): Float32Array {
  const basis = Array.from(
    { length: rows },
    () => Float64Array.from({ length: columns }, () => random.normal()),
  );
  for (let row = 0; row < rows; row++) {
    const vector = basis[row];
    for (let before = 0; before < row; before++) {
      const overlap = dot(basis[before], vector);
      for (let i = 0; i < columns; i++) vector[i] -= overlap * basis[before][i];
    }
    const length = Math.sqrt(dot(vector, vector));
    for (let i = 0; i < columns; i++) vector[i] /= length;
  }
  const weights = new Float32Array(rows * columns);
  basis.forEach((vector, row) => weights.set(vector, row * columns));
  return weights;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
