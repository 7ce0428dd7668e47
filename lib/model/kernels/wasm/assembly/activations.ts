/**
 * Sigmoid and tanh of four numbers at once, both from one e^x − 1 that keeps its relative
 * precision around 0. NaN stays NaN.
 * @module
 */

import { madd } from "./madd";

/**
 * Gives e^x − 1 for |x| ≤ 87, to about 2 units in the last place.
 *
 * x = n ln 2 + r with |r| ≤ ln 2 / 2 (Cody and Waite 1980: ln 2 in two parts, the product of n
 * and the first being exact), e^r − 1 by its Taylor series, whose remainder r^8 / 8! is below
 * half a unit, and e^x − 1 = 2^n (e^r − 1) + (2^n − 1).
 */
// @ts-ignore: decorator
@inline
function expm1(x: v128): v128 {
  // Adding 1.5 · 2^23 rounds to the nearest integer and leaves it in the lowest bits.
  const magic = f32x4.splat(12582912.0);
  const shifted = madd(x, f32x4.splat(1.44269504), magic);
  const n = f32x4.sub(shifted, magic);
  const r = madd(n, f32x4.splat(2.12194440e-4), madd(n, f32x4.splat(-0.693359375), x));
  let series = madd(f32x4.splat(1.0 / 5040.0), r, f32x4.splat(1.0 / 720.0));
  series = madd(series, r, f32x4.splat(1.0 / 120.0));
  series = madd(series, r, f32x4.splat(1.0 / 24.0));
  series = madd(series, r, f32x4.splat(1.0 / 6.0));
  series = madd(series, r, f32x4.splat(0.5));
  series = madd(f32x4.mul(r, r), series, r);
  const scale = i32x4.add(i32x4.shl(shifted, 23), i32x4.splat(127 << 23));
  return madd(scale, series, f32x4.sub(scale, f32x4.splat(1)));
}

/** Keeps numbers within ± a limit; pseudo-minimum and -maximum are one instruction each. */
// @ts-ignore: decorator
@inline
function clamp(x: v128, limit: f32): v128 {
  return f32x4.pmax(f32x4.pmin(x, f32x4.splat(limit)), f32x4.splat(-limit));
}

/** Gives 1 / (1 + e^−x). Beyond ± 87, where e^x leaves float32, the value there. */
// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  const below = expm1(clamp(f32x4.neg(x), 87));
  return f32x4.div(f32x4.splat(1), f32x4.add(below, f32x4.splat(2)));
}

/** Gives tanh x = (e^2x − 1) / (e^2x + 1), which is ± 1 in float32 from 10 on. */
// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  const twice = expm1(clamp(f32x4.add(x, x), 20));
  return f32x4.div(twice, f32x4.add(twice, f32x4.splat(2)));
}
