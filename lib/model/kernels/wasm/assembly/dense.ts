/**
 * The dense layer behind the last LSTM layer.
 * @module
 */

import { madd } from "./madd";

/**
 * Gives input · kernel + bias, one row after the other.
 * @param input rows of `inputBytes`, `inputs` numbers used of each
 * @param weights per block of four outputs `[1 + inputs][4]`, bias first
 * @param out rows of `blocks` · 16 bytes
 */
export function dense(
  rows: i32,
  blocks: i32,
  input: usize,
  inputs: i32,
  inputBytes: i32,
  weights: usize,
  out: usize,
): void {
  for (let row = 0; row < rows; row++) {
    let w = weights;
    for (let block = 0; block < blocks; block++) {
      let sum = v128.load(w);
      w += 16;
      const end = input + (<usize> inputs << 2);
      for (let x = input; x < end; x += 4) {
        sum = madd(v128.load32_splat(x), v128.load(w), sum);
        w += 16;
      }
      v128.store(out, sum);
      out += 16;
    }
    input += inputBytes;
  }
}

/**
 * Adds the gradients of the dense layer's weights and of its input.
 * @param outGradient of the outputs, rows of `blocks` · 16 bytes
 * @param weightGradients added to, in the layout of the weights
 * @param inputGradients added to, rows of `inputBytes`
 */
export function addDenseGradients(
  rows: i32,
  blocks: i32,
  input: usize,
  inputs: i32,
  inputBytes: i32,
  weights: usize,
  outGradient: usize,
  weightGradients: usize,
  inputGradients: usize,
): void {
  const bytes = <usize> inputs << 2;
  for (let row = 0; row < rows; row++) {
    let w = weights, to = weightGradients;
    for (let block = 0; block < blocks; block++) {
      const gradient = v128.load(outGradient);
      outGradient += 16;
      v128.store(to, f32x4.add(v128.load(to), gradient));
      for (let at: usize = 0; at < bytes; at += 4) {
        w += 16;
        to += 16;
        v128.store(to, madd(v128.load32_splat(input + at), gradient, v128.load(to)));
        const parts = f32x4.mul(gradient, v128.load(w));
        const sum = f32x4.extract_lane(parts, 0) + f32x4.extract_lane(parts, 1) +
          f32x4.extract_lane(parts, 2) + f32x4.extract_lane(parts, 3);
        f32.store(inputGradients + at, f32.load(inputGradients + at) + sum);
      }
      w += 16;
      to += 16;
    }
    input += inputBytes;
    inputGradients += inputBytes;
  }
}
