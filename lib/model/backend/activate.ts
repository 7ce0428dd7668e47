/**
 * Makes a registered tfjs backend the active one.
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";

/**
 * Activates a backend.
 * @throws {Error} if it does not come up
 */
export async function activate(name: string): Promise<void> {
  // Production mode drops tfjs' advice to install other packages from standard error.
  tf.enableProdMode();
  if (!await tf.setBackend(name)) throw new Error("it did not initialise");
  await tf.ready();
}
