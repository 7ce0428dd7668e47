import assert from "node:assert/strict";
import { join } from "node:path";
import { sha256 } from "#lib/model/artifact/sha256.ts";
import { resultOf, runTask } from "../app/tasks.ts";
import { assertRefused } from "./said.ts";
import { SMALL, workplace } from "./workplace.ts";

const place = workplace();

/** Runs each script that opens a model on this one, and asserts that it is refused. */
async function refuseModel(model: string, sentence: RegExp, names = USERS): Promise<void> {
  const log = await place.log();
  const more: Record<string, string[]> = { infer: ["--once"] };
  await Promise.all(names.map(async (name) => {
    const args = ["--bus", log, "--model", model, ...more[name] ?? []];
    assertRefused(await runTask(name, args), { sentence });
  }));
}

const USERS = ["infer", "evaluate", "report"];

/** Copies the shared model, and changes one of its files. */
async function spoil(name: string, file: string, change: (path: string) => Promise<void>) {
  const copy = place.path(name);
  await Deno.mkdir(copy);
  for await (const entry of Deno.readDir(await place.model())) {
    await Deno.copyFile(join(await place.model(), entry.name), join(copy, entry.name));
  }
  await change(join(copy, file));
  return copy;
}

Deno.test("a missing model is named, with the task that makes one", async () => {
  const sentence = /^Cannot open the model ".*none": there is none; make it with deno task train$/;
  await refuseModel(place.path("none"), sentence);
  await refuseModel(place.folder, /^Cannot open the model ".*": there is none; make it wit/, [
    "infer",
  ]);
});

Deno.test("a damaged model is refused, whichever of its files is damaged", async () => {
  const cut = (path: string) => Deno.truncate(path, 100);
  const flip = async (path: string) => {
    const bytes = await Deno.readFile(path);
    bytes[bytes.length >> 1] ^= 1;
    await Deno.writeFile(path, bytes);
  };
  const weights = await spoil("cut-weights", "weights.bin", cut);
  await refuseModel(
    weights,
    /^Cannot open the model ".*": its weights\.bin has 100 bytes, expected/,
  );
  const damaged: [string, (path: string) => Promise<void>, RegExp][] = [
    ["weights.bin", flip, /its weights\.bin /],
    ["scaler.json", flip, /its scaler\.json /],
    ["model.json", (path) => Deno.remove(path), /its model\.json is missing; train anew with/],
    ["history.json", flip, /its history\.json /],
    ["manifest.json", cut, /its manifest\.json is damaged \(it is no JSON\); train anew with/],
  ];
  await Promise.all(damaged.map(async ([file, change, sentence]) => {
    const model = await spoil(`bad-${file}-${change === flip}`, file, change);
    await refuseModel(model, sentence, ["infer"]);
  }));
});

Deno.test("a scaler of other features is refused though its checksum holds", async () => {
  const model = await spoil("other-scaler", "scaler.json", async (path) => {
    const scaler = JSON.parse(await Deno.readTextFile(path));
    scaler.features[0].name = "total_bits";
    await Deno.writeTextFile(path, JSON.stringify(scaler));
    const manifestPath = path.replace("scaler.json", "manifest.json");
    const manifest = JSON.parse(await Deno.readTextFile(manifestPath));
    const bytes = await Deno.readFile(path);
    manifest.files["scaler.json"] = { bytes: bytes.length, sha256: sha256(bytes) };
    await Deno.writeTextFile(manifestPath, JSON.stringify(manifest));
  });
  await refuseModel(
    model,
    /: feature 1 of its scaler is "total_bits", of the data "total_bytes"; retrain/,
  );
});

Deno.test("alerts and scores beyond the model's horizon are refused, and follow it by default", async () => {
  const model = await place.model();
  const log = await place.log();
  const alert = await runTask("infer", ["--bus", log, "--model", model, "--horizon", "4"]);
  assertRefused(alert, {
    sentence: `Cannot alert 4 windows ahead: the model "${model}" forecasts 3; pass a smaller ` +
      `--horizon, or train one with deno task train --horizon 4`,
  });
  const score = await runTask("evaluate", ["--bus", log, "--model", model, "--horizons", "1,9"]);
  assertRefused(score, {
    sentence: /^Cannot score horizon 9: the model ".*" forecasts 3 windows;/,
  });
  const { rows } = await resultOf<{ rows: { horizon: number }[] }>("evaluate", [
    ...["--bus", log, "--model", model],
  ]);
  assert.deepEqual(new Set(rows.map(({ horizon }) => horizon)), new Set([1, 3]));
});

Deno.test("a model of other windows is refused by a group that has begun with another", async () => {
  const log = await place.copyOfLog("windows.db");
  const other = await place.train("other-windows", "--window", "4s");
  const infer = (model: string, ...args: string[]) =>
    runTask("infer", ["--bus", log, "--model", model, "--once", "--print", "none", ...args]);
  assert.equal((await infer(await place.model())).code, 0);
  assertRefused(await infer(other), {
    sentence: /^Cannot restore open windows: they were cut with .* 5000000, .* another group$/,
  });
  assert.equal((await infer(other, "--group", "new")).code, 0);
  const report = await runTask("report", [
    ...["--bus", log, "--model", await place.train("untold", "--seed", "9")],
    ...["--out", place.path("never.html")],
  ]);
  assertRefused(report, { sentence: /^Cannot report on "forecasts" .* no forecast of the model/ });
});

Deno.test("too little data says what there is, what is needed, and three ways out", async () => {
  const log = await place.log();
  const train = await runTask("train", [
    ...["--bus", log, "--model", place.path("never"), ...SMALL, "--lookback", "100"],
  ]);
  assertRefused(train, {
    sentence:
      /^Cannot make sequences: there are 144 windows on 2 links, 72 in a row at most, but one link needs \d+ in a row for a lookback of 100 and a horizon of 3; capture or generate for longer, read more with a larger --max-messages, or pass a shorter --lookback or --horizon$/,
  });
  const few = ["--bus", log, "--max-messages", "60"];
  const evaluate = await runTask("evaluate", [...few, "--model", await place.model()]);
  assertRefused(evaluate, { sentence: /^Cannot make sequences: there are \d+ windows on 2 links/ });
});
