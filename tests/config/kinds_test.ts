import assert from "node:assert/strict";
import fc from "fast-check";
import { choice, choices } from "#lib/config/kinds/choice.ts";
import { duration } from "#lib/config/kinds/duration.ts";
import { instant } from "#lib/config/kinds/instant.ts";
import { logTime, logTimeMs } from "#lib/config/kinds/log_time.ts";
import { integer, number } from "#lib/config/kinds/number.ts";
import { numberOr } from "#lib/config/kinds/number_or.ts";
import { integers, numbers } from "#lib/config/kinds/numbers.ts";
import { paths } from "#lib/config/kinds/paths.ts";
import { size } from "#lib/config/kinds/size.ts";
import { folder, path, text } from "#lib/config/kinds/text.ts";
import { toggle } from "#lib/config/kinds/toggle.ts";
import { topicName } from "#lib/config/kinds/topic_name.ts";
import type { Option } from "#lib/config/option.ts";

/** Reads one text as the option would. */
function read(option: Option<unknown>, given: string): unknown {
  return option.kind.parse([given]);
}

Deno.test("number() reads decimals and refuses all that JavaScript alone takes for numbers", () => {
  const option = number({ doc: "" });
  for (const given of ["0", "-1.5", "+2", ".5", "1.", "1e3", "2.5E-3"]) {
    assert.equal(read(option, given), Number(given), given);
  }
  for (
    const given of ["", " ", "NaN", "Infinity", "0x10", "1_000", "1,5", "1e999", "five", "1 2"]
  ) {
    assert.equal(read(option, given), undefined, given);
  }
});

Deno.test("number() keeps bounds on both sides, inclusive and exclusive", () => {
  const closed = number({ doc: "", min: 0, max: 1 });
  assert.deepEqual(["-0.1", "0", "1", "1.1"].map((given) => read(closed, given)), [
    undefined,
    0,
    1,
    undefined,
  ]);
  const open = number({ doc: "", above: 0, below: 1 });
  assert.deepEqual(["0", "0.5", "1"].map((given) => read(open, given)), [
    undefined,
    0.5,
    undefined,
  ]);
});

Deno.test("integer() takes whole numbers that a double holds exactly", () => {
  const option = integer({ doc: "" });
  assert.equal(read(option, "2e6"), 2_000_000);
  assert.equal(read(option, "9007199254740991"), Number.MAX_SAFE_INTEGER);
  assert.equal(read(option, "9007199254740992"), undefined);
  assert.equal(read(option, "1.5"), undefined);
});

Deno.test("numberOr() takes the word or a number within bounds", () => {
  const option = numberOr("max", { doc: "", above: 0 });
  assert.deepEqual(["max", "2", "0", "-1", "Max"].map((given) => read(option, given)), [
    "max",
    2,
    undefined,
    undefined,
    undefined,
  ]);
});

Deno.test("duration() reads each unit as milliseconds", () => {
  const option = duration({ doc: "" });
  const expected: [string, number | undefined][] = [
    ["500ms", 500],
    ["5s", 5_000],
    ["0.1s", 100],
    ["1.5h", 5_400_000],
    ["30m", 1_800_000],
    ["7d", 604_800_000],
    ["5 s", 5_000],
    ["0", 0],
    ["5", undefined],
    ["s", undefined],
    ["", undefined],
    ["-5s", undefined],
    ["0.5ms", undefined],
    ["5 minutes", undefined],
    ["5S", undefined],
    ["5constructor", undefined],
    ["1h30m", undefined],
  ];
  for (const [given, value] of expected) assert.equal(read(option, given), value, given);
});

Deno.test("size() reads units of 1,000 and of 1,024 as bytes", () => {
  const option = size({ doc: "" });
  const expected: [string, number | undefined][] = [
    ["512B", 512],
    ["64MiB", 67_108_864],
    ["1.5KiB", 1_536],
    ["2GB", 2_000_000_000],
    ["1TiB", 1_099_511_627_776],
    ["0", 0],
    ["64", undefined],
    ["64mb", undefined],
    ["0.3B", undefined],
  ];
  for (const [given, value] of expected) assert.equal(read(option, given), value, given);
});

Deno.test("duration() and size() keep bounds, of which the least is zero unless said", () => {
  const option = duration({ doc: "", above: 0, max: 60_000 });
  assert.deepEqual(["0s", "1ms", "1m", "61s"].map((given) => read(option, given)), [
    undefined,
    1,
    60_000,
    undefined,
  ]);
  assert.match(option.kind.expected, /above 0s and at most 1m$/);
});

Deno.test("duration() and size() read back what they write, whatever the quantity", () => {
  for (const option of [duration({ doc: "" }), size({ doc: "" })]) {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 50 }), (quantity) => {
        assert.equal(read(option, String(option.kind.toJson(quantity))), quantity);
      }),
      { seed: 1 },
    );
  }
});

