import assert from "node:assert/strict";
import { resultOf } from "../app/tasks.ts";
import { runOnSmallDisk, whyNoSmallDisk } from "./confined.ts";
import { packetCount, textsOf } from "./log_contents.ts";
import { assertRefused } from "./said.ts";
import { SMALL, workplace } from "./workplace.ts";

const place = workplace();
const folder = place.path("disk");
const reason = await whyNoSmallDisk();
const because = reason === undefined ? "" : `: ${reason}`;

Deno.test({
  name: `generate stops on a full disk, and what it had stored is whole${because}`,
  ignore: reason !== undefined,
  fn: async () => {
    const bus = `${folder}/a.db`;
    const kept = place.path("generated");
    const traffic = ["--bus", bus, "--speed", "max", "--rate", "400"];
    const [full, more] = await runOnSmallDisk({ folder, kept }, [
      { name: "generate", args: [...traffic, "--duration", "10m"], size: "4m" },
      { name: "generate", args: [...traffic, "--packets", "1000"], size: "32m" },
    ]);
    assertRefused(full, {
      sentence: `Cannot write to the log "${bus}": the disk is full; make room and start again`,
    });
    assert.equal(more.code, 0, more.stderr);
    const stored = await packetCount(`${kept}/a.db`) - 1_000;
    assert.ok(stored > 0);
    assert.equal(stored % 8_192, 0, "whole batches only");
  },
});

Deno.test({
  name: `infer stops on a full disk, and goes on as if it had never stopped${because}`,
  ignore: reason !== undefined,
  fn: async () => {
    const options = ["--model", await place.model(), "--once", "--print", "none"];
    const undisturbed = await place.copyOfLog("undisturbed.db");
    await resultOf("infer", ["--bus", undisturbed, ...options]);

    const log = await place.log();
    const kept = place.path("inferred");
    const args = ["--bus", `${folder}/shared.db`, ...options];
    const sizeKiB = Math.ceil((await Deno.stat(log)).size / 1024);
    const [full, rest] = await runOnSmallDisk({ folder, files: [log], kept }, [
      // Enough to join the group, not enough for all forecasts.
      { name: "infer", args, size: `${sizeKiB + 400}k` },
      { name: "infer", args, size: "64m" },
    ]);
    assertRefused(full, { sentence: /^Cannot (write to|use) the log ".*": the disk / });
    assert.equal(rest.code, 0, rest.stderr);
    for (const topic of ["forecasts", "alerts"]) {
      const [expected, found] = [undisturbed, `${kept}/shared.db`].map((path) =>
        textsOf(path, topic)
      );
      assert.deepEqual(await found, await expected);
    }
    assert.notEqual((await textsOf(undisturbed, "forecasts")).length, 0);
  },
});

Deno.test({
  name: `what does not fit on a disk leaves no part of itself${because}`,
  ignore: reason !== undefined,
  fn: async () => {
    const log = await place.log();
    const kept = place.path("results");
    const traffic = ["--links", "20", "--rate", "0.1", "--duration", "1h", "--day-length", "30m"];
    const steps = await runOnSmallDisk({ folder, kept }, [
      {
        name: "windows",
        args: ["--bus", log, "--window", "500ms", "--out", `${folder}/a.csv`],
        size: "16k",
      },
      {
        name: "windows",
        args: ["--bus", log, "--window", "500ms", "--out", `${folder}/a.parquet`],
      },
      {
        name: "train",
        args: ["--bus", log, "--model", `${folder}/model`, ...SMALL, "--epochs", "1"],
      },
      {
        name: "generate",
        args: [
          ...["--bus", place.path("labels.db"), "--labels", `${folder}/labels`, "--speed", "max"],
          ...traffic,
        ],
      },
    ]);
    [
      `Cannot write "${folder}/a.csv": the disk is full; make room and run it again`,
      `Cannot write "${folder}/a.parquet": the disk is full; make room and run it again`,
      /^Cannot write the model ".*model": No space left on device .*; make room or pass another --/,
      `Cannot write the labels "${folder}/labels": the disk is full; make room and run it again`,
    ].forEach((sentence, i) => assertRefused(steps[i], { sentence }));
    assert.deepEqual([...Deno.readDirSync(kept)].map(({ name }) => name), ["labels"]);
    assert.match(await Deno.readTextFile(`${kept}/labels`), /^$|\n$/);
  },
});
