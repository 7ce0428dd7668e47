/**
 * One time step of an LSTM layer: both products and the gates, fused.
 *
 * Units go in blocks of four. A block's weights lie together as `[1 + inputs + units][gate][4]`,
 * bias first, so that the four gates of four units come out of one loop and meet in registers. A
 * result is summed in the same order whichever loop makes it: a row does not depend on the others.
 * @module
 */

import { sigmoid, tanh } from "./activations";
import { madd } from "./madd";

/** Bytes of the four gates of a block. */
const GATES: usize = 64;

/**
 * Runs a step for some rows. All counts of bytes are multiples of 16.
 * @param rows rows to work on
 * @param blocks blocks of four units
 * @param input rows of `inputBytes`, `inputs` numbers used of each; `inputs` is even
 * @param before hidden state before, rows of `blocks` · 16 bytes, `units` numbers used of each;
 * `units` is even
 * @param after takes the hidden state after; must not be `before`
 * @param cellBefore cell state before, rows like the hidden state's
 * @param cellAfter takes the cell state after; may be `cellBefore`
 * @param weights packed
 * @param gates takes the gates after their activations, `[blocks][rows][gate][4]`, for the way
 * back; 0 for none
 */
export function forwardStep(
  rows: i32,
  blocks: i32,
  input: usize,
  inputs: i32,
  inputBytes: i32,
  before: usize,
  units: i32,
  after: usize,
  cellBefore: usize,
  cellAfter: usize,
  weights: usize,
  gates: usize,
): void {
  const rowBytes = (<usize> blocks) << 4;
  const blockBytes = <usize> (1 + inputs + units) * GATES;
  const pairs = rows & ~1;
  for (let block: usize = 0; block < rowBytes; block += 16) {
    for (let row = 0; row < pairs; row += 2) {
      const at = <usize> row * rowBytes;
      rowPair(
        input + <usize> row * inputBytes, inputs, inputBytes, before + at, units, rowBytes,
        after + at + block, cellBefore + at + block, cellAfter + at + block, weights,
        gates ? gates + <usize> row * GATES : 0,
      );
    }
    weights += blockBytes;
    if (gates) gates += <usize> rows * GATES;
  }
  if (pairs === rows) return;
  weights -= blockBytes * <usize> blocks;
  if (gates) gates -= <usize> rows * GATES * <usize> blocks;
  const at = <usize> pairs * rowBytes;
  for (let block: usize = 0; block < rowBytes; block += 32) {
    blockPair(
      input + <usize> pairs * inputBytes, inputs, before + at, units,
      after + at + block, cellBefore + at + block, cellAfter + at + block, weights, blockBytes,
      gates ? gates + <usize> pairs * GATES : 0, <usize> rows * GATES,
    );
    weights += 2 * blockBytes;
    if (gates) gates += 2 * <usize> rows * GATES;
  }
}

/** Two rows of one block: eight sums, as many as hide the latency of a multiply-add. */
function rowPair(
  input: usize,
  inputs: i32,
  inputBytes: usize,
  before: usize,
  units: i32,
  rowBytes: usize,
  after: usize,
  cellBefore: usize,
  cellAfter: usize,
  weights: usize,
  gates: usize,
): void {
  let i0 = v128.load(weights), f0 = v128.load(weights, 16);
  let c0 = v128.load(weights, 32), o0 = v128.load(weights, 48);
  let i1 = i0, f1 = f0, c1 = c0, o1 = o0;
  let w = weights + GATES;
  let x0 = input, x1 = input + inputBytes, end = input + (<usize> inputs << 2);
  for (let part = 0; part < 2; part++) {
    while (x0 < end) {
      let a = v128.load32_splat(x0), b = v128.load32_splat(x1);
      let gate = v128.load(w);
      i0 = madd(a, gate, i0);
      i1 = madd(b, gate, i1);
      gate = v128.load(w, 16);
      f0 = madd(a, gate, f0);
      f1 = madd(b, gate, f1);
      gate = v128.load(w, 32);
      c0 = madd(a, gate, c0);
      c1 = madd(b, gate, c1);
      gate = v128.load(w, 48);
      o0 = madd(a, gate, o0);
      o1 = madd(b, gate, o1);
      a = v128.load32_splat(x0, 4);
      b = v128.load32_splat(x1, 4);
      gate = v128.load(w, 64);
      i0 = madd(a, gate, i0);
      i1 = madd(b, gate, i1);
      gate = v128.load(w, 80);
      f0 = madd(a, gate, f0);
      f1 = madd(b, gate, f1);
      gate = v128.load(w, 96);
      c0 = madd(a, gate, c0);
      c1 = madd(b, gate, c1);
      gate = v128.load(w, 112);
      o0 = madd(a, gate, o0);
      o1 = madd(b, gate, o1);
      x0 += 8;
      x1 += 8;
      w += 2 * GATES;
    }
    x0 = before;
    x1 = before + rowBytes;
    end = before + (<usize> units << 2);
  }
  finish(i0, f0, c0, o0, after, cellBefore, cellAfter, gates);
  finish(
    i1, f1, c1, o1, after + rowBytes, cellBefore + rowBytes, cellAfter + rowBytes,
    gates ? gates + GATES : 0,
  );
}

/** One row of two blocks, where no second row is left to pair it with. */
function blockPair(
  input: usize,
  inputs: i32,
  before: usize,
  units: i32,
  after: usize,
  cellBefore: usize,
  cellAfter: usize,
  weights: usize,
  blockBytes: usize,
  gates: usize,
  gatesBytes: usize,
): void {
  let w = weights, v = weights + blockBytes;
  let i0 = v128.load(w), f0 = v128.load(w, 16), c0 = v128.load(w, 32), o0 = v128.load(w, 48);
  let i1 = v128.load(v), f1 = v128.load(v, 16), c1 = v128.load(v, 32), o1 = v128.load(v, 48);
  w += GATES;
  v += GATES;
  let x = input, end = input + (<usize> inputs << 2);
  for (let part = 0; part < 2; part++) {
    while (x < end) {
      const a = v128.load32_splat(x);
      i0 = madd(a, v128.load(w), i0);
      f0 = madd(a, v128.load(w, 16), f0);
      c0 = madd(a, v128.load(w, 32), c0);
      o0 = madd(a, v128.load(w, 48), o0);
      i1 = madd(a, v128.load(v), i1);
      f1 = madd(a, v128.load(v, 16), f1);
      c1 = madd(a, v128.load(v, 32), c1);
      o1 = madd(a, v128.load(v, 48), o1);
      x += 4;
      w += GATES;
      v += GATES;
    }
    x = before;
    end = before + (<usize> units << 2);
  }
  finish(i0, f0, c0, o0, after, cellBefore, cellAfter, gates);
  finish(
    i1, f1, c1, o1, after + 16, cellBefore + 16, cellAfter + 16, gates ? gates + gatesBytes : 0,
  );
}

/** Takes four units of a row through their gates. */
function finish(
  i: v128,
  f: v128,
  c: v128,
  o: v128,
  after: usize,
  cellBefore: usize,
  cellAfter: usize,
  gates: usize,
): void {
  i = sigmoid(i);
  f = sigmoid(f);
  c = tanh(c);
  o = sigmoid(o);
  const cell = madd(f, v128.load(cellBefore), f32x4.mul(i, c));
  v128.store(cellAfter, cell);
  v128.store(after, f32x4.mul(o, tanh(cell)));
  if (gates) {
    v128.store(gates, i);
    v128.store(gates, f, 16);
    v128.store(gates, c, 32);
    v128.store(gates, o, 48);
  }
}
