import assert from "node:assert/strict";
import { DEFAULT_PARTITIONS, DEFAULT_TOPIC_OPTIONS, Topic } from "#lib/bus/topics.ts";
import { describeOption } from "#lib/config/describe.ts";
import { dumpConfig } from "#lib/config/dump.ts";
import { helpText } from "#lib/config/help.ts";
import { namesOf } from "#lib/config/names.ts";
import { runtimeOptions } from "#lib/config/options/runtime.ts";
import { configurationPage } from "#lib/config/page.ts";
import { resolve } from "#lib/config/resolve.ts";
import { tasksOf } from "#lib/config/script.ts";
import { allScripts } from "#lib/config/scripts/all.ts";
import { generateScript } from "#lib/config/scripts/generate.ts";
import { idleTimeoutOf } from "#lib/config/options/window.ts";
import { windowsScript } from "#lib/config/scripts/windows.ts";
import { inferScript } from "#lib/config/scripts/infer.ts";
import { MICROS_PER_MS } from "#lib/core/time.ts";
import { DEFAULT_WINDOW_OPTIONS } from "#lib/window/window_options.ts";
import { placesOf } from "./places.ts";

/** Every option of every script, under a name for messages. */
const everyOption = allScripts.flatMap((script) =>
  Object.entries(script.options).map(([property, option]) => ({
    name: `${script.name} ${property}`,
    property,
    option,
  }))
);

Deno.test("every default is a value that its own option accepts", () => {
  for (const { name, option } of everyOption) {
    if (option.default === undefined || option.default === null) continue;
    const written = option.kind.toJson(option.default);
    const texts = Array.isArray(written) ? written.map(String) : [String(written)];
    assert.deepEqual(option.kind.parse(texts), option.default, name);
  }
});

Deno.test("every derived default is a value that its own option accepts", async () => {
  for (const script of allScripts) {
    const { config } = await resolve(script, placesOf({ env: { TRAFFIC_INPUT: "a.pcap" } }));
    for (const [property, option] of Object.entries(script.options)) {
      if (option.derive === undefined) continue;
      const value: unknown = config[property];
      assert.ok(value !== undefined && value !== null, `${script.name} ${property}`);
      assert.deepEqual(option.kind.parse([String(option.kind.toJson(value))]), value);
    }
  }
});

Deno.test("every option without a default says what happens instead", () => {
  for (const { name, option } of everyOption) {
    const isSaid = option.required || option.defaultNote !== undefined;
    assert.ok(isSaid || option.default !== undefined, name);
  }
});

Deno.test("every meaning is a sentence without its full stop", () => {
  for (const { name, option } of everyOption) assert.match(option.doc, /^[A-Z].*[^.]$/, name);
});

Deno.test("no two options of a script share a name, in any place", () => {
  for (const script of allScripts) {
    const names = Object.entries({ ...script.options, ...runtimeOptions })
      .map(([property, option]) => namesOf(property, option));
    for (const place of ["key", "flag", "env"] as const) {
      const all = names.map((name) => name[place]);
      assert.equal(new Set(all).size, all.length, `${script.name}: ${all}`);
    }
  }
});

Deno.test("an option name means the same property in every script, so that one file serves all", () => {
  const propertyOf = new Map<string, string>();
  for (const { name, property, option } of everyOption) {
    const { key } = namesOf(property, option);
    assert.equal(propertyOf.get(key) ?? property, property, name);
    propertyOf.set(key, property);
  }
});

Deno.test("every example in --help is a right command line of its script", async () => {
  for (const script of allScripts) {
    assert.ok(script.examples.length > 0, script.name);
    for (const example of script.examples) {
      const [name, ...args] = example.replace(/ <.*$/, "").split(" ");
      assert.ok(tasksOf(script).includes(name), example);
      await resolve(script, placesOf({ args }));
    }
  }
});

Deno.test("--help names every option with its unit, bounds and default within 100 columns", () => {
  for (const script of allScripts) {
    const help = helpText(script);
    const flat = help.replace(/\s+/g, " ");
    for (const [property, option] of Object.entries({ ...script.options, ...runtimeOptions })) {
      const { usage, default: fallback } = describeOption(property, option);
      assert.ok(flat.includes(` ${usage} `), `${script.name} ${usage}`);
      assert.ok(flat.includes(fallback), `${script.name} ${usage} ${fallback}`);
      assert.ok(flat.includes(option.unit), `${script.name} ${usage} ${option.unit}`);
    }
    for (const line of help.split("\n")) assert.ok(line.length <= 100, line);
  }
});

Deno.test("--dump of a script can be given back to it as a file", async () => {
  const args = [
    "--rate",
    "5",
    "--speed",
    "max",
    "--duration",
    "90s",
    "--start",
    "2025-01-01T00:00:00Z",
  ];
  const first = await resolve(generateScript, placesOf({ args }));
  const dumped: { options: Record<string, { value: unknown }> } = JSON.parse(
    dumpConfig(generateScript, first),
  );
  const entries = Object.entries(dumped.options).map(([key, { value }]) => [key, value]);
  const file = JSON.stringify(Object.fromEntries(entries.filter(([, value]) => value !== null)));
  const again = await resolve(
    generateScript,
    placesOf({ args: ["--config", "dump.json"], files: { "dump.json": file } }),
  );
  assert.deepEqual(again.config, first.config);
});

Deno.test("docs/configuration.md is up to date", async () => {
  const page = await Deno.readTextFile(new URL("../../docs/configuration.md", import.meta.url));
  assert.ok(page === configurationPage(allScripts), "run deno task docs");
});

Deno.test("the page keeps its tables whole: five cells in every row", () => {
  const rows = configurationPage(allScripts).split("\n").filter((line) => line.startsWith("|"));
  for (const row of rows) assert.equal(row.split(/(?<!\\)\|/).length, 7, row);
});

Deno.test("windows, partitions and topics default to what their stages default to", async () => {
  const { config: windows } = await resolve(windowsScript, placesOf({}));
  assert.deepEqual({
    windowUs: windows.windowMs * MICROS_PER_MS,
    outOfOrdernessUs: windows.outOfOrdernessMs * MICROS_PER_MS,
    allowedLatenessUs: windows.allowedLatenessMs * MICROS_PER_MS,
    idleTimeoutUs: idleTimeoutOf(windows) * MICROS_PER_MS,
  }, DEFAULT_WINDOW_OPTIONS);
  const { config } = await resolve(inferScript, placesOf({}));
  assert.deepEqual({
    partitions: config.partitions,
    retentionMs: config.retentionMs,
    retentionBytes: config.retentionSizeBytes,
  }, DEFAULT_TOPIC_OPTIONS);
  assert.equal(config.partitions, DEFAULT_PARTITIONS);
  assert.deepEqual(
    [config.topic, config.forecastsTopic, config.alertsTopic, config.deadLettersTopic],
    [Topic.packets, Topic.forecasts, Topic.alerts, Topic.deadLetters],
  );
});
