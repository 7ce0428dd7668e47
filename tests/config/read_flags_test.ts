import assert from "node:assert/strict";
import { integer } from "#lib/config/kinds/number.ts";
import { paths } from "#lib/config/kinds/paths.ts";
import { toggle } from "#lib/config/kinds/toggle.ts";
import { readFlags } from "#lib/config/read_flags.ts";
import { UsageError } from "#lib/core/errors.ts";

const options = {
  seed: integer({ doc: "" }),
  input: paths({ doc: "" }),
  once: toggle({ doc: "" }),
  noise: toggle({ doc: "" }),
};

/** Reads a command line into the texts of each property. */
async function texts(...args: string[]): Promise<Record<string, readonly string[]>> {
  const flags = await readFlags(args, "probe", options);
  return Object.fromEntries([...flags].map(([property, given]) => [property, given.texts]));
}

function refusal(args: string[], message: RegExp): Promise<void> {
  return assert.rejects(readFlags(args, "probe", options), (error) => {
    assert.ok(error instanceof UsageError);
    assert.match(error.message, message);
    return true;
  });
}

Deno.test("readFlags() takes a value after a space or an equals sign, also a negative one", async () => {
  assert.deepEqual(await texts("--seed", "4"), { seed: ["4"] });
  assert.deepEqual(await texts("--seed=4"), { seed: ["4"] });
  assert.deepEqual(await texts("--seed", "-4"), { seed: ["-4"] });
  assert.deepEqual(await texts("--seed="), { seed: [""] });
});

Deno.test("readFlags() lets the last of a flag win, and adds up a repeatable one", async () => {
  assert.deepEqual(await texts("--seed", "1", "--seed=2"), { seed: ["2"] });
  assert.deepEqual(await texts("--input", "a", "--input=b,c", "--input", "-"), {
    input: ["a", "b,c", "-"],
  });
});

Deno.test("readFlags() turns switches on and off, the last one winning", async () => {
  assert.deepEqual(await texts("--once"), { once: ["true"] });
  assert.deepEqual(await texts("--once", "--no-once"), { once: ["false"] });
  assert.deepEqual(await texts("--once=false"), { once: ["false"] });
});

Deno.test("readFlags() does not take a switch whose name starts like a negation for one", async () => {
  assert.deepEqual(await texts("--noise"), { noise: ["true"] });
  assert.deepEqual(await texts("--no-noise"), { noise: ["false"] });
});

Deno.test("readFlags() drops the dashes that part a task's flags from the script's", async () => {
  assert.deepEqual(await texts("--", "--seed", "4"), { seed: ["4"] });
});

Deno.test("readFlags() refuses a flag without its value", async () => {
  await refusal(["--seed"], /^Cannot use --seed without a value: expected a whole number$/);
  await refusal(["--seed", "--once"], /^Cannot use --seed without a value/);
});

Deno.test("readFlags() refuses a value for a negation, and the negation of what is no switch", async () => {
  await refusal(["--no-once=true"], /^Cannot use --no-once with the value "true": it takes none$/);
  await refusal(["--no-seed"], /^Unknown flag --no-seed/);
});

Deno.test("readFlags() refuses words that belong to no flag", async () => {
  await refusal(["fast"], /^Cannot use "fast": probe takes options only$/);
  await refusal(["--once", "yes"], /^Cannot use "yes"/);
  await refusal(["--once", "--", "--seed"], /^Cannot use "--seed"/);
});

Deno.test("readFlags() names the nearest flag, or the scripts that have the flag", async () => {
  await refusal(["--sed", "4"], /^Unknown flag --sed: did you mean --seed\?$/);
  await refusal(["--clear-after", "4"], /^Unknown flag --clear-after: it belongs to infer, not to/);
  await refusal(["--zzzzzzz"], /^Unknown flag --zzzzzzz: there is none of that name$/);
  await refusal(["-s"], /^Unknown flag -s/);
});
