/**
 * What works on one number after the other: dropout and the optimizer.
 * @module
 */

import { madd } from "./madd";

/** Gives a · b, `count` numbers, a multiple of 4; `out` may be `a`. */
export function multiply(count: i32, a: usize, b: usize, out: usize): void {
  const bytes = <usize> count << 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(out + at, f32x4.mul(v128.load(a + at), v128.load(b + at)));
  }
}

/**
 * Moves weights against their gradient (Adam, Kingma and Ba 2015, algorithm 1, with the paper's
 * decay rates and epsilon).
 * @param count numbers, a multiple of 4
 * @param first moment, moved on
 * @param second moment, moved on
 * @param rate length of a step over 1 − 0.9^t, which takes the first moment's bias out
 * @param secondScale 1 / (1 − 0.999^t), which takes the second moment's bias out
 */
export function adam(
  count: i32,
  weights: usize,
  gradients: usize,
  first: usize,
  second: usize,
  rate: f32,
  secondScale: f32,
): void {
  const bytes = <usize> count << 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    const gradient = v128.load(gradients + at);
    const m = madd(f32x4.splat(0.9), v128.load(first + at), f32x4.mul(f32x4.splat(0.1), gradient));
    const v = madd(
      f32x4.splat(0.999), v128.load(second + at),
      f32x4.mul(f32x4.splat(0.001), f32x4.mul(gradient, gradient)),
    );
    v128.store(first + at, m);
    v128.store(second + at, v);
    const root = f32x4.sqrt(f32x4.mul(v, f32x4.splat(secondScale)));
    const step = f32x4.div(f32x4.mul(f32x4.splat(rate), m), f32x4.add(root, f32x4.splat(1e-8)));
    v128.store(weights + at, f32x4.sub(v128.load(weights + at), step));
  }
}
