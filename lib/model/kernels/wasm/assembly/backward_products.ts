/**
 * The products of the way back: with the transposed weights, and of inputs with gradients.
 * @module
 */

import { madd } from "./madd";

/**
 * Transposes some rows of packed weights to what `addTransposedProduct` takes:
 * `[rows / 8][blocks][gate][4][8]`.
 * @param count rows, of which the last eight may be filled up with zeros
 * @param weights the first row in the first block
 * @param blockBytes from block to block
 */
export function transpose(
  count: i32,
  blocks: i32,
  weights: usize,
  blockBytes: i32,
  out: usize,
): void {
  for (let row = 0; row < count; row++) {
    let to = out + <usize> (row >> 3) * <usize> blocks * 512 + <usize> ((row & 7) << 2);
    let from = weights + <usize> row * 64;
    for (let block = 0; block < blocks; block++) {
      for (let j: usize = 0; j < 16; j++) {
        f32.store(to, f32.load(from + (j << 2)));
        to += 32;
      }
      from += blockBytes;
    }
  }
}

/**
 * Adds gradient · transposed weights, eight columns of four rows at once.
 * @param rows a multiple of 4
 * @param gradient `[blocks][rows][gate][4]`
 * @param weights as `transpose` gives them
 * @param columns a multiple of 8
 * @param out rows of `columns` numbers, added to
 */
export function addTransposedProduct(
  rows: i32,
  blocks: i32,
  gradient: usize,
  weights: usize,
  columns: i32,
  out: usize,
): void {
  const outBytes = (<usize> columns) << 2;
  const blockBytes = (<usize> rows) << 6;
  for (let column: usize = 0; column < outBytes; column += 32) {
    for (let row = 0; row < rows; row += 4) {
      const to0 = out + <usize> row * outBytes + column;
      const to1 = to0 + outBytes, to2 = to1 + outBytes, to3 = to2 + outBytes;
      let a0 = v128.load(to0), b0 = v128.load(to0, 16);
      let a1 = v128.load(to1), b1 = v128.load(to1, 16);
      let a2 = v128.load(to2), b2 = v128.load(to2, 16);
      let a3 = v128.load(to3), b3 = v128.load(to3, 16);
      let w = weights;
      let from = gradient + (<usize> row << 6);
      for (let block = 0; block < blocks; block++) {
        const end = from + 64;
        for (let z = from; z < end; z += 4) {
          const a = v128.load(w), b = v128.load(w, 16);
          let factor = v128.load32_splat(z);
          a0 = madd(factor, a, a0);
          b0 = madd(factor, b, b0);
          factor = v128.load32_splat(z, 64);
          a1 = madd(factor, a, a1);
          b1 = madd(factor, b, b1);
          factor = v128.load32_splat(z, 128);
          a2 = madd(factor, a, a2);
          b2 = madd(factor, b, b2);
          factor = v128.load32_splat(z, 192);
          a3 = madd(factor, a, a3);
          b3 = madd(factor, b, b3);
          w += 32;
        }
        from += blockBytes;
      }
      v128.store(to0, a0);
      v128.store(to0, b0, 16);
      v128.store(to1, a1);
      v128.store(to1, b1, 16);
      v128.store(to2, a2);
      v128.store(to2, b2, 16);
      v128.store(to3, a3);
      v128.store(to3, b3, 16);
    }
    weights += <usize> blocks * 512;
  }
}

/**
 * Adds transposed input · gradient: what a step adds to the gradient of some rows of the weights.
 * @param input rows of `inputBytes`, `inputs` numbers used of each; `inputs` is even
 * @param gradient `[blocks][rows][gate][4]`
 * @param out the gradient of the first of these rows in the first block, added to
 * @param blockBytes from block to block
 */
export function addWeightGradients(
  rows: i32,
  blocks: i32,
  input: usize,
  inputs: i32,
  inputBytes: i32,
  gradient: usize,
  out: usize,
  blockBytes: i32,
): void {
  const end = input + (<usize> inputs << 2);
  const gradientBytes = (<usize> rows) << 6;
  for (let block = 0; block < blocks; block++) {
    let to = out;
    for (let column = input; column < end; column += 8) {
      let i0 = v128.load(to), f0 = v128.load(to, 16);
      let c0 = v128.load(to, 32), o0 = v128.load(to, 48);
      let i1 = v128.load(to, 64), f1 = v128.load(to, 80);
      let c1 = v128.load(to, 96), o1 = v128.load(to, 112);
      let x = column;
      for (let z = gradient; z < gradient + gradientBytes; z += 64) {
        const a = v128.load32_splat(x), b = v128.load32_splat(x, 4);
        let gate = v128.load(z);
        i0 = madd(a, gate, i0);
        i1 = madd(b, gate, i1);
        gate = v128.load(z, 16);
        f0 = madd(a, gate, f0);
        f1 = madd(b, gate, f1);
        gate = v128.load(z, 32);
        c0 = madd(a, gate, c0);
        c1 = madd(b, gate, c1);
        gate = v128.load(z, 48);
        o0 = madd(a, gate, o0);
        o1 = madd(b, gate, o1);
        x += inputBytes;
      }
      v128.store(to, i0);
      v128.store(to, f0, 16);
      v128.store(to, c0, 32);
      v128.store(to, o0, 48);
      v128.store(to, i1, 64);
      v128.store(to, f1, 80);
      v128.store(to, c1, 96);
      v128.store(to, o1, 112);
      to += 128;
    }
    gradient += gradientBytes;
    out += blockBytes;
  }
}

/** Adds what a step adds to the gradient of the bias; takes the same as `addWeightGradients`. */
export function addBiasGradients(
  rows: i32,
  blocks: i32,
  gradient: usize,
  out: usize,
  blockBytes: i32,
): void {
  for (let block = 0; block < blocks; block++) {
    for (let row = 0; row < rows; row++) {
      for (let gate: usize = 0; gate < 64; gate += 16) {
        v128.store(out + gate, f32x4.add(v128.load(out + gate), v128.load(gradient + gate)));
      }
      gradient += 64;
    }
    out += blockBytes;
  }
}
