/**
 * Sigmoid and tanh of four numbers at once, both from one e^x − 1 that keeps its relative
 * precision around 0. NaN stays NaN.
 * @module
 */

import { madd } from "./madd";

/**
 * The numbers below lie in memory, since V8 builds a vector that is written in the code out of
 * four instructions each time, and broadcasts one from memory in one.
 */
const numbers = memory.data<f32>([
  // to round: adding 1.5 · 2^23 leaves the nearest integer in the lowest bits
  12582912.0,
  // 1 / ln 2, and −ln 2 in two parts, of which the first has few bits
  1.44269504, -0.693359375, 2.12194440e-4,
  // 1 / 7! to 1 / 2!
  1.0 / 5040.0, 1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5,
  1, 2,
  // limits: where e^x leaves float32, and where tanh (x / 2) is 1 in float32
  87, -87, 20, -20,
]);

/** Broadcasts one of them. */
// @ts-ignore: AssemblyScript decorates functions, which TypeScript does not
@inline
function number(index: usize): v128 {
  return v128.load32_splat(numbers + (index << 2));
}

/**
 * Gives e^x − 1 for |x| ≤ 87.
 *
 * x = n ln 2 + r with |r| ≤ ln 2 / 2 (Cody and Waite 1980: ln 2 in two parts, the product of n
 * and the first being exact), e^r − 1 by its Taylor series, whose remainder r^8 / 8! is below
 * half a unit, and e^x − 1 = 2^n (e^r − 1) + (2^n − 1).
 */
// @ts-ignore: AssemblyScript decorates functions, which TypeScript does not
@inline
function expm1(x: v128): v128 {
  const magic = number(0);
  const shifted = madd(x, number(1), magic);
  const n = f32x4.sub(shifted, magic);
  const r = madd(n, number(3), madd(n, number(2), x));
  let series = madd(number(4), r, number(5));
  series = madd(series, r, number(6));
  series = madd(series, r, number(7));
  series = madd(series, r, number(8));
  series = madd(series, r, number(9));
  series = madd(f32x4.mul(r, r), series, r);
  // the bits of 1 are those of the exponent 0, to which n is added
  const scale = i32x4.add(i32x4.shl(shifted, 23), number(10));
  return madd(scale, series, f32x4.sub(scale, number(10)));
}

/** Gives 1 / (1 + e^−x). Beyond ± 87, where e^x leaves float32, the value there. */
// @ts-ignore: AssemblyScript decorates functions, which TypeScript does not
@inline
export function sigmoid(x: v128): v128 {
  // pseudo-minimum and -maximum are one instruction each, and keep NaN
  const below = expm1(f32x4.pmax(f32x4.pmin(f32x4.neg(x), number(12)), number(13)));
  return f32x4.div(number(10), f32x4.add(below, number(11)));
}

/** Gives tanh x = (e^2x − 1) / (e^2x + 1), which is ± 1 in float32 from 10 on. */
// @ts-ignore: AssemblyScript decorates functions, which TypeScript does not
@inline
export function tanh(x: v128): v128 {
  const twice = expm1(f32x4.pmax(f32x4.pmin(f32x4.add(x, x), number(14)), number(15)));
  return f32x4.div(twice, f32x4.add(twice, number(11)));
}
