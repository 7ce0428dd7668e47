import assert from "node:assert/strict";
import { resolve } from "#lib/config/resolve.ts";
import { evaluateScript } from "#lib/config/scripts/evaluate.ts";
import { generateScript } from "#lib/config/scripts/generate.ts";
import { inferScript } from "#lib/config/scripts/infer.ts";
import { trainScript } from "#lib/config/scripts/train.ts";
import { windowsScript } from "#lib/config/scripts/windows.ts";
import { idleTimeoutOf } from "#lib/config/options/window.ts";
import type { Options } from "#lib/config/option.ts";
import type { Script } from "#lib/config/script.ts";
import { placesOf } from "./places.ts";

function accept<O extends Options>(script: Script<O>, ...args: string[]): Promise<unknown> {
  return resolve(script, placesOf({ args }));
}

function refuse<O extends Options>(
  script: Script<O>,
  args: string[],
  message: RegExp,
): Promise<void> {
  return assert.rejects(accept(script, ...args), { name: "UsageError", message });
}

Deno.test("an idle timeout covers a window, its disorder and its lateness", async () => {
  const lengths = ["--window", "10s", "--out-of-orderness", "1s", "--allowed-lateness", "2s"];
  await accept(windowsScript, ...lengths, "--idle-timeout", "13s");
  await refuse(
    windowsScript,
    [...lengths, "--idle-timeout", "12999ms"],
    /^Cannot use --idle-timeout 12999ms: expected at least .* 13s; raise it or shorten those$/,
  );
});

Deno.test("an idle timeout that is not given grows with the window", async () => {
  const idleTimeoutMs = async (...args: string[]) =>
    idleTimeoutOf((await resolve(windowsScript, placesOf({ args }))).config);
  assert.equal(await idleTimeoutMs(), 60_000);
  assert.equal(await idleTimeoutMs("--window", "1m"), 720_000);
  assert.equal(await idleTimeoutMs("--allowed-lateness", "1h"), 3_605_500);
});

Deno.test("congestions leave each other room in their day", async () => {
  await accept(generateScript, "--day-length", "30m");
  await accept(generateScript, "--day-length", "1m", "--episodes-per-day", "0.2");
  await refuse(
    generateScript,
    ["--day-length", "20m"],
    /^Cannot use --episodes-per-day 6: expected at most 4 in a --day-length of 20m; lower it or /,
  );
});

Deno.test("forecasts are printed unless a program reads the output", async () => {
  const print = async (...args: string[]) =>
    (await resolve(inferScript, placesOf({ args }))).config.print;
  assert.equal(await print(), "forecasts");
  assert.equal(await print("--json"), "none");
  assert.equal(await print("--json", "--print", "alerts"), "alerts");
});

Deno.test("the format of windows follows the file's ending", async () => {
  const format = async (...args: string[]) =>
    (await resolve(windowsScript, placesOf({ args }))).config.outputFormat;
  assert.equal(await format(), "table");
  assert.equal(await format("--out", "a.csv"), "csv");
  assert.equal(await format("--out", "a.parquet"), "parquet");
  assert.equal(await format("--out", "a.csv", "--output-format", "table"), "table");
});

Deno.test("a split sums to 1 and leaves something to train on", async () => {
  await accept(trainScript, "--split", "0.6,0.2,0.2");
  await accept(trainScript, "--split", "0.8,0.2,0");
  const message = /^Cannot use --split .*: expected a training share above 0 and a sum of 1, not/;
  await refuse(trainScript, ["--split", "0.6,0.2,0.1"], message);
  await refuse(trainScript, ["--split", "0,0.5,0.5"], message);
});

Deno.test("an evaluation has a test part", async () => {
  await refuse(evaluateScript, ["--split", "0.8,0.2,0"], /expected a test share above 0$/);
});

Deno.test("a session outlasts three commits", async () => {
  await accept(inferScript, "--session-timeout", "3s", "--commit-interval", "1s");
  await refuse(
    inferScript,
    ["--session-timeout", "3s", "--commit-interval", "1001ms"],
    /^Cannot use --session-timeout 3s: expected at least 3 × --commit-interval, 3003ms/,
  );
});

Deno.test("results do not go to the topic of packets, nor two kinds to one topic", async () => {
  await refuse(inferScript, ["--alerts-topic", "packets"], /^Cannot use the topic "packets" twice/);
  await refuse(
    inferScript,
    ["--alerts-topic", "a", "--forecasts-topic", "a"],
    /the topic "a" twice/,
  );
});

Deno.test("Parquet goes to a file", async () => {
  await accept(windowsScript, "--output-format", "parquet", "--out", "a.parquet");
  await refuse(windowsScript, ["--output-format", "parquet"], /expected a file; add --out/);
});

Deno.test("numbers without sense are refused where they are declared", async () => {
  for (const args of ["--speed 0", "--speed -1", "--rate 0", "--rate NaN", "--links 1.5"]) {
    await refuse(generateScript, args.split(" "), /^Cannot use --/);
  }
  for (const args of ["--dropout 1", "--dropout -0.1", "--lookback 0", "--learning-rate 0"]) {
    await refuse(trainScript, args.split(" "), /^Cannot use --/);
  }
});