Deno.test("duration() writes the largest unit that divides it", () => {
  const { kind } = duration({ doc: "" });
  const written = [0, 1, 1500, 5000, 90_000, 3_600_000, 172_800_000].map((ms) => kind.toJson(ms));
  assert.deepEqual(written, ["0s", "1ms", "1500ms", "5s", "90s", "1h", "2d"]);
});

Deno.test("instant() reads RFC 3339 as microseconds and refuses other notations", () => {
  const option = instant({ doc: "" });
  const expected = Date.UTC(2025, 2, 3, 1, 2, 3) * 1000;
  assert.equal(read(option, "2025-03-03T01:02:03Z"), expected);
  assert.equal(read(option, "2025-03-03T02:02:03.000004+01:00"), expected + 4);
  assert.equal(option.kind.toJson(expected), "2025-03-03T01:02:03Z");
  const notEventTime = ["1969-12-31T23:59:59Z", "2255-06-06T00:00:00Z", "9999-12-31T00:00:00Z"];
  for (const given of ["", "2025-03-03", "yesterday", "1741000000", ...notEventTime]) {
    assert.equal(read(option, given), undefined, given);
  }
});

Deno.test("choice() takes its words only, and choices() puts them in its own order", () => {
  const one = choice(["json", "packed"], { doc: "" });
  assert.deepEqual(["json", "JSON", ""].map((given) => read(one, given)), [
    "json",
    undefined,
    undefined,
  ]);
  const some = choices(["produce", "consume", "pipeline"], { doc: "" });
  assert.deepEqual(read(some, "pipeline, produce,pipeline"), ["produce", "pipeline"]);
  assert.equal(read(some, "produce,consum"), undefined);
  assert.equal(read(some, ""), undefined);
});

Deno.test("numbers() takes as many as its default has, integers() one or more", () => {
  const split = numbers({ doc: "", default: [0.7, 0.1, 0.2], min: 0, max: 1 });
  assert.deepEqual(read(split, "0.5,0.25,0.25"), [0.5, 0.25, 0.25]);
  for (const given of ["0.5,0.5", "0.5,0.5,nan", "2,-1,0", "0.5,,0.5", ""]) {
    assert.equal(read(split, given), undefined, given);
  }
  const horizons = integers({ doc: "", min: 1 });
  assert.deepEqual(read(horizons, "1,3, 12"), [1, 3, 12]);
  assert.deepEqual(horizons.kind.parse(["1", "3"]), [1, 3]);
  assert.equal(read(horizons, "1,0"), undefined);
});

Deno.test("text(), path() and folder() take all but nothing", () => {
  for (const option of [text({ doc: "" }), path({ doc: "" }), folder({ doc: "" })]) {
    assert.equal(read(option, "a, b"), "a, b");
    assert.equal(read(option, ""), undefined);
  }
});

Deno.test("topicName() takes what every bus takes for a name", () => {
  const option = topicName({ doc: "" });
  const longest = "a".repeat(249);
  for (const name of ["packets", "eu-1.packets_v2", longest]) {
    assert.equal(read(option, name), name);
  }
  for (const name of ["", "a/b", "a b", "ä", `${longest}a`]) {
    assert.equal(read(option, name), undefined, name);
  }
});

Deno.test("paths() keeps commas within a path and the order in which they were given", () => {
  const option = paths({ doc: "" });
  assert.deepEqual(option.kind.parse(["b,c.pcap", "a.pcap"]), ["b,c.pcap", "a.pcap"]);
  assert.equal(option.kind.parse(["a.pcap", ""]), undefined);
  assert.deepEqual(option.default, []);
});

Deno.test("toggle() takes true and false", () => {
  const option = toggle({ doc: "" });
  assert.deepEqual(["true", "false", "1", "yes", ""].map((given) => read(option, given)), [
    true,
    false,
    undefined,
    undefined,
    undefined,
  ]);
  assert.equal(option.default, false);
});

Deno.test("logTime() takes its words, an instant, or a duration ago, and writes what it takes", () => {
  const option = logTime(["earliest", "latest"], { doc: "" });
  const taken = [
    ["earliest", "earliest"],
    ["latest", "latest"],
    ["2025-03-01T08:00:00.250Z", { atMs: Date.UTC(2025, 2, 1, 8, 0, 0, 250) }],
    ["2025-03-01T09:00:00+01:00", { atMs: Date.UTC(2025, 2, 1, 8) }],
    ["90m", { agoMs: 5_400_000 }],
    ["0", { agoMs: 0 }],
  ] as const;
  for (const [given, expected] of taken) {
    const value = read(option, given);
    assert.deepEqual(value, expected, given);
    assert.deepEqual(read(option, String(option.kind.toJson(value as never))), expected, given);
  }
  for (const given of ["", "now", "2025-03-01", "1969-12-31T23:59:59Z", "-5m", "5"]) {
    assert.equal(read(option, given), undefined, given);
  }
  assert.equal(read(logTime([], { doc: "" }), "earliest"), undefined);
  assert.equal(logTimeMs({ agoMs: 100 }, 1_000), 900);
  assert.equal(logTimeMs({ atMs: 100 }, 1_000), 100);
});
