import { deepEqual, equal, throws } from "node:assert/strict";
import { BlockInput } from "#lib/capture/bytes/zstd/block_input.ts";
import { readDistribution } from "#lib/capture/bytes/zstd/fse_distribution.ts";
import { LITERAL_LENGTHS, MATCH_LENGTHS, OFFSETS } from "#lib/capture/bytes/zstd/sequence_codes.ts";

/** Symbol, bits and base of a state. */
function unpack(entry: number): number[] {
  return [entry >> 19, entry >> 10 & 15, entry & 1023];
}

Deno.test("buildFseTable() builds the table of literal lengths of RFC 8878, appendix A", () => {
  const { log, entries } = LITERAL_LENGTHS.predefined;
  equal(log, 6);
  deepEqual([...entries.subarray(0, 12)].map(unpack), [
    ...[[0, 4, 0], [0, 4, 16], [1, 5, 32], [3, 5, 0], [4, 5, 0], [6, 5, 0], [7, 5, 0]],
    ...[[9, 5, 0], [10, 5, 0], [12, 5, 0], [14, 6, 0], [16, 5, 0]],
  ]);
  deepEqual([...entries.subarray(60)].map(unpack), [[35, 6, 0], [34, 6, 0], [33, 6, 0], [
    32,
    6,
    0,
  ]]);
});

Deno.test("the codes of sequences end where RFC 8878, 3.1.1.3.2.1.1 says", () => {
  deepEqual([...LITERAL_LENGTHS.bases.subarray(15, 19)], [15, 16, 18, 20]);
  deepEqual([LITERAL_LENGTHS.bases.length, LITERAL_LENGTHS.bases[35]], [36, 65_536]);
  deepEqual([...MATCH_LENGTHS.bases.subarray(31, 34)], [34, 35, 37]);
  deepEqual([MATCH_LENGTHS.bases.length, MATCH_LENGTHS.bases[52]], [53, 65_539]);
  deepEqual([...OFFSETS.bases.subarray(0, 4)], [1, 2, 4, 8]);
});

const BOUNDS = { mostLog: 9, mostSymbols: 36 };

function read(...bits: readonly (readonly [value: number, width: number])[]) {
  let all = 0n;
  let count = 0n;
  for (const [value, width] of bits) {
    all |= BigInt(value) << count;
    count += BigInt(width);
  }
  const bytes = Uint8Array.from(
    { length: Number((count + 7n) / 8n) },
    (_, i) => Number(all >> BigInt(8 * i) & 255n),
  );
  const input = new BlockInput();
  input.load(bytes);
  return readDistribution(input, input.start, input.end, BOUNDS);
}

Deno.test("readDistribution() reads less than one, zeros and their repeats", () => {
  // 32 states: value 0 in 5 bits (low ones take one less), 1 and three times 3 + 1 zeros behind,
  // value 32 (31 left: 0 to 32 in 5 or 6 bits, so 31 + its spare).
  const [distribution] = read([0, 4], [0, 5], [1, 5], [3, 2], [1, 2], [63, 6]);
  deepEqual(distribution, { log: 5, counts: [-1, 0, 0, 0, 0, 0, 31] });
});

Deno.test("readDistribution() refuses tables too large, too long and cut short", () => {
  throws(() => read([5, 4]), /too large/);
  throws(
    () => read([0, 4], [1, 5], ...Array.from({ length: 40 }, () => [3, 2] as const)),
    /too many/,
  );
  throws(() => read([0, 4], [2, 5]), /cut short/);
});
