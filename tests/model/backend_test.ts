import assert from "node:assert/strict";
import { UserError } from "#lib/core/errors.ts";
import { BACKEND_CHOICES, selectBackend } from "#lib/model/backend/select.ts";
import { randomWeights, SMALL } from "./fixtures.ts";

const ROOT = new URL("../..", import.meta.url);

/** Runs a module in a process of its own with the permissions given. */
async function runModule(source: string, permissions: readonly string[]) {
  const url = `data:application/typescript,${encodeURIComponent(source)}`;
  const { stdout, code } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--no-check", "--config", "deno.json", ...permissions, url],
    cwd: ROOT,
  }).output();
  return { code, stdout: new TextDecoder().decode(stdout).trim() };
}

const SELECT = new URL("lib/model/backend/select.ts", ROOT).href;

Deno.test("selectBackend() loads each backend that may be asked for", async () => {
  for (const choice of BACKEND_CHOICES) {
    const { name, reason, createPredictor } = await selectBackend(choice);
    assert.ok(reason.startsWith(`backend ${name}: `) && !reason.includes("\n"), reason);
    assert.match(name, choice === "cpu" ? /^cpu$/ : /^wasm-(fma|simd)$/);
    using predictor = createPredictor(SMALL, randomWeights(SMALL, 1));
    assert.equal(predictor.backend, name);
  }
});

Deno.test("selectBackend() takes wasm where it may choose, and says so", async () => {
  const { reason } = await selectBackend("auto");
  assert.match(reason, /^backend wasm-\w+: WebAssembly with SIMD.*, one thread \(auto\)$/);
});

Deno.test("selectBackend() refuses an unknown name with the names that there are", async () => {
  for (const choice of ["cuda", "", "toString"]) {
    await assert.rejects(
      () => selectBackend(choice),
      (error) =>
        error instanceof UserError &&
        error.message.includes(`the backend "${choice}": expected one of auto, wasm, cpu`),
    );
  }
});

Deno.test("wasm needs the permission to read and no other; without it auto takes cpu", async () => {
  const source = `
    import { selectBackend } from ${JSON.stringify(SELECT)};
    for (const choice of ["auto", "wasm"]) {
      try {
        console.log((await selectBackend(choice)).name);
      } catch (error) {
        console.log(error.name, error.message);
      }
    }`;
  assert.match((await runModule(source, ["--allow-read"])).stdout, /^(wasm-\w+)\n\1$/);
  const { stdout } = await runModule(source, []);
  const [auto, wasm] = stdout.split("\n");
  assert.equal(auto, "cpu");
  assert.match(wasm, /^UserError Cannot use the backend "wasm": .*; allow reading this project/);
});

Deno.test("forecasting on wasm loads no tfjs, on cpu none of its layers", async () => {
  // tfjs-core leaves its engine behind when it is loaded, tfjs-layers its layers in core's list
  const source = (choice: string) => `
    import { selectBackend } from ${JSON.stringify(SELECT)};
    import "${new URL("lib/forecast/online_forecaster.ts", ROOT).href}";
    import "${new URL("lib/forecast/record_writer.ts", ROOT).href}";
    import "${new URL("lib/model/artifact/read_artifact.ts", ROOT).href}";
    const { createPredictor } = await selectBackend("${choice}");
    const config = { lookback: 1, features: 1, units: 1, layers: 1, dropout: 0, horizon: 1 };
    const weights = [4, 4, 4, 1, 1].map((length) => new Float32Array(length).fill(1));
    createPredictor(config, weights).predict(Float32Array.of(1), 1, new Float32Array(1));
    const core = "_tfengine" in globalThis;
    const list = "${choice}" === "cpu"
      ? (await import("@tensorflow/tfjs-core")).serialization.SerializationMap.getMap()
      : { classNameMap: {} };
    console.log(core, "LSTM" in list.classNameMap);`;
  const run = (choice: string) => runModule(source(choice), ["--allow-read"]);
  assert.deepEqual(await run("wasm"), { code: 0, stdout: "false false" });
  assert.deepEqual(await run("cpu"), { code: 0, stdout: "true false" });
});
