/**
 * What computes the network in the comparison: this project's kernels, stock tfjs layers, PyTorch.
 * @module
 */

import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import process from "node:process";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { Random } from "#lib/core/random.ts";
import { selectBackend } from "#lib/model/backend/select.ts";
import { createLearner } from "#lib/model/create_learner.ts";
import { createLstm, readWeights } from "#lib/model/lstm.ts";
import { DEFAULT_TRAIN_OPTIONS } from "#lib/model/train_options.ts";

/** What is measured. */
export type Operation = "train" | "predict";

/** Someone who computes the network. */
export interface Participant extends AsyncDisposable {
  readonly name: string;
  /** Gives the sequences per second of processor time over at least some seconds of it. */
  readonly measure: (op: Operation, batch: number, seconds: number) => Promise<number>;
}

const CONFIG = { lookback: 10, features: 5, units: 64, layers: 2, dropout: 0.2, horizon: 12 };

/** Runs work over and over. Processor time, since others may be at work on the same cores. */
function timed(work: () => void, batch: number, seconds: number): number {
  const now = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  };
  for (let i = 0; i < 3; i++) work();
  const start = now();
  let count = 0;
  while (now() - start < seconds) {
    work();
    count += batch;
  }
  return count / (now() - start);
}

function numbers(length: number): Float32Array {
  const random = new Random(length);
  return Float32Array.from({ length }, () => random.normal());
}

/** This project's kernels on wasm, on one thread. */
export async function kernels(): Promise<Participant> {
  const backend = await selectBackend("wasm");
  const model = createLstm(CONFIG, 1);
  const predictor = backend.createPredictor(CONFIG, readWeights(model));
  return {
    name: backend.name,
    measure: async (op, batch, seconds) => {
      const [x, y] = [numbers(batch * 50), numbers(batch * 12)];
      if (op === "predict") return timed(() => predictor.predict(x, batch, y), batch, seconds);
      const set = {
        length: batch,
        shape: CONFIG,
        gather: (_: ArrayLike<number>, toX: Float32Array, toY: Float32Array) => {
          toX.set(x);
          toY.set(y);
        },
      };
      const picks = Uint32Array.from({ length: batch }, (_, pick) => pick);
      using learner = await createLearner(backend, model, CONFIG, {
        ...DEFAULT_TRAIN_OPTIONS,
        batchSize: batch,
      });
      return timed(() => learner.learn(set, picks), batch, seconds);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(predictor[Symbol.dispose]()),
  };
}

/** Stock tfjs layers on tfjs' own wasm backend, which has one thread in Deno. */
export async function stockLayers(): Promise<Participant> {
  await tf.setBackend("wasm");
  const model = createLstm(CONFIG, 1);
  const adam = tf.train.adam(0.001);
  return {
    name: "tfjs layers, wasm",
    measure: (op, batch, seconds) => {
      const x = tf.tensor3d(numbers(batch * 50), [batch, 10, 5]);
      const y = tf.tensor2d(numbers(batch * 12), [batch, 12]);
      const predict = () => (model.apply(x, { training: false }) as tf.Tensor).dataSync();
      const train = () =>
        adam.minimize(() => {
          const forecast = model.apply(x, { training: true }) as tf.Tensor2D;
          return tf.mean(tf.squaredDifference(forecast, y)) as tf.Scalar;
        }, true)?.dataSync();
      const work = op === "train" ? train : predict;
      const rate = timed(() => tf.tidy(() => void work()), batch, seconds);
      tf.dispose([x, y]);
      return Promise.resolve(rate);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(model.dispose()).then(() => {}),
  };
}

/** PyTorch on one thread. @returns undefined where the interpreter has no torch */
export async function pytorch(python: string): Promise<Participant | undefined> {
  const script = new URL("../peers/lstm_peer.py", import.meta.url).pathname;
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(python, {
      args: [script],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
  } catch {
    return undefined;
  }
  const lines = createInterface({ input: Readable.fromWeb(child.stdout) })[Symbol.asyncIterator]();
  const writer = child.stdin.getWriter();
  const version: string | undefined = (await lines.next()).value;
  if (version === undefined) {
    await child.status;
    return undefined;
  }
  return {
    name: `PyTorch ${version}`,
    measure: async (op, batch, seconds) => {
      await writer.write(new TextEncoder().encode(`${op} ${batch} ${seconds}\n`));
      const rate = Number((await lines.next()).value);
      if (!(rate > 0)) throw new Error(`PyTorch gave no rate for ${op} of ${batch}`);
      return rate;
    },
    [Symbol.asyncDispose]: async () => {
      await writer.close();
      await child.status;
    },
  };
}
