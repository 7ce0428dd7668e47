import assert from "node:assert/strict";
import fc from "fast-check";
import { fillSizeTable, SIZE_TABLE_LENGTH } from "#lib/capture/synthetic/size_table.ts";

const range = fc.record({
  weight: fc.integer({ min: 1, max: 20 }),
  fromBytes: fc.integer({ min: 60, max: 700 }),
  lengthBytes: fc.integer({ min: 0, max: 800 }),
}).map(({ weight, fromBytes, lengthBytes }) => ({
  weight,
  fromBytes,
  toBytes: fromBytes + lengthBytes,
}));

Deno.test("fillSizeTable() gives the mix's mean size", () => {
  fc.assert(
    fc.property(fc.array(range, { minLength: 1, maxLength: 5 }), (mix) => {
      const table = new Uint16Array(SIZE_TABLE_LENGTH);
      fillSizeTable(table, mix);
      const total = mix.reduce((sum, { weight }) => sum + weight, 0);
      const expected = mix.reduce(
        (sum, { weight, fromBytes, toBytes }) => sum + (weight / total) * (fromBytes + toBytes) / 2,
        0,
      );
      const mean = table.reduce((sum, size) => sum + size) / SIZE_TABLE_LENGTH;
      // Each range is off by at most an entry of at most 1,500 bytes, and by rounding.
      assert.ok(Math.abs(mean - expected) < 0.5 + (mix.length * 1500) / SIZE_TABLE_LENGTH);
    }),
    { seed: 1 },
  );
});

Deno.test("fillSizeTable() fills ranges by weight, from their first to their last byte", () => {
  const table = new Uint16Array(SIZE_TABLE_LENGTH + 1);
  fillSizeTable(table, [
    { weight: 3, fromBytes: 60, toBytes: 90 },
    { weight: 1, fromBytes: 1514, toBytes: 1514 },
  ]);
  const small = table.subarray(0, 192);
  assert.equal(Math.min(...small), 60);
  assert.equal(Math.max(...small), 90);
  assert.ok(table.subarray(192, 256).every((size) => size === 1514));
  assert.equal(table[256], 0);
});
