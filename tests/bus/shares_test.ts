import assert from "node:assert/strict";
import fc from "fast-check";
import { planShare } from "#lib/bus/shares.ts";

fc.configureGlobal({ seed: 11 });

Deno.test("planShare() gives the extra partitions to the members that joined first", () => {
  const free = new Array<string | undefined>(8).fill(undefined);
  assert.deepEqual(planShare(["a", "b", "c"], "a", free), { release: [], claim: [0, 1, 2] });
  assert.deepEqual(planShare(["a", "b", "c"], "b", free), { release: [], claim: [0, 1, 2] });
  assert.deepEqual(planShare(["a", "b", "c"], "c", free), { release: [], claim: [0, 1] });
});

Deno.test("planShare() releases what is above the share, and claims nothing then", () => {
  const owners = ["a", "a", undefined, "a", "a"];
  assert.deepEqual(planShare(["a", "b"], "a", owners), { release: [4], claim: [] });
  assert.deepEqual(planShare(["a", "b"], "b", owners), { release: [], claim: [2] });
});

Deno.test("planShare() brings any group to even shares within two rounds", () => {
  const group = fc.record({
    members: fc.integer({ min: 1, max: 6 }),
    owners: fc.array(fc.option(fc.nat(5), { nil: undefined }), { minLength: 1, maxLength: 20 }),
    order: fc.infiniteStream(fc.nat()),
  });
  fc.assert(fc.property(group, ({ members: count, owners: start }) => {
    const members = Array.from({ length: count }, (_, i) => i);
    // The owners of partitions are live members or none.
    const owners = start.map((owner) => owner !== undefined && owner < count ? owner : undefined);
    let moves = 0;
    for (let round = 0; round < 2; round++) {
      for (const self of members) {
        const { release, claim } = planShare(members, self, owners);
        for (const partition of release) {
          assert.equal(owners[partition], self);
          owners[partition] = undefined;
        }
        for (const partition of claim) {
          assert.equal(owners[partition], undefined, "a claimed partition was not free");
          owners[partition] = self;
          moves++;
        }
      }
    }
    assert(moves <= owners.length, "a partition moved more than once");
    const counts = members.map((member) => owners.filter((owner) => owner === member).length);
    assert(Math.max(...counts) - Math.min(...counts) <= 1, String(counts));
    assert(owners.every((owner) => owner !== undefined));
    for (const self of members) {
      assert.deepEqual(planShare(members, self, owners), { release: [], claim: [] });
    }
  }));
});
