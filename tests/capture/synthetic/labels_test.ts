import assert from "node:assert/strict";
import fc from "fast-check";
import { UserError } from "#lib/core/errors.ts";
import { INJECTED_KINDS } from "#lib/core/traffic_event.ts";
import {
  encodeLabel,
  isCongestion,
  parseLabels,
  type TrafficLabel,
} from "#lib/capture/synthetic/labels.ts";

const LABEL: TrafficLabel = {
  link: "link-1",
  kind: "congestion",
  buildUpStartUs: Date.UTC(2025, 0, 6, 8, 0, 0) * 1000,
  startUs: Date.UTC(2025, 0, 6, 8, 1, 0, 500) * 1000,
  endUs: Date.UTC(2025, 0, 6, 8, 2, 30) * 1000,
  sudden: false,
};

const LINE = '{"link":"link-1","kind":"congestion","buildUpStart":"2025-01-06T08:00:00Z",' +
  '"start":"2025-01-06T08:01:00.500000Z","end":"2025-01-06T08:02:30Z","sudden":false}';

Deno.test("encodeLabel() writes one line with RFC 3339 times", () => {
  assert.equal(encodeLabel(LABEL), LINE);
});

Deno.test("parseLabels() reads what encodeLabel() wrote", () => {
  const us = fc.integer({ min: 0, max: 4e15 });
  const label = fc.record({
    link: fc.string({ minLength: 1 }),
    kind: fc.constantFrom("congestion", ...INJECTED_KINDS),
    buildUpStartUs: us,
    startUs: us,
    endUs: us,
    sudden: fc.boolean(),
  });
  const labels = fc.uniqueArray(label, { selector: encodeLabel });
  fc.assert(
    fc.property(labels, (written) => {
      const text = written.map((one) => encodeLabel(one) + "\n").join("");
      assert.deepEqual(parseLabels(text), written.map((one) => ({ ...one })));
    }),
    { seed: 1 },
  );
});

Deno.test("parseLabels() skips empty lines and unknown fields and gives repeats once", () => {
  const extended = LINE.replace("{", '{"severity":3,');
  assert.deepEqual(parseLabels(`\n${LINE}\r\n\n${extended}\n${LINE}`), [LABEL]);
});

Deno.test("parseLabels() names the line that is no label and what is wrong with it", () => {
  const broken: [string, RegExp][] = [
    ["no json", /JSON/],
    ["null", /its link is no text/],
    [LINE.replace("congestion", "eclipse"), /its kind is "eclipse"/],
    [LINE.replace("08:02:30Z", "noon"), /time "2025-01-06Tnoon"/],
    [LINE.replace('"start"', '"begin"'), /time "undefined"/],
    [LINE.replace("false", '"no"'), /sudden is neither/],
  ];
  for (const [line, reason] of broken) {
    assert.throws(() => parseLabels(`${LINE}\n${line}`), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /^Cannot read line 2 of the labels: /);
      assert.match(error.message, reason);
      return true;
    });
  }
});

Deno.test("isCongestion() takes floods and crowds, not scans, outages and shifts of the level", () => {
  const congesting = INJECTED_KINDS.filter((kind) => isCongestion({ ...LABEL, kind }));
  assert.deepEqual(congesting, ["syn-flood", "udp-amplification", "flash-crowd"]);
  assert.ok(isCongestion(LABEL));
});
