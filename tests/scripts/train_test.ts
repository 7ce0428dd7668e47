import assert from "node:assert/strict";
import { readArtifact } from "#lib/model/artifact/read_artifact.ts";
import { resultOf, runTask } from "../app/tasks.ts";
import { captureBytes } from "./capture_file.ts";
import { SMALL, workplace } from "./workplace.ts";

interface Trained {
  readonly model: string;
  readonly modelHash: string;
  readonly backend: string;
  readonly windows: number;
  readonly sequences: number;
  readonly epochs: number;
  readonly bestEpoch: number;
  readonly valLoss: number;
  readonly stopped: string;
  readonly rows: readonly { readonly link: string; readonly mae: number }[];
}

const place = workplace();

async function train(name: string, ...args: string[]): Promise<Trained> {
  return await resultOf<Trained>("train", [
    ...["--model", place.path(name), "--epochs", "2", ...SMALL],
    ...args,
  ]);
}

Deno.test("train gives the same model for seed and data, another for another seed or backend", async () => {
  const bus = ["--bus", await place.log()];
  const [first, again, seed, cpu] = await Promise.all([
    train("first", ...bus),
    train("again", ...bus),
    train("seed", ...bus, "--seed", "2"),
    train("cpu", ...bus, "--backend", "cpu"),
  ]);
  assert.equal(again.modelHash, first.modelHash);
  for (const file of ["weights.bin", "scaler.json"]) {
    const bytes = (model: Trained) => Deno.readFileSync(`${model.model}/${file}`);
    assert.deepEqual(bytes(again), bytes(first), file);
  }
  assert.notEqual(seed.modelHash, first.modelHash);
  assert.equal(cpu.backend, "cpu");
  assert.ok(Math.abs(cpu.valLoss - first.valLoss) < 1e-3 * first.valLoss);
});

Deno.test("train gives the same model from a capture and from the bus that it went to", async () => {
  const input = place.path("link.pcap");
  const bus = place.path("link.db");
  await Deno.writeFile(input, captureBytes({ packets: 3_000, gapSeconds: 0.1 }));
  await resultOf("capture", ["--input", input, "--bus", bus]);
  const [fromFile, fromBus] = await Promise.all([
    train("from-file", "--input", input),
    train("from-bus", "--bus", bus),
  ]);
  assert.equal(fromBus.modelHash, fromFile.modelHash);
  assert.deepEqual(fromBus.rows, fromFile.rows);
});

Deno.test("train leaves a model that says what it was made of, and shows how it learned", async () => {
  const bus = ["--bus", await place.log()];
  const args = ["--model", place.path("told"), "--epochs", "3", ...SMALL, "--seed", "4", "--json"];
  const { code, stdout, stderr } = await runTask("train", [...bus, ...args]);
  assert.equal(code, 0);
  const result: Trained = JSON.parse(stdout.trimEnd().split("\n").at(-1)!);
  const epochs = stderr.match(
    /^epoch \d of 3: loss \d+\.\d+, validation \d+\.\d+, .* sequences\/s$/gm,
  );
  assert.equal(epochs?.length, 3);
  assert.deepEqual([result.windows, result.epochs, result.stopped], [144, 3, "epochs"]);

  const { manifest, history } = await readArtifact(place.path("told"));
  assert.equal(manifest.modelHash, result.modelHash);
  const { lookback, units, layers, horizon } = manifest.network;
  assert.deepEqual({ lookback, units, layers, horizon, windowUs: manifest.windowUs }, {
    lookback: 4,
    units: 8,
    layers: 1,
    horizon: 3,
    windowUs: 5e6,
  });
  assert.equal(history.epochs[history.bestEpoch - 1].valLoss, result.valLoss);
  const card = await Deno.readTextFile(place.path("told", "card.md"));
  for (const fact of ["| seed | 4 |", `${result.sequences} to train on`, "| epochs | 3 |"]) {
    assert.ok(card.includes(fact), fact);
  }
});

Deno.test("train takes options of shape, scaling, window and size of the data", async () => {
  const bus = ["--bus", await place.log()];
  const plain = await train("plain", ...bus);
  const thinned = await train("thinned", ...bus, "--max-sequences", "20");
  const log1p = await train("log1p", ...bus, "--scaler", "minmax", "--log1p");
  const window = await train("window", ...bus, "--window", "2s");
  assert.equal(thinned.sequences, 20);
  assert.equal(new Set([plain, thinned, log1p, window].map((one) => one.modelHash)).size, 4);
  assert.equal(window.windows, 360);
  const scaler = JSON.parse(await Deno.readTextFile(place.path("log1p", "scaler.json")));
  assert.equal(scaler.kind, "minmax");
});
