import assert from "node:assert/strict";
import fc from "fast-check";
import { nearest } from "#lib/config/nearest.ts";

Deno.test("nearest() finds a name with a letter missing, added, changed or swapped", () => {
  const known = ["--threshold", "--horizon", "--window", "--seed"];
  for (const mistyped of ["--treshold", "--thresholdd", "--thrashold", "--thershold"]) {
    assert.equal(nearest(mistyped, known), "--threshold", mistyped);
  }
});

Deno.test("nearest() gives nothing where no name is near", () => {
  assert.equal(nearest("--colour", ["--threshold", "--horizon"]), undefined);
  assert.equal(nearest("--x", []), undefined);
});

Deno.test("nearest() gives a known name itself, and the first of equally near ones", () => {
  assert.equal(nearest("--seed", ["--seeds", "--seed"]), "--seed");
  assert.equal(nearest("--b", ["--c", "--d"]), "--c");
});

Deno.test("nearest() undoes any one edit", () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[a-z]{4,12}$/),
      fc.nat(),
      fc.string({ minLength: 1, maxLength: 1 }),
      (name, at, char) => {
        const place = at % name.length;
        const edited = name.slice(0, place) + char + name.slice(place + 1);
        assert.equal(nearest(edited, ["0000000000000000", name]), name);
      },
    ),
    { seed: 2 },
  );
});
