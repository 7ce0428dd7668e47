import assert from "node:assert/strict";
import fc from "fast-check";
import { duration } from "#lib/config/kinds/duration.ts";
import { integer } from "#lib/config/kinds/number.ts";
import { paths } from "#lib/config/kinds/paths.ts";
import { path } from "#lib/config/kinds/text.ts";
import { toggle } from "#lib/config/kinds/toggle.ts";
import { dumpConfig } from "#lib/config/dump.ts";
import { resolve } from "#lib/config/resolve.ts";
import type { Script } from "#lib/config/script.ts";
import { UsageError } from "#lib/core/errors.ts";
import { type GivenPlaces, placesOf } from "./places.ts";

const options = {
  seed: integer({ doc: "Seed", default: 1, min: 0 }),
  windowMs: duration({ doc: "Length", default: 5_000, above: 0 }),
  limit: integer({ doc: "Limit", min: 1 }),
  once: toggle({ doc: "Once" }),
  input: paths({ doc: "Input" }),
};

const probe: Script<typeof options> = {
  name: "probe",
  purpose: "Try options",
  examples: [],
  options,
  checks: [{
    name: "--limit is below --seed",
    violation: ({ limit, seed }) =>
      limit !== undefined && limit >= seed ? `Cannot use --limit ${limit}` : undefined,
  }],
};

function refusal(given: GivenPlaces, message: RegExp): Promise<void> {
  return assert.rejects(resolve(probe, placesOf(given)), (error) => {
    assert.ok(error instanceof UsageError);
    assert.match(error.message, message);
    assert.equal(error.message.split("\n").length, 1);
    return true;
  });
}

Deno.test("resolve() gives the defaults where nothing is given", async () => {
  const { config, places, request } = await resolve(probe, placesOf({}));
  assert.deepEqual(config, {
    seed: 1,
    windowMs: 5_000,
    limit: undefined,
    once: false,
    input: [],
  });
  assert.deepEqual(new Set(places.values()), new Set(["default"]));
  assert.equal(request, "run");
});

Deno.test("resolve() prefers the flag to the environment, that to the file, that to the default", async () => {
  // Each of the 8 subsets of places, and the strongest of them by hand.
  const expected = ["default", "file", "env", "env", "flag", "flag", "flag", "flag"];
  const values = { default: 1, file: 2, env: 3, flag: 4 };
  for (const [subset, strongest] of expected.entries()) {
    const { config, places } = await resolve(
      probe,
      placesOf({
        args: ["--config", "my.json", ...(subset & 4 ? ["--seed", "4"] : [])],
        env: subset & 2 ? { TRAFFIC_SEED: "3" } : {},
        files: { "my.json": subset & 1 ? '{"seed": 2}' : "{}" },
      }),
    );
    assert.equal(places.get("seed"), strongest);
    assert.equal(config.seed, values[strongest as keyof typeof values]);
  }
});

Deno.test("resolve() takes the file's name from the environment too", async () => {
  const files = { "env.json": '{"seed": 5}', "flag.json": '{"seed": 6}' };
  const env = { TRAFFIC_CONFIG: "env.json" };
  assert.equal((await resolve(probe, placesOf({ env, files }))).config.seed, 5);
  const args = ["--config", "flag.json"];
  assert.equal((await resolve(probe, placesOf({ args, env, files }))).config.seed, 6);
});

Deno.test("resolve() counts an empty environment variable as not set", async () => {
  const { config, places } = await resolve(probe, placesOf({ env: { TRAFFIC_SEED: "" } }));
  assert.equal(config.seed, 1);
  assert.equal(places.get("seed"), "default");
});

Deno.test("resolve() replaces a list of a weaker place, and never adds to it", async () => {
  const { config } = await resolve(
    probe,
    placesOf({
      args: ["--config", "my.json", "--input", "c"],
      files: { "my.json": '{"input": ["a", "b"]}' },
    }),
  );
  assert.deepEqual(config.input, ["c"]);
});

