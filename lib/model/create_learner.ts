/**
 * Chooses what trains a network. Backends do not, so that inference never comes near the layers
 * of tfjs.
 * @module
 */

import type { Backend } from "./backend/backend.ts";
import { KERNEL_FILES } from "./kernels/wasm/kernel_files.ts";
import { KernelLearner } from "./kernels/wasm/kernel_learner.ts";
import { type KernelBuild, loadBuild } from "./kernels/wasm/load_kernels.ts";
import type { Learner } from "./learner.ts";
import { readWeights } from "./lstm.ts";
import type { LstmConfig } from "./lstm_config.ts";
import type { LayersModel } from "./tensors.ts";
import type { TrainOptions } from "./train_options.ts";
import { TrainingStep } from "./training_step.ts";

/**
 * Makes a network ready to be trained on a backend.
 * @param model as `createLstm` makes it of `config`; its weights are where training starts
 */
export async function createLearner(
  { name }: Backend,
  model: LayersModel,
  config: LstmConfig,
  options: TrainOptions,
): Promise<Learner> {
  if (!Object.hasOwn(KERNEL_FILES, name)) return new TrainingStep(model, config, options);
  const module = await loadBuild(name as KernelBuild);
  return new KernelLearner(config, readWeights(model), options, module);
}
