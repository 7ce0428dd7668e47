import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { UserError } from "#lib/core/errors.ts";
import { BACKEND_CHOICES, selectBackend } from "#lib/model/backend/select.ts";

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

Deno.test("selectBackend() activates each backend that may be asked for", async () => {
  for (const choice of BACKEND_CHOICES) {
    const { name, reason } = await selectBackend(choice);
    assert.equal(tf.getBackend(), name);
    assert.ok(reason.startsWith(`backend ${name}: `) && !reason.includes("\n"), reason);
    if (choice !== "auto") assert.equal(name, choice);
  }
});

Deno.test("selectBackend() takes wasm where it may choose, and says so", async () => {
  const { reason } = await selectBackend("auto");
  assert.equal(reason, "backend wasm: WebAssembly with SIMD, one thread (auto)");
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
  assert.equal((await runModule(source, ["--allow-read"])).stdout, "wasm\nwasm");
  const { stdout } = await runModule(source, []);
  const [auto, wasm] = stdout.split("\n");
  assert.equal(auto, "cpu");
  assert.match(wasm, /^UserError Cannot use the backend "wasm": .*; allow reading the package/);
});

Deno.test("forecasting loads neither tfjs-layers nor native code", async () => {
  const modules = [
    "lib/forecast/online_forecaster.ts",
    "lib/forecast/record_writer.ts",
    "lib/model/lstm_predictor.ts",
    "lib/model/artifact/read_artifact.ts",
    "lib/model/backend/wasm.ts",
  ].map((path) => new URL(path, ROOT).href);
  // tfjs-layers registers its layers with core when it is loaded; Polars could not load at all
  const report = `
    import { serialization } from "@tensorflow/tfjs-core";
    console.log("LSTM" in serialization.SerializationMap.getMap().classNameMap);`;
  const sources = (list: readonly string[]) =>
    list.map((url) => `import "${url}";`).join("") + report;
  assert.deepEqual(
    await runModule(sources(modules), ["--allow-read"]),
    { code: 0, stdout: "false" },
  );
  const training = [...modules, new URL("lib/model/train.ts", ROOT).href];
  assert.deepEqual(
    await runModule(sources(training), ["--allow-read"]),
    { code: 0, stdout: "true" },
  );
});