Deno.test("resolve() names the place of a value that it refuses", async () => {
  await refusal(
    { args: ["--seed", "NaN"] },
    /^Cannot use --seed "NaN": expected a whole number, at least 0$/,
  );
  await refusal({ args: ["--seed=-1"] }, /^Cannot use --seed "-1": expected/);
  await refusal({ env: { TRAFFIC_WINDOW: "5" } }, /^Cannot use TRAFFIC_WINDOW "5": expected a dur/);
  await refusal(
    { args: ["--config", "my.json"], files: { "my.json": '{"window": 5000}' } },
    /^Cannot use "window" in my.json "5000": expected a duration .*, above 0s$/,
  );
  await refusal({ args: ["--once=maybe"] }, /^Cannot use --once "maybe": expected true or false$/);
});

Deno.test("resolve() throws one sentence for any command line that it refuses", async () => {
  const word = fc.oneof(
    fc.constantFrom("--seed", "--window", "--once", "--input", "--no-once", "--", "-", "-h", "="),
    fc.string(),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 5 }), async (args) => {
      try {
        const { config } = await resolve(probe, placesOf({ args }));
        assert.ok(config.seed >= 0 && config.windowMs > 0);
      } catch (error) {
        assert.ok(error instanceof UsageError, Deno.inspect(error));
      }
    }),
    { seed: 3, numRuns: 500 },
  );
});

Deno.test("resolve() does not look at a value that a stronger place replaces", async () => {
  const { config } = await resolve(
    probe,
    placesOf({ args: ["--seed", "4"], env: { TRAFFIC_SEED: "nonsense" } }),
  );
  assert.equal(config.seed, 4);
});

Deno.test("resolve() refuses an unknown variable, and passes over those of other scripts", async () => {
  await refusal(
    { env: { TRAFFIC_SEDE: "1" } },
    /^Unknown environment variable TRAFFIC_SEDE: did you mean TRAFFIC_SEED\?$/,
  );
  await resolve(
    probe,
    placesOf({ env: { TRAFFIC_CLEAR_AFTER: "1", TRAFFICKING: "1", HOME: "/" } }),
  );
});

Deno.test("resolve() refuses a configuration file that is not there", async () => {
  await refusal({ args: ["--config", "no.json"] }, /^Cannot read the configuration file "no.json"/);
});

Deno.test("resolve() checks what must hold between options", async () => {
  await refusal({ args: ["--limit", "1"] }, /^Cannot use --limit 1$/);
  await resolve(probe, placesOf({ args: ["--limit", "1", "--seed", "2"] }));
});

Deno.test("resolve() wants a required option, but not for help", async () => {
  const script: Script<{ out: ReturnType<typeof required> }> = {
    ...probe,
    options: { out: required() },
    checks: [],
  };
  await assert.rejects(resolve(script, placesOf({})), {
    name: "UsageError",
    message: "Cannot run probe without --out: Where to",
  });
  assert.equal((await resolve(script, placesOf({ args: ["--help"] }))).request, "help");
  const { config } = await resolve(script, placesOf({ args: ["--out", "a"] }));
  const out: string = config.out;
  assert.equal(out, "a");
});

Deno.test("resolve() gives help whatever else is wrong, and dumps rather than checks", async () => {
  const request = async (...args: string[]) => (await resolve(probe, placesOf({ args }))).request;
  assert.equal(await request("--nonsense", "-h"), "help");
  assert.equal(await request("--check"), "check");
  assert.equal(await request("--check", "--dump"), "dump");
  assert.equal(await request("--no-check"), "run");
});

Deno.test("dumpConfig() gives values that a file can hold, and where they come from", async () => {
  const resolved = await resolve(
    probe,
    placesOf({ args: ["--window", "90s", "--input", "a"], env: { TRAFFIC_SEED: "3" } }),
  );
  assert.deepEqual(JSON.parse(dumpConfig(probe, resolved)), {
    script: "probe",
    options: {
      seed: { value: 3, source: "env" },
      window: { value: "90s", source: "flag" },
      limit: { value: null, source: "default" },
      once: { value: false, source: "default" },
      input: { value: ["a"], source: "flag" },
    },
  });
});

function required() {
  return path({ doc: "Where to", required: true });
}
