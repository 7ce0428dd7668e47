/**
 * The predictor on the WebAssembly kernels. It loads no tfjs.
 * @module
 */

import type { LstmConfig } from "../../lstm_config.ts";
import type { Predictor } from "../../predictor.ts";
import { DenseLayout } from "./dense_layout.ts";
import { LayerLayout } from "./layer_layout.ts";
import type { Kernels } from "./kernels.ts";
import type { KernelModule } from "./load_kernels.ts";
import { MemoryPlan } from "./memory_plan.ts";

/** Rows that go through the network together: enough to read each weight from the first cache
 * many times over, few enough for their states to stay in the second. */
const CHUNK_ROWS = 64;

/** A layer and its places in memory. */
interface PlacedLayer {
  readonly layout: LayerLayout;
  readonly weights: number;
  /** Hidden states, `[1 + lookback, rows, units]`; the first is zero and stays so. */
  readonly hidden: number;
  /** Cell states, `[rows, units]`. */
  readonly cell: number;
}

/** Runs an LSTM on the WebAssembly kernels, in this thread. */
export class KernelPredictor implements Predictor {
  /** The build of the kernels. */
  readonly backend: string;
  readonly #kernels: Kernels;
  readonly #layers: readonly PlacedLayer[];
  readonly #dense: DenseLayout;
  readonly #denseWeights: number;
  readonly #input: Float32Array;
  readonly #output: Float32Array;

  /**
   * Packs the weights into a memory of its own, which never grows.
   * @param weights in the order and with the lengths of `weightSpecs`
   */
  constructor(
    readonly config: LstmConfig,
    weights: readonly Float32Array[],
    module: KernelModule,
  ) {
    const { lookback, features, units, layers, horizon } = config;
    const plan = new MemoryPlan();
    this.backend = module.build;
    this.#layers = Array.from({ length: layers }, (_, index) => {
      const layout = new LayerLayout(index === 0 ? features : units, units);
      const rowsFloats = CHUNK_ROWS * layout.rowFloats;
      return {
        layout,
        weights: plan.reserve(layout.weightFloats),
        hidden: plan.reserve((1 + lookback) * rowsFloats),
        cell: plan.reserve(rowsFloats),
      };
    });
    this.#dense = new DenseLayout(units, horizon);
    this.#denseWeights = plan.reserve(this.#dense.weightFloats);
    const inputFloats = lookback * CHUNK_ROWS * this.#layers[0].layout.inputFloats;
    const outputFloats = CHUNK_ROWS * this.#dense.blocks * 4;
    const input = plan.reserve(inputFloats);
    const output = plan.reserve(outputFloats);
    const memory = plan.allocate();
    const view = (address: number, floats: number) =>
      new Float32Array(memory.buffer, address, floats);
    this.#layers.forEach(({ layout, weights: address }, index) => {
      const [kernel, recurrentKernel, bias] = weights.slice(3 * index, 3 * index + 3);
      layout.pack({ kernel, recurrentKernel, bias }, view(address, layout.weightFloats));
    });
    const [kernel, bias] = weights.slice(-2);
    this.#dense.pack(kernel, bias, view(this.#denseWeights, this.#dense.weightFloats));
    this.#input = view(input, inputFloats);
    this.#output = view(output, outputFloats);
    this.#kernels = module.on(memory);
  }

  /** {@inheritDoc Predictor.predict} */
  predict(x: Float32Array, rows: number, out: Float32Array): void {
    const { lookback, features, horizon } = this.config;
    if (x.length < rows * lookback * features || out.length < rows * horizon) {
      throw new RangeError(
        `Cannot forecast ${rows} rows: the input holds ${x.length} numbers for ` +
          `${lookback} × ${features} a row, the output has room for ${out.length} for ${horizon}`,
      );
    }
    for (let from = 0; from < rows; from += CHUNK_ROWS) {
      const count = Math.min(CHUNK_ROWS, rows - from);
      this.#gather(x, from, count);
      this.#run(count);
      this.#scatter(out, from, count);
    }
  }

  /** Leaves the memory to the garbage collector. */
  [Symbol.dispose](): void {}

  /** Copies rows in, by time step. */
  #gather(x: Float32Array, from: number, rows: number): void {
    const { lookback, features } = this.config;
    const { inputFloats } = this.#layers[0].layout;
    const input = this.#input;
    let at = from * lookback * features;
    for (let row = 0; row < rows; row++) {
      for (let t = 0; t < lookback; t++) {
        const to = (t * CHUNK_ROWS + row) * inputFloats;
        for (let i = 0; i < features; i++) input[to + i] = x[at++];
      }
    }
  }

  #run(rows: number): void {
    const { lookback } = this.config;
    const kernels = this.#kernels;
    let input = this.#input.byteOffset;
    let last = 0;
    for (const { layout, weights, hidden, cell } of this.#layers) {
      const inputBytes = layout.inputFloats * 4;
      const stepBytes = CHUNK_ROWS * layout.rowFloats * 4;
      for (let t = 0; t < lookback; t++) {
        last = hidden + (t + 1) * stepBytes;
        kernels.forwardStep(
          rows,
          layout.blocks,
          input + t * CHUNK_ROWS * inputBytes,
          layout.packedInputs,
          inputBytes,
          last - stepBytes,
          layout.packedUnits,
          last,
          t === 0 ? hidden : cell,
          cell,
          weights,
          0,
        );
      }
      input = hidden + stepBytes;
    }
    const { inputs, blocks } = this.#dense;
    const rowBytes = this.#layers[0].layout.rowFloats * 4;
    kernels.dense(
      rows,
      blocks,
      last,
      inputs,
      rowBytes,
      this.#denseWeights,
      this.#output.byteOffset,
    );
  }

  /** Copies forecasts out. */
  #scatter(out: Float32Array, from: number, rows: number): void {
    const { horizon } = this.config;
    const width = this.#dense.blocks * 4;
    for (let row = 0; row < rows; row++) {
      for (let h = 0; h < horizon; h++) {
        out[(from + row) * horizon + h] = this.#output[row * width + h];
      }
    }
  }
}
