import assert from "node:assert/strict";
import { helpText } from "#lib/config/help.ts";
import { tasksOf } from "#lib/config/script.ts";
import { allScripts } from "#lib/config/scripts/all.ts";
import { runTask, taskCommand } from "../app/tasks.ts";
import { workplace } from "./workplace.ts";

const ROOT = new URL("../..", import.meta.url).pathname;
const place = workplace();

/** Runs a script with no permission at all. */
async function runBare(name: string, ...args: string[]): Promise<[number, string, string]> {
  const script = taskCommand(name).find((part) => part.startsWith("scripts/"))!;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", script, ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  return [code, decoder.decode(stdout), decoder.decode(stderr)];
}

Deno.test("every script says --help at once, with no permission and before it loads what it works with", async () => {
  await Promise.all(allScripts.map(async (script) => {
    assert.deepEqual(await runBare(tasksOf(script)[0], "--help"), [0, `${helpText(script)}\n`, ""]);
  }));
});

Deno.test("--help wins over whatever else is wrong on the line", async () => {
  const [code, , said] = await runBare("train", "--no-such", "--epochs", "none", "-h");
  assert.deepEqual([code, said], [0, ""]);
});

Deno.test("--check says whether the configuration is right, and does nothing else", async () => {
  const folder = place.path("never");
  const bus = `${folder}/log.db`;
  const required: Record<string, string[]> = { capture: ["--input", "missing.pcap"] };
  const uses = ["generate", "capture", "windows", "train", "infer", "evaluate", "report"];
  await Promise.all(uses.map(async (name) => {
    const args = ["--check", "--bus", bus, ...required[name] ?? []];
    const { code, stdout, stderr } = await runTask(name, args);
    assert.deepEqual([code, stdout, stderr], [0, `${name}: the configuration is right\n`, ""]);
  }));
  assert.throws(() => Deno.statSync(folder), Deno.errors.NotFound);
});

Deno.test("--dump says each value and where it is from: flag before environment before file", async () => {
  const config = place.path("config.jsonc");
  await Deno.writeTextFile(
    config,
    `{
      // a file serves all scripts: these are of generate, the last one is of train
      "rate": 11, "links": 12, "seed": 13, "duration": "14s",
      "epochs": 15,
    }`,
  );
  const { code, stdout } = await runTask("generate", ["--dump", "--seed", "31"], {
    env: {
      NO_COLOR: "1",
      TRAFFIC_CONFIG: config,
      TRAFFIC_LINKS: "22",
      TRAFFIC_SEED: "23",
      TRAFFIC_HORIZON: "24", // of other scripts
    },
  });
  assert.equal(code, 0);
  const { script, options } = JSON.parse(stdout);
  assert.equal(script, "generate");
  const given = Object.entries<{ value: unknown; source: string }>(options)
    .filter(([, { source }]) => source !== "default");
  assert.deepEqual(Object.fromEntries(given), {
    rate: { value: 11, source: "file" },
    duration: { value: "14s", source: "file" },
    links: { value: 22, source: "env" },
    seed: { value: 31, source: "flag" },
  });
  assert.deepEqual(options.topic, { value: "packets", source: "default" });
});

Deno.test("a script works with the options of file and environment as with flags", async () => {
  const config = place.path("options.json");
  const bus = place.path("options.db");
  await Deno.writeTextFile(config, JSON.stringify({ bus, speed: "max", packets: 7, links: 3 }));
  const { code, stdout, stderr } = await runTask("generate", ["--config", config, "--json"], {
    env: { NO_COLOR: "1", TRAFFIC_PACKETS: "8" },
  });
  assert.equal(code, 0, stderr);
  assert.equal(JSON.parse(stdout.trimEnd().split("\n").at(-1)!).packets, 8);
  assert.match(stderr, /^3 links from /);
});
