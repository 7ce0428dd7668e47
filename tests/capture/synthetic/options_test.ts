import assert from "node:assert/strict";
import {
  checkSyntheticOptions,
  DEFAULT_SYNTHETIC_OPTIONS,
  type SyntheticOptions,
} from "#lib/capture/synthetic/options.ts";

Deno.test("checkSyntheticOptions() takes the defaults and the bounds", () => {
  checkSyntheticOptions(DEFAULT_SYNTHETIC_OPTIONS);
  const bounds: Partial<SyntheticOptions>[] = [
    { links: 1 },
    { links: 10_000 },
    { seed: -1 },
    { durationUs: 0, maxPackets: 0 },
    { episodesPerDay: 0 },
    { episodesPerDay: 6, dayLengthUs: 1_800_000_000 },
  ];
  for (const options of bounds) checkSyntheticOptions({ ...DEFAULT_SYNTHETIC_OPTIONS, ...options });
});

Deno.test("checkSyntheticOptions() names the option, its value and what was expected", () => {
  const wrong: [Partial<SyntheticOptions>, RegExp][] = [
    [{ links: 0 }, /links 0: expected 1 to 10,000/],
    [{ links: 1.5 }, /links 1.5/],
    [{ ratePps: 0 }, /ratePps 0: expected above 0/],
    [{ ratePps: NaN }, /ratePps NaN/],
    [{ seed: 2 ** 60 }, /seed 1152921504606847000/],
    [{ startUs: -1 }, /startUs -1/],
    [{ startUs: 0.5 }, /startUs 0.5/],
    [{ durationUs: NaN }, /durationUs NaN/],
    [{ maxPackets: 2.5 }, /maxPackets 2.5: expected a whole number or Infinity/],
    [{ dayLengthUs: Infinity }, /dayLengthUs Infinity/],
    [{ episodesPerDay: 7, dayLengthUs: 1_800_000_000 }, /7: expected 0 to 6 in a day of 1800 s/],
    [{ episodesPerDay: -1 }, /episodesPerDay -1/],
  ];
  for (const [options, message] of wrong) {
    const all = { ...DEFAULT_SYNTHETIC_OPTIONS, ...options };
    assert.throws(() => checkSyntheticOptions(all), { name: "RangeError", message });
  }
});
