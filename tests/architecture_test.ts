import assert from "node:assert/strict";
import { dirname, join, relative } from "node:path";

const ROOT = new URL("..", import.meta.url).pathname;

/** Stages from the lowest up: a file may import from its own stage and from those before it. */
const STAGES: readonly (readonly string[])[] = [
  ["core"],
  ["config"],
  ["telemetry"],
  ["bus", "capture"],
  ["window"],
  ["features"],
  ["model"],
  ["forecast"],
  ["alert"],
  ["dashboard"],
  ["app"],
];

/** Where each third-party package may be imported: its home. Others may not be used in lib. */
const HOMES: Readonly<Record<string, readonly string[]>> = {
  "node:sqlite": ["lib/bus/sqlite/"],
  "nodejs-polars": ["lib/window/frame", "lib/window/parquet", "lib/features/"],
  "@tensorflow/tfjs-core": ["lib/model/"],
  "@tensorflow/tfjs-layers": ["lib/model/"],
  "@tensorflow/tfjs-backend-cpu": ["lib/model/"],
  "assemblyscript/asc": ["lib/model/kernels/wasm/"],
  "echarts": ["lib/dashboard/"],
  "jsonc-parser": ["lib/config/"],
  "hysnappy": ["lib/bus/kafka/"],
  "kafkajs": ["lib/bus/kafka/"],
  "prom-client": ["lib/telemetry/"],
};

const MAX_LINES = 400;

function* filesBelow(folder: string, ending: string): Generator<string> {
  for (const entry of Deno.readDirSync(join(ROOT, folder))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) yield* filesBelow(path, ending);
    else if (entry.name.endsWith(ending)) yield path;
  }
}

/** Gives every specifier that a file imports, statically or by `import()`. */
function importsOf(path: string): string[] {
  const source = Deno.readTextFileSync(join(ROOT, path)).replaceAll(/^\s*(\*|\/\/|\/\*).*$/gm, "");
  const pattern =
    /(?:^(?:import|export)\b[^;"']*?\bfrom\s*|\bimport\s*\(\s*|^import\s*)["']([^"']+)["']/gm;
  return [...source.matchAll(pattern)].map((match) => match[1]);
}

/** Gives the path of an import inside lib, `undefined` for packages. */
function libPath(from: string, specifier: string): string | undefined {
  if (specifier.startsWith("#lib/")) return specifier.replace("#lib/", "lib/");
  if (specifier.startsWith(".")) return relative(ROOT, join(ROOT, dirname(from), specifier));
  return undefined;
}

function stageOf(path: string): number {
  const folder = path.split("/")[1];
  return STAGES.findIndex((stage) => stage.includes(folder));
}

Deno.test("imports in lib point one way along the data path", () => {
  const wrong: string[] = [];
  for (const path of filesBelow("lib", ".ts")) {
    assert.ok(stageOf(path) >= 0, `${path}: unknown folder; add it to the stages or move the file`);
    for (const specifier of importsOf(path)) {
      const target = libPath(path, specifier);
      if (target === undefined) continue;
      const sameFolder = path.split("/")[1] === target.split("/")[1];
      if (!sameFolder && stageOf(target) >= stageOf(path)) wrong.push(`${path} → ${target}`);
    }
  }
  assert.deepEqual(wrong, []);
});

Deno.test("each third-party package has one home", () => {
  const wrong: string[] = [];
  for (const path of filesBelow("lib", ".ts")) {
    for (const specifier of importsOf(path)) {
      if (libPath(path, specifier) !== undefined) continue;
      const homes = HOMES[specifier];
      const builtIn = specifier.startsWith("node:") && homes === undefined;
      if (!builtIn && !homes?.some((home) => path.startsWith(home))) {
        wrong.push(`${path} imports ${specifier}`);
      }
    }
  }
  assert.deepEqual(wrong, []);
});

Deno.test("scripts import from lib/app and lib/config only", () => {
  const wrong: string[] = [];
  for (const path of filesBelow("scripts", ".ts")) {
    for (const specifier of importsOf(path)) {
      if (!/^#lib\/(app|config)\//.test(specifier)) wrong.push(`${path} imports ${specifier}`);
    }
  }
  assert.deepEqual(wrong, []);
});

Deno.test("files are short: none above 400 lines, 95 % at most 250", () => {
  const lengths = ["lib", "scripts", "tests", "bench"].flatMap((folder) =>
    [...filesBelow(folder, ".ts")].map((path) => ({
      path,
      lines: Deno.readTextFileSync(join(ROOT, path)).split("\n").length - 1,
    }))
  );
  assert.deepEqual(lengths.filter((file) => file.lines > MAX_LINES), []);
  const library = lengths.filter((file) => file.path.startsWith("lib/"))
    .map((file) => file.lines).sort((a, b) => a - b);
  assert.ok(library[Math.ceil(library.length * 0.95) - 1] <= 250, "95th percentile of lib");
});

Deno.test("files are named in snake_case and open with a module sentence", () => {
  const wrong: string[] = [];
  for (const folder of ["lib", "scripts"]) {
    for (const path of filesBelow(folder, ".ts")) {
      if (!/^[a-z0-9_]+\.ts$/.test(path.split("/").at(-1)!)) wrong.push(`${path}: name`);
      const head = Deno.readTextFileSync(join(ROOT, path)).replace(/^#!.*\n/, "");
      if (!/^\/\*\*[\s\S]*?@module[\s\S]*?\*\//.test(head)) wrong.push(`${path}: no @module`);
    }
  }
  assert.deepEqual(wrong, []);
});

Deno.test("each script's shebang and its task grant the same, and nothing runs with all permissions", () => {
  const tasks = JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.json"))).tasks as Record<
    string,
    string | { command: string }
  >;
  for (const path of filesBelow("scripts", ".ts")) {
    const name = path.split("/").at(-1)!.replace(".ts", "").replaceAll("_", "-");
    const shebang = Deno.readTextFileSync(join(ROOT, path)).split("\n", 1)[0];
    const own = Object.keys(tasks).filter((task) => task === name || task.startsWith(`${name}:`));
    const running = own.map((task) => commandOf(tasks[task])).filter((c) => c.includes(` ${path}`));
    assert.ok(running.length > 0, `${path}: no task "${name}" in deno.json`);
    for (const command of running) {
      assert.equal(shebang, `#!/usr/bin/env -S ${command.split(` ${path}`)[0]}`, path);
      assert.ok(command.includes("--no-prompt"), `${path}: --no-prompt`);
      assert.ok(!/\s(-A|--allow-all)\b/.test(command), `${path}: all permissions`);
    }
    assert.ok((Deno.statSync(join(ROOT, path)).mode! & 0o111) !== 0, `${path}: not executable`);
  }
});

function commandOf(task: string | { command: string }): string {
  return typeof task === "string" ? task : task.command;
}
