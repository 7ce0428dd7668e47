import assert from "node:assert/strict";

const ROOT = new URL("../../..", import.meta.url);

/** Learns in a process of its own, whose memory nothing else uses, and says every 500 steps how
 * large it is. */
const SOURCE = `
  import * as tf from "@tensorflow/tfjs-core";
  import { selectBackend } from "#lib/model/backend/select.ts";
  import { createLearner } from "#lib/model/create_learner.ts";
  import { createLstm } from "#lib/model/lstm.ts";
  const config = { lookback: 10, features: 5, units: 64, layers: 2, dropout: 0.2, horizon: 12 };
  const options = { epochs: 1, batchSize: 16, learningRate: 1e-3, patience: 1, seed: 1 };
  const model = createLstm(config, 1);
  const learner = await createLearner(await selectBackend("wasm"), model, config, options);
  const set = { length: 16, shape: config, gather: (_, x, y) => (x.fill(0.5), y.fill(0.1)) };
  const picks = Uint32Array.from({ length: 16 }, (_, pick) => pick);
  for (let step = 1; step <= 1_500; step++) {
    const loss = learner.learn(set, picks);
    if (!Number.isFinite(loss)) throw new Error(String(loss));
    if (step % 500 !== 0) continue;
    gc();
    const { rss, external } = Deno.memoryUsage();
    console.log(JSON.stringify({ rss, external, tensors: tf.memory().numTensors }));
  }`;

Deno.test("a thousand steps on the kernels leave memory and tensors as they are", async () => {
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-prompt", "--no-check", "--config", "deno.json", "--allow-read"],
      "--v8-flags=--expose-gc",
      `data:application/typescript,${encodeURIComponent(SOURCE)}`,
    ],
    cwd: ROOT,
  }).output();
  const lines = new TextDecoder().decode(stdout).trim().split("\n");
  assert.equal(lines.length, 3, new TextDecoder().decode(stderr));
  const [before, , after] = lines.map((line) => JSON.parse(line));
  assert.equal(after.tensors, before.tensors);
  assert.ok(after.external - before.external < 2 ** 20, lines.join());
  // the heap of JavaScript breathes by some megabytes; a leak of one mini-batch a step were 100
  assert.ok(after.rss - before.rss < 16 * 2 ** 20, lines.join());
});
