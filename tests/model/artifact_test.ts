import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { loadLayersModel } from "@tensorflow/tfjs-layers";
import { UserError } from "#lib/core/errors.ts";
import { previousPath } from "#lib/model/artifact/install_directory.ts";
import { readArtifact } from "#lib/model/artifact/read_artifact.ts";
import { writeArtifact } from "#lib/model/artifact/write_artifact.ts";
import { selectBackend } from "#lib/model/backend/select.ts";
import { readWeights } from "#lib/model/lstm.ts";
import { LstmPredictor } from "#lib/model/lstm_predictor.ts";
import { artifactContents, NETWORK, SCALER } from "./artifact_fixture.ts";
import { assertClose, normals } from "./fixtures.ts";

/** Runs a test with a path for a model in a fresh folder. */
async function withPath(test: (path: string) => Promise<void>): Promise<void> {
  await selectBackend("cpu");
  const folder = await Deno.makeTempDir();
  try {
    await test(join(folder, "default"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Writes the fixture's model and gives its weights and manifest. */
async function write(path: string, seed?: number, createdMs?: number) {
  const contents = artifactContents(seed, createdMs);
  const manifest = await writeArtifact(path, contents);
  const weights = readWeights(contents.model);
  contents.model.dispose();
  return { manifest, weights };
}

/** Changes a file of a model, and with `sums` its entry in the manifest too. */
async function change(
  path: string,
  name: string,
  edit: (text: string) => string,
  { sums }: { sums: "kept" | "renewed" } = { sums: "renewed" },
): Promise<void> {
  const text = edit(await Deno.readTextFile(join(path, name)));
  await Deno.writeTextFile(join(path, name), text);
  if (sums === "kept" || name === "manifest.json") return;
  const manifest = JSON.parse(await Deno.readTextFile(join(path, "manifest.json")));
  manifest.files[name] = {
    bytes: new TextEncoder().encode(text).length,
    sha256: createHash("sha256").update(text).digest("hex"),
  };
  await Deno.writeTextFile(join(path, "manifest.json"), JSON.stringify(manifest));
}

/** Asserts that opening a model fails with one sentence. */
async function assertRefused(path: string, pattern: RegExp): Promise<void> {
  await assert.rejects(() => readArtifact(path), (error) => {
    assert.ok(error instanceof UserError, String(error));
    assert.match(error.message, pattern);
    assert.ok(error.message.includes(path), `names the path: ${error.message}`);
    assert.ok(!error.message.includes("\n"));
    return true;
  });
}

Deno.test("a model read back is the model written", () =>
  withPath(async (path) => {
    const { manifest, weights } = await write(path);
    const artifact = await readArtifact(path);
    assert.deepEqual(artifact.manifest, manifest);
    assert.deepEqual(artifact.weights, weights);
    assert.deepEqual(artifact.scaler.features, SCALER.features);
    assert.equal(artifact.target.name, "packets");
    assert.equal(artifact.history.epochs[0].valLoss, 0.25);
    assert.equal(artifact.manifest.created, "2023-11-14T22:13:20Z");
    const names = Array.from(Deno.readDirSync(path), (entry) => entry.name).sort();
    assert.deepEqual(names, [
      "card.md",
      "history.json",
      "manifest.json",
      "model.json",
      "scaler.json",
      "weights.bin",
    ]);
  }));

Deno.test("stock tfjs loads a saved model and gives the predictor's numbers", () =>
  withPath(async (path) => {
    const { weights } = await write(path);
    const json = JSON.parse(await Deno.readTextFile(join(path, "model.json")));
    const stock = await loadLayersModel({
      load: async () => ({
        modelTopology: json.modelTopology,
        weightSpecs: json.weightsManifest[0].weights,
        weightData: (await Deno.readFile(join(path, json.weightsManifest[0].paths[0]))).buffer,
      }),
    });
    const x = normals(5 * 15, 3);
    const out = new Float32Array(10);
    using predictor = new LstmPredictor(NETWORK, weights);
    predictor.predict(x, 5, out);
    const expected = (stock.predict(tf.tensor3d(x, [5, 3, 5])) as tf.Tensor).dataSync();
    assertClose(out, expected, 1e-6);
    assert.deepEqual(stock.layers.map((layer) => layer.getClassName()), [
      "LSTM",
      "Dropout",
      "LSTM",
      "Dense",
    ]);
  }));

Deno.test("the hash tells models apart by what they compute, not by when they were made", () =>
  withPath(async (path) => {
    const { manifest: first } = await write(path, 1, 1_000);
    const { manifest: later } = await write(path, 1, 2_000);
    const { manifest: other } = await write(path, 2, 1_000);
    assert.match(first.modelHash, /^[0-9a-f]{16}$/);
    assert.equal(first.modelHash, later.modelHash);
    assert.notEqual(first.created, later.created);
    assert.notEqual(first.modelHash, other.modelHash);
  }));

Deno.test("writing again replaces the model and leaves nothing beside it", () =>
  withPath(async (path) => {
    await write(path, 1);
    const { manifest } = await write(path, 2);
    assert.equal((await readArtifact(path)).manifest.modelHash, manifest.modelHash);
    const beside = Array.from(Deno.readDirSync(join(path, "..")), (entry) => entry.name);
    assert.deepEqual(beside, ["default"]);
  }));

Deno.test("a crash between the two renames leaves the old model readable, until the next write", () =>
  withPath(async (path) => {
    const { manifest } = await write(path, 1);
    await Deno.rename(path, previousPath(path));
    assert.equal((await readArtifact(path)).manifest.modelHash, manifest.modelHash);
    const { manifest: next } = await write(path, 2);
    assert.equal((await readArtifact(path)).manifest.modelHash, next.modelHash);
    const beside = Array.from(Deno.readDirSync(join(path, "..")), (entry) => entry.name);
    assert.deepEqual(beside, ["default"]);
  }));

Deno.test("a copy that a user put beside the model stays", () =>
  withPath(async (path) => {
    await write(path, 1);
    await Deno.mkdir(`${path}.old`);
    await write(path, 2);
    const beside = Array.from(Deno.readDirSync(join(path, "..")), (entry) => entry.name);
    assert.deepEqual(beside.toSorted(), ["default", "default.old"]);
  }));

Deno.test("a write that fails keeps the old model and says what to do", () =>
  withPath(async (path) => {
    const { manifest } = await write(path, 1);
    const contents = artifactContents(2);
    const file = join(path, "model.json", "inside");
    await assert.rejects(() => writeArtifact(file, contents), (error) => {
      return error instanceof UserError && /Cannot write the model .*make room/.test(error.message);
    });
    contents.model.dispose();
    assert.equal((await readArtifact(path)).manifest.modelHash, manifest.modelHash);
  }));

Deno.test("a missing model names the path and the task that makes one", () =>
  withPath((path) => assertRefused(path, /there is none; make it with deno task train/)));

Deno.test("a changed, cut or missing file of a model is found", () =>
  withPath(async (path) => {
    for (const name of ["model.json", "weights.bin", "scaler.json", "history.json", "card.md"]) {
      await write(path);
      const bytes = await Deno.readFile(join(path, name));
      await Deno.writeFile(join(path, name), bytes.subarray(0, bytes.length - 1));
      await assertRefused(path, new RegExp(`its ${name} has \\d+ bytes, expected \\d+`));
      bytes[bytes.length >> 1] ^= 1;
      await Deno.writeFile(join(path, name), bytes);
      await assertRefused(path, new RegExp(`its ${name} was changed`));
      await Deno.remove(join(path, name));
      await assertRefused(path, new RegExp(`its ${name} is missing; train anew`));
    }
  }));

Deno.test("a manifest that is none, is of a newer version or lacks a part is refused", () =>
  withPath(async (path) => {
    const edits: [(manifest: Record<string, unknown>) => unknown, RegExp][] = [
      [() => null, /manifest.json is damaged \(version undefined\)/],
      [(m) => ({ ...m, version: 2 }), /its version 2 is newer than 1; use the program that made/],
      [(m) => ({ ...m, version: "1" }), /damaged \(version 1\)/],
      [(m) => ({ ...m, modelHash: "" }), /damaged \(no modelHash\)/],
      [(m) => ({ ...m, windowUs: -5 }), /damaged \(no windowUs\)/],
      [(m) => ({ ...m, network: undefined }), /damaged \(no valid network\)/],
      [(m) => ({ ...m, features: ["a"] }), /damaged \(features do not fit the network's 5\)/],
      [(m) => ({ ...m, intervals: { coverage: 0.9, model: [1] } }), /no valid intervals/],
      [(m) => ({ ...m, files: { "model.json": { bytes: 1 } } }), /no valid files/],
      [(m) => ({ ...m, modelHash: "0".repeat(16) }), /its hash 0{16} is not that of its contents/],
    ];
    for (const [edit, pattern] of edits) {
      await write(path);
      await change(path, "manifest.json", (text) => JSON.stringify(edit(JSON.parse(text))));
      await assertRefused(path, pattern);
    }
    await change(path, "manifest.json", (text) => text.slice(0, 50));
    await assertRefused(path, /manifest.json is damaged \(it is no JSON\); train anew/);
  }));

Deno.test("weights whose shapes are not the network's are refused", () =>
  withPath(async (path) => {
    await write(path);
    await change(path, "model.json", (text) =>
      text.replace(/("name": "lstm_2\/kernel",\s*"shape": \[\s*)4/, "$15"));
    await assertRefused(
      path,
      /weight 4 of its model.json is lstm_2\/kernel \[5, 16\], the network has .*\[4, 16\]/,
    );
    await change(path, "model.json", () =>
      "{}");
    await assertRefused(path, /weight 1 of its model.json is missing/);
    await write(path);
    await change(path, "weights.bin", (text) =>
      text + "....");
    await assertRefused(path, /its weights.bin has \d+ bytes, the network needs \d+/);
  }));

Deno.test("a scaler or a target that does not fit is refused", () =>
  withPath(async (path) => {
    await write(path);
    await change(path, "scaler.json", (text) => {
      const scaler = JSON.parse(text);
      scaler.features.pop();
      return JSON.stringify(scaler);
    });
    await assertRefused(path, /scaler has 4 features, data has 5/);
    await write(path);
    await change(path, "scaler.json", (text) => text.replace("packet_count", "weight"));
    await assertRefused(path, /feature 3 of its scaler is "weight", of the data "packet_count"/);
    await write(path);
    await change(path, "manifest.json", (text) => text.replace('"packets"', '"losses"'));
    await assertRefused(path, /it forecasts "losses", expected one of packets/);
  }));

Deno.test("the card tells data, seed, scores and options", () =>
  withPath(async (path) => {
    const { manifest } = await write(path);
    const card = await Deno.readTextFile(join(path, "card.md"));
    assert.ok(card.startsWith(`# Model default, ${manifest.modelHash}\n`));
    for (
      const line of [
        "| data, SHA-256 | ab12 |",
        "| seed | 1 |",
        "| sequences | 70 to train on, 10 to validate, 20 to test |",
        "| model | n | mae | skill |",
        "| lstm | 20 | 1.235 | – |",
        "| link | a\\|b |",
      ]
    ) assert.ok(card.includes(line + "\n"), line);
  }));
