/**
 * The predictor on tfjs' core operations. It does without tfjs-layers, whose import takes longer
 * than all the rest of a start.
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { type GateWeights, gateWeights, lstmStep } from "./lstm_cell.ts";
import { type LstmConfig, weightSpecs } from "./lstm_config.ts";
import type { Predictor } from "./predictor.ts";
import { StepTensors } from "./step_tensors.ts";
import type { Matrix, Vector } from "./tensors.ts";

/** Runs an LSTM on the backend that is active when it is made. */
export class LstmPredictor implements Predictor {
  /** The backend that it runs on. */
  readonly backend: string = tf.getBackend();
  readonly #layers: readonly GateWeights[];
  readonly #outputKernel: Matrix;
  readonly #outputBias: Vector;
  readonly #steps: StepTensors;

  /**
   * Puts the weights on the backend.
   * @param weights in the order and with the lengths of `weightSpecs`
   */
  constructor(readonly config: LstmConfig, weights: readonly Float32Array[]) {
    this.#steps = new StepTensors(config.lookback, config.features);
    const specs = weightSpecs(config);
    const tensors = weights.map((values, index) =>
      tf.tensor(values.slice(), [...specs[index].shape])
    );
    this.#layers = Array.from({ length: config.layers }, (_, layer) => {
      const [kernel, recurrent, bias] = tensors.slice(layer * 3, layer * 3 + 3);
      return gateWeights(kernel as Matrix, recurrent as Matrix, bias as Vector);
    });
    tf.dispose(tensors.splice(0, config.layers * 3));
    [this.#outputKernel, this.#outputBias] = tensors as [Matrix, Vector];
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
    tf.tidy(() => {
      const forecast = tf.add(
        tf.matMul(this.#lastHidden(x, rows), this.#outputKernel),
        this.#outputBias,
      );
      out.set(forecast.dataSync());
    });
  }

  /** Frees the weights. */
  [Symbol.dispose](): void {
    tf.dispose(this.#layers.flatMap(({ kernels, biases }) => [...kernels, ...biases]));
    tf.dispose([this.#outputKernel, this.#outputBias]);
  }

  /** The last layer's output at the last time step, `[rows, units]`. */
  #lastHidden(x: Float32Array, rows: number): Matrix {
    let sequence = this.#steps.cut(x, rows);
    for (const layer of this.#layers) {
      let hidden = tf.zeros<tf.Rank.R2>([rows, this.config.units]);
      let cell = hidden;
      sequence = sequence.map((step) => {
        ({ hidden, cell } = lstmStep(layer, step, hidden, cell));
        return hidden;
      });
    }
    return sequence[sequence.length - 1];
  }
}
