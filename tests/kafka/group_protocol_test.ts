import assert from "node:assert/strict";
import fc from "fast-check";
import {
  assignPartitions,
  decodeAssignment,
  decodeClaim,
  encodeAssignment,
  encodeClaim,
  type MemberClaim,
} from "#lib/bus/kafka/group_protocol.ts";

/** Members that come, go and forget; each round all of them join. */
const history = fc.array(
  fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 6 }),
  { minLength: 1, maxLength: 8 },
);

function check(partitions: number, rounds: readonly (readonly number[])[]): void {
  const owned = new Map<string, number[]>();
  let generation = 0;
  for (const present of rounds) {
    const names = present.map((number) => `member-${number}`);
    for (const name of [...owned.keys()]) if (!names.includes(name)) owned.delete(name);
    // Two joinings: to give back, and to take.
    for (let i = 0; i < 2; i++) {
      const claims: MemberClaim[] = names.map((memberId) => (
        { memberId, generation, owned: owned.get(memberId) ?? [] }
      ));
      const assigned = assignPartitions(claims, partitions);
      generation++;
      const all = [...assigned.values()].flat();
      assert.equal(new Set(all).size, all.length, "a partition has two owners");
      for (const { memberId, owned: held } of claims) {
        for (const partition of held) {
          const taker = names.find((name) => assigned.get(name)!.includes(partition));
          assert(taker === undefined || taker === memberId, "taken before it was given back");
        }
      }
      for (const name of names) owned.set(name, assigned.get(name)!);
    }
    const counts = [...owned.values()].map((list) => list.length);
    assert.equal(counts.reduce((sum, count) => sum + count, 0), partitions);
    assert(Math.max(...counts) - Math.min(...counts) <= 1, `uneven: ${counts}`);
  }
}

Deno.test("assignPartitions() moves each partition through nobody's hands to an even share", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 20 }), history, check), { seed: 4 });
});

Deno.test("assignPartitions() moves nothing where shares are even", () => {
  const claims = [[0, 1], [2, 3, 4], [5, 6, 7]].map((owned, i) => (
    { memberId: `m${i}`, generation: 3, owned }
  ));
  const assigned = assignPartitions(claims, 8);
  for (const { memberId, owned } of claims) assert.deepEqual(assigned.get(memberId), owned);
});

Deno.test("assignPartitions() believes the newer of two claims", () => {
  const assigned = assignPartitions([
    { memberId: "a", generation: 2, owned: [0] },
    { memberId: "b", generation: 5, owned: [0] },
  ], 1);
  assert.deepEqual([...assigned], [["b", [0]], ["a", []]]);
});

Deno.test("claims and assignments come back as they were written", () => {
  const claim = encodeClaim("packets", { generation: 7, owned: [3, 1] });
  assert.deepEqual(decodeClaim("m", claim), { memberId: "m", generation: 7, owned: [3, 1] });
  assert.deepEqual(decodeAssignment("packets", encodeAssignment("packets", [4, 2])), [4, 2]);
  assert.deepEqual(decodeAssignment("packets", new Uint8Array()), []);
});

Deno.test("decodeClaim() takes what cannot be read for no claim", () => {
  for (const bytes of [[], [0], [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 123]]) {
    const claim = decodeClaim("m", new Uint8Array(bytes) as Parameters<typeof decodeClaim>[1]);
    assert.deepEqual(claim, { memberId: "m", generation: -1, owned: [] });
  }
});
