import assert from "node:assert/strict";
import { resultOf, runTask, type TaskResult } from "../app/tasks.ts";
import { runAsOwner } from "./confined.ts";
import { assertRefused } from "./said.ts";
import { SMALL, workplace } from "./workplace.ts";

const place = workplace();

/** Asserts of each script, started in parallel, that it was refused. */
async function refuseAll(
  runs: readonly (readonly [run: Promise<TaskResult>, sentence: RegExp | string])[],
): Promise<void> {
  await Promise.all(runs.map(async ([run, sentence]) => assertRefused(await run, { sentence })));
}

Deno.test("a result takes the place of a file in one step, and makes the folders it needs", async () => {
  const log = await place.log();
  const out = place.path("new", "folders", "windows.csv");
  await resultOf("windows", ["--bus", log, "--out", out]);
  const first = await Deno.readTextFile(out);
  await resultOf("windows", ["--bus", log, "--out", out]);
  assert.equal(await Deno.readTextFile(out), first);
  await resultOf("windows", ["--bus", log, "--out", place.path("new", "windows.parquet")]);
  assert.deepEqual([...Deno.readDirSync(place.path("new", "folders"))].map(({ name }) => name), [
    "windows.csv",
  ]);
});

Deno.test("a folder or a file in the way of a result is named, and stays", async () => {
  const log = await place.log();
  const folder = place.path("folder");
  await Deno.mkdir(folder);
  const file = place.path("file");
  await Deno.writeTextFile(file, "kept");
  const windows = (out: string) => runTask("windows", ["--bus", log, "--out", out]);
  await refuseAll([
    [windows(folder), `Cannot write "${folder}": it is a folder; name a file`],
    [
      windows(`${file}/a.csv`),
      `Cannot make the folder "${file}": a file of that name is in the way`,
    ],
    [
      windows("/proc/a.csv"),
      /^Cannot use "\/proc": such places of the system are closed to scripts/,
    ],
    [windows(place.path("a".repeat(300))), /^Cannot write ".*a": the name is too long$/],
    [
      runTask("generate", ["--bus", `${file}/a.db`, "--packets", "1"]),
      /^Cannot open the log ".*": its folder cannot be made; check the path/,
    ],
    [
      runTask("generate", ["--bus", place.path("a.db"), "--labels", folder, "--packets", "1"]),
      `Cannot open "${folder}": it is a folder; name a file`,
    ],
    [
      runTask("demo", ["--dir", `${file}/demo`]),
      /^Cannot make the folder ".*": a part of the path is no folder/,
    ],
    [
      runTask("demo", ["--dir", place.path("demo"), "--report", folder]),
      `Cannot write "${folder}": it is a folder; name a file`,
    ],
  ]);
  assert.equal(await Deno.readTextFile(file), "kept");
  assert.deepEqual([...Deno.readDirSync(folder)], []);
});

Deno.test("train refuses at once to put a model in the place of something else", async () => {
  const folder = place.path("documents");
  await Deno.mkdir(folder);
  await Deno.writeTextFile(`${folder}/thesis.txt`, "years of work");
  // The log is missing too: the place is looked at before anything else is done.
  const train = (model: string) =>
    runTask("train", ["--bus", place.path("none.db"), "--model", model]);
  const text = `${folder}/thesis.txt`;
  await refuseAll([
    [
      train(folder),
      `Cannot save a model to "${folder}": it holds "thesis.txt", which is no part of one and ` +
      `would be deleted; name another --model`,
    ],
    [train(text), /^Cannot save a model to ".*": it is a file and would be deleted; name another/],
    [
      train(`${text}/a`),
      /^Cannot make the folder ".*thesis\.txt": a file of that name is in the w/,
    ],
  ]);
  assert.equal(await Deno.readTextFile(text), "years of work");
});

Deno.test("train takes the place of a model, and of an empty folder", async () => {
  const model = place.path("models", "again");
  await Deno.mkdir(model, { recursive: true });
  const train = async (...args: string[]) => {
    const { modelHash } = await resultOf<{ modelHash: string }>("train", [
      ...["--bus", await place.log(), "--model", model, "--epochs", "1", ...SMALL, ...args],
    ]);
    return modelHash;
  };
  const first = await train();
  const second = await train("--seed", "2");
  assert.notEqual(first, second);
  const manifest = JSON.parse(await Deno.readTextFile(`${model}/manifest.json`));
  assert.equal(manifest.modelHash, second);
  assert.deepEqual([...Deno.readDirSync(place.path("models"))].map(({ name }) => name), ["again"]);
});

Deno.test({
  name: "a place that may not be written to is named",
  ignore: Deno.build.os === "windows", // which has no modes of files
  fn: async () => {
    const log = await place.log();
    const model = await place.model();
    const closed = place.path("closed");
    await Deno.mkdir(closed);
    await Deno.copyFile(log, `${closed}/log.db`);
    await Deno.copyFile(log, place.path("closed.db"));
    for (const path of [closed, place.path("closed.db")]) await Deno.chmod(path, 0o555);
    const denied = /permission denied; check its owner and mode$/;
    const readOnly =
      /^Cannot write to the log ".*": the file is read-only; allow writing to it and/;
    await refuseAll([
      [runAsOwner("windows", ["--bus", log, "--out", `${closed}/a.csv`]), denied],
      [runAsOwner("train", ["--bus", log, "--model", `${closed}/model`, ...SMALL]), denied],
      [runAsOwner("demo", ["--dir", `${closed}/demo`]), denied],
      [
        runAsOwner("generate", ["--bus", `${closed}/new.db`]),
        /^Cannot open the log ".*": the file o/,
      ],
      [runAsOwner("windows", ["--bus", `${closed}/log.db`]), readOnly],
      [
        runAsOwner("generate", [
          "--bus",
          place.path("closed.db"),
          "--packets",
          "1",
          "--speed",
          "max",
        ]),
        readOnly,
      ],
    ]);
    const infer = await runAsOwner("infer", [
      ...["--bus", place.path("closed.db"), "--model", model, "--once"],
    ]);
    assertRefused(infer, { sentence: readOnly });
    await Deno.chmod(closed, 0o755);
  },
});
