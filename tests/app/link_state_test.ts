import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeLinkState, encodeLinkState } from "#lib/app/link_state.ts";
import { UserError } from "#lib/core/errors.ts";

const arbitraryPart = fc.float64Array({ maxLength: 40 });

Deno.test("a state comes back with the same bits, wherever its bytes lie", () => {
  fc.assert(
    fc.property(fc.array(arbitraryPart, { maxLength: 5 }), fc.nat(9), (parts, offset) => {
      const bytes = encodeLinkState(parts);
      const stored = new Uint8Array(bytes.length + offset);
      stored.set(bytes, offset);
      const read = decodeLinkState(stored.subarray(offset), parts.length);
      assert.deepEqual(read.map(bitsOf), parts.map(bitsOf));
    }),
    { seed: 1 },
  );
});

/** Numbers as their bytes: NaN and the two zeros differ by them alone. */
function bitsOf(part: Float64Array): string {
  return new Uint8Array(part.buffer, part.byteOffset, part.byteLength).toHex();
}

Deno.test("the parts of a state are independent of each other and of the bytes", () => {
  const bytes = encodeLinkState([Float64Array.of(1), Float64Array.of(2)]);
  const [first, second] = decodeLinkState(bytes, 2);
  bytes.fill(0);
  first[0] = 7;
  assert.deepEqual([first[0], second[0]], [7, 2]);
});

Deno.test("a state of another version or of other parts is refused, with the way out", () => {
  const bytes = encodeLinkState([Float64Array.of(1)]);
  const newer = encodeLinkState([Float64Array.of(1)]);
  new Float64Array(newer.buffer)[0] = 2;
  for (const [stored, parts] of [[bytes, 3], [newer, 1], [new Uint8Array(5), 1]] as const) {
    assert.throws(() => decodeLinkState(stored, parts), (error) => {
      assert(error instanceof UserError);
      assert.match(error.message, /^Cannot restore a link's state: .*; start a new --group$/);
      return true;
    });
  }
});
