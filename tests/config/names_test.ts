import assert from "node:assert/strict";
import { namesOf } from "#lib/config/names.ts";

Deno.test("namesOf() gives the flag, the variable and the key without the unit", () => {
  assert.deepEqual(namesOf("outOfOrdernessMs", { suffix: "Ms" }), {
    key: "outOfOrderness",
    flag: "--out-of-orderness",
    env: "TRAFFIC_OUT_OF_ORDERNESS",
  });
});

Deno.test("namesOf() keeps a digit with the word before it", () => {
  assert.deepEqual(namesOf("log1p", { suffix: "" }), {
    key: "log1p",
    flag: "--log1p",
    env: "TRAFFIC_LOG1P",
  });
});

Deno.test("namesOf() refuses a property without the unit that its option declares", () => {
  assert.throws(() => namesOf("window", { suffix: "Ms" }), /"window".*must end in Ms/);
  assert.throws(() => namesOf("Ms", { suffix: "Ms" }), RangeError);
});
