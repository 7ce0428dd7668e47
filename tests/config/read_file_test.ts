import assert from "node:assert/strict";
import { duration } from "#lib/config/kinds/duration.ts";
import { integer } from "#lib/config/kinds/number.ts";
import { paths } from "#lib/config/kinds/paths.ts";
import { toggle } from "#lib/config/kinds/toggle.ts";
import { readConfigFile } from "#lib/config/read_file.ts";
import { UsageError } from "#lib/core/errors.ts";

const options = {
  seed: integer({ doc: "" }),
  windowMs: duration({ doc: "" }),
  once: toggle({ doc: "" }),
  input: paths({ doc: "" }),
};

/** Reads a file into the texts of each property. */
async function texts(content: string): Promise<Record<string, readonly string[]>> {
  const given = await readConfigFile(content, "my.json", "probe", options);
  return Object.fromEntries([...given].map(([property, { texts }]) => [property, texts]));
}

function refusal(content: string, message: RegExp): Promise<void> {
  return assert.rejects(texts(content), (error) => {
    assert.ok(error instanceof UsageError);
    assert.match(error.message, message);
    return true;
  });
}

Deno.test("readConfigFile() reads values of every JSON type as a flag would have them", async () => {
  assert.deepEqual(await texts('{"seed": 4, "window": "5s", "once": true, "input": ["a", "b"]}'), {
    seed: ["4"],
    windowMs: ["5s"],
    once: ["true"],
    input: ["a", "b"],
  });
});

Deno.test("readConfigFile() takes comments, trailing commas and a byte order mark", async () => {
  const content = '\uFEFF{\n// first\n"seed": 1, /* and */ "input": ["a",],\n}\n';
  assert.deepEqual(await texts(content), { seed: ["1"], input: ["a"] });
});

Deno.test("readConfigFile() passes over keys of other scripts", async () => {
  assert.deepEqual(await texts('{"clearAfter": 2, "seed": 1}'), { seed: ["1"] });
});

Deno.test("readConfigFile() refuses a key that no script knows, and names the nearest", async () => {
  await refusal('{"sede": 1}', /^Unknown key "sede" in my.json: did you mean seed\?$/);
  await refusal('{"windowMs": 1}', /^Unknown key "windowMs" in my.json: did you mean window\?$/);
  await refusal('{"clearAftr": 1}', /^Unknown key "clearAftr" in my.json: did you mean clearAfter/);
  await refusal('{"help": true}', /^Unknown key "help" in my.json/);
});

Deno.test("readConfigFile() says where the JSON breaks", async () => {
  await refusal(
    '{\n  "seed": 1\n  "once": true\n}',
    /^Cannot read my.json: comma expected at line 3, column 3; expected JSON, comments allowed$/,
  );
  await refusal("", /^Cannot read my.json/);
});

Deno.test("readConfigFile() refuses what is no object, and values that are", async () => {
  await refusal("[1]", /^Cannot read my.json: expected one JSON object/);
  await refusal("null", /^Cannot read my.json: expected one JSON object/);
  await refusal('{"seed": {"value": 1}}', /^Cannot use "seed" in my.json: .* not an object$/);
  await refusal('{"seed": null}', /^Cannot use "seed" in my.json: .* not null$/);
});
