/**
 * The way back through the gates of one time step.
 * @module
 */

import { tanh } from "./activations";
import { madd } from "./madd";

/**
 * Takes gradients of a step's hidden and cell state to what went into its activations, and the
 * cell's on to the step before.
 * @param gates as `forwardStep` left them
 * @param cellBefore cell state before the step
 * @param cellAfter cell state after it
 * @param hiddenGradient of the hidden state, rows of `blocks` · 16 bytes, as are all states
 * @param cellGradient of the cell state; takes that of the cell state before
 * @param out takes the gradient, `[blocks][rows][gate][4]`
 */
export function gateGradients(
  rows: i32,
  blocks: i32,
  gates: usize,
  cellBefore: usize,
  cellAfter: usize,
  hiddenGradient: usize,
  cellGradient: usize,
  out: usize,
): void {
  const one = f32x4.splat(1);
  const rowBytes = (<usize> blocks) << 4;
  for (let block: usize = 0; block < rowBytes; block += 16) {
    let at = block;
    for (let row = 0; row < rows; row++) {
      const i = v128.load(gates), f = v128.load(gates, 16);
      const c = v128.load(gates, 32), o = v128.load(gates, 48);
      const atHidden = v128.load(hiddenGradient + at);
      const cellOut = tanh(v128.load(cellAfter + at));
      const slope = f32x4.sub(one, f32x4.mul(cellOut, cellOut));
      const atCell = madd(f32x4.mul(atHidden, o), slope, v128.load(cellGradient + at));
      v128.store(cellGradient + at, f32x4.mul(atCell, f));
      v128.store(out, throughSigmoid(f32x4.mul(atCell, c), i));
      v128.store(out, throughSigmoid(f32x4.mul(atCell, v128.load(cellBefore + at)), f), 16);
      v128.store(out, f32x4.mul(f32x4.mul(atCell, i), f32x4.sub(one, f32x4.mul(c, c))), 32);
      v128.store(out, throughSigmoid(f32x4.mul(atHidden, cellOut), o), 48);
      at += rowBytes;
      gates += 64;
      out += 64;
    }
  }
}

/** Takes a gradient through a sigmoid whose output is `y`. */
// @ts-ignore: AssemblyScript decorates functions, which TypeScript does not
@inline
function throughSigmoid(gradient: v128, y: v128): v128 {
  return f32x4.mul(gradient, f32x4.mul(y, f32x4.sub(f32x4.splat(1), y)));
}
