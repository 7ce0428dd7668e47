import assert from "node:assert/strict";
import fc from "fast-check";
import { injections } from "#lib/config/kinds/injections.ts";
import { INJECTED_KINDS } from "#lib/core/traffic_event.ts";

const { kind } = injections({ doc: "" });

Deno.test("injections() reads kind, start and length, and what may follow", () => {
  assert.deepEqual(
    kind.parse(["syn-flood@10m+2m", "outage@0s+500ms/1h:link-3,level-shift@1d+1h*2"]),
    [
      {
        ...{ kind: "syn-flood", afterMs: 600_000, lengthMs: 120_000 },
        ...{ everyMs: undefined, link: 1, intensity: undefined },
      },
      {
        ...{ kind: "outage", afterMs: 0, lengthMs: 500 },
        ...{ everyMs: 3_600_000, link: 3, intensity: undefined },
      },
      {
        ...{ kind: "level-shift", afterMs: 86_400_000, lengthMs: 3_600_000 },
        ...{ everyMs: undefined, link: 1, intensity: 2 },
      },
    ],
  );
});

Deno.test("injections() refuses what has no meaning", () => {
  for (
    const text of [
      "",
      "flood@1m+1m",
      "syn-flood",
      "syn-flood@1m",
      "syn-flood@1+1m",
      "syn-flood@1m+0s",
      "syn-flood@1m+2m/1m",
      "syn-flood@1m+1m:link-0",
      "syn-flood@1m+1m:eth0",
      "syn-flood@1m+1m*0",
      "syn-flood@1m+1m*x",
      "outage@1m+1m*3",
      "syn-flood@1m+1m*3:link-2",
    ]
  ) assert.equal(kind.parse([text]), undefined, text);
});

Deno.test("injections() reads what it writes", () => {
  const request = fc.record({
    kind: fc.constantFrom(...INJECTED_KINDS.filter((name) => name !== "outage")),
    afterMs: fc.nat(1e9),
    lengthMs: fc.integer({ min: 1, max: 1e6 }),
    everyMs: fc.option(fc.integer({ min: 1e6, max: 1e9 }), { nil: undefined }),
    link: fc.integer({ min: 1, max: 10_000 }),
    intensity: fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(request, { minLength: 1 }), (requests) => {
      assert.deepEqual(
        kind.parse([String(kind.toJson(requests))]),
        requests.map((one) => ({ ...one })),
      );
    }),
    { seed: 1 },
  );
});
