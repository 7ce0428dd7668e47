import assert from "node:assert/strict";
import fc from "fast-check";
import { LeastRecent } from "#lib/app/least_recent.ts";

const NAMES = ["d", "b", "a", "f", "c", "e"];

const arbitrarySteps = fc.array(
  fc.oneof(
    fc.record({ link: fc.nat(NAMES.length - 1), at: fc.integer({ min: 0, max: 5 }) }),
    fc.constant("remove"),
  ),
  { maxLength: 80, size: "max" },
);

Deno.test("LeastRecent gives the earliest link, by name where times are equal, whenever it is asked", () => {
  let removed = 0;
  fc.assert(
    fc.property(arbitrarySteps, (steps) => {
      const times = new Map<number, number>();
      const seen = {
        lastEventUs: (link: number) => times.get(link)!,
        name: (link: number) => NAMES[link],
      };
      const queue = new LeastRecent(seen);
      for (const step of steps) {
        if (typeof step === "object") {
          const { link, at } = step;
          const before = times.get(link);
          times.set(link, before === undefined ? at : before + at);
          if (before === undefined) queue.add(link);
          continue;
        }
        const [first] = [...times.keys()].sort((a, b) =>
          times.get(a)! - times.get(b)! || (NAMES[a] < NAMES[b] ? -1 : 1)
        );
        assert(queue.boundUs <= (times.get(first) ?? Infinity));
        assert.equal(queue.first(), first);
        if (first === undefined) continue;
        queue.removeFirst();
        times.delete(first);
        removed++;
      }
    }),
    { seed: 1, numRuns: 300 },
  );
  assert(removed > 1_000, `only ${removed} links removed`);
});

Deno.test("LeastRecent puts a link first that has said nothing with a time", () => {
  const queue = new LeastRecent({
    lastEventUs: (link) => [5, -Infinity][link],
    name: (link) => NAMES[link],
  });
  queue.add(0);
  queue.add(1);
  assert.equal(queue.first(), 1);
});
