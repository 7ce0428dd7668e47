import assert from "node:assert/strict";
import { taskCommand, type TaskResult } from "../app/tasks.ts";
import { runCommand } from "./confined.ts";
import { assertRefused } from "./said.ts";
import { workplace } from "./workplace.ts";

const ROOT = new URL("../..", import.meta.url);
const place = workplace();

/** Runs a task without one of its permissions. */
function runWithout(flag: string, name: string, args: readonly string[]): Promise<TaskResult> {
  const granted = taskCommand(name);
  const command = granted.filter((part) => part.split("=")[0] !== flag);
  assert.equal(command.length, granted.length - 1, `${name} has ${flag}`);
  return runCommand([Deno.execPath(), ...command, ...args]);
}

Deno.test("a task that lacks a permission says which one, in one sentence", async () => {
  const bus = ["--bus", await place.log()];
  const model = ["--model", await place.model()];
  const capture = new URL("tests/capture/golden/loop.pcap", ROOT).pathname;
  const fresh = ["--bus", place.path("fresh.db")];
  const tasks: Record<string, { args: string[]; flags: string[] }> = {
    generate: { args: [...fresh, "--packets", "1"], flags: ["read", "write", "env"] },
    capture: { args: [...fresh, "--input", capture], flags: ["read", "write", "env"] },
    windows: { args: bus, flags: ["read", "write", "env", "ffi", "sys"] },
    train: {
      args: [...bus, "--model", place.path("never")],
      flags: ["read", "write", "ffi", "sys"],
    },
    infer: { args: [...bus, ...model, "--once"], flags: ["read", "write", "env"] },
    evaluate: { args: [...bus, ...model], flags: ["read", "write", "ffi", "sys"] },
    report: { args: [...bus, ...model], flags: ["read", "env"] },
    demo: { args: ["--dir", place.path("demo")], flags: ["write", "env"] },
  };
  for (const [name, { args, flags }] of Object.entries(tasks)) {
    await Promise.all(flags.map(async (flag) => {
      const result = await runWithout(`--allow-${flag}`, name, args);
      assertRefused(result, {
        sentence: new RegExp(`^Cannot .* ${flag} access to .*--allow-${flag}`),
      });
    }));
  }
});

Deno.test("demo that may not start a task says so", async () => {
  const { code, stderr } = await runWithout("--allow-run", "demo", ["--dir", place.path("none")]);
  assert.equal(code, 1);
  assert.match(
    stderr,
    /^error: Cannot go on in demo: run access to "deno" is not allowed; add --a/,
  );
});

Deno.test("infer needs files and its own variables, and is granted no native code", async () => {
  const granted = taskCommand("infer").map((part) => part.split("=")[0]);
  for (const flag of ["ffi", "run", "sys"]) assert.ok(!granted.includes(`--allow-${flag}`), flag);
  const { code, stderr } = await runCommand([
    ...[Deno.execPath(), "run", "--no-prompt", "--allow-env=TRAFFIC_*", "--allow-read"],
    ...["--allow-write", "scripts/infer.ts", "--bus", await place.copyOfLog("least.db")],
    ...["--model", await place.model(), "--once"],
  ]);
  assert.equal(code, 0, stderr);
});

interface Graph {
  readonly roots: readonly string[];
  readonly modules: readonly {
    readonly specifier: string;
    readonly dependencies?: readonly {
      readonly code?: { readonly specifier: string };
      readonly isDynamic?: boolean;
    }[];
  }[];
}

/** Gives every module that a script loads when it starts, or may ever load by `import()`; types
 * are left out. */
async function modulesOf(script: string, when: "start" | "ever"): Promise<string[]> {
  const { code, stdout } = await runCommand([Deno.execPath(), "info", "--json", script]);
  assert.equal(code, 0);
  const { roots, modules }: Graph = JSON.parse(stdout);
  const bySpecifier = new Map(modules.map((module) => [module.specifier, module]));
  const reached = new Set(roots);
  for (const specifier of reached) {
    for (const { code, isDynamic } of bySpecifier.get(specifier)?.dependencies ?? []) {
      if (code !== undefined && (when === "ever" || !isDynamic)) reached.add(code.specifier);
    }
  }
  return [...reached];
}

/** The packages among modules, by name. */
function packagesIn(modules: readonly string[]): string[] {
  const names = modules.flatMap((module) =>
    /^npm:\/?((?:@[^/]+\/)?[^@/]+)@/.exec(module)?.[1] ?? []
  );
  return [...new Set(names)].toSorted();
}

const NATIVE = "nodejs-polars";
const LAYERS = "@tensorflow/tfjs-layers";
const CHARTS = "echarts";

Deno.test("infer never loads Polars, the layers of tfjs or what draws reports", async () => {
  const modules = await modulesOf("scripts/infer.ts", "ever");
  assert.ok(modules.some((module) => module.endsWith("/lib/model/lstm_predictor.ts")));
  const packages = packagesIn(modules);
  assert.deepEqual(packagesIn(await modulesOf("lib/model/backend/wasm.ts", "ever")), []);
  assert.ok(packages.includes("@tensorflow/tfjs-core"));
  for (const name of [NATIVE, LAYERS, CHARTS]) assert.ok(!packages.includes(name), name);
});

Deno.test("no script loads a package before it knows that it needs one", async () => {
  const scripts = [...Deno.readDirSync(new URL("scripts", ROOT))].map(({ name }) => name);
  assert.ok(scripts.length >= 9);
  await Promise.all(scripts.map(async (name) => {
    assert.deepEqual(packagesIn(await modulesOf(`scripts/${name}`, "start")), [], name);
  }));
});

Deno.test("generate, capture and demo compute no model", async () => {
  await Promise.all(["generate", "capture", "demo"].map(async (name) => {
    const packages = packagesIn(await modulesOf(`scripts/${name}.ts`, "ever"));
    for (const other of [NATIVE, LAYERS, CHARTS, "@tensorflow/tfjs-core"]) {
      assert.ok(!packages.includes(other), `${name} ${other}`);
    }
  }));
});

Deno.test("the way in which packages are found finds those of train", async () => {
  const packages = packagesIn(await modulesOf("scripts/train.ts", "ever"));
  for (const name of [NATIVE, LAYERS]) assert.ok(packages.includes(name), name);
});
