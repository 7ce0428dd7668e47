import { equal } from "node:assert/strict";
import fc from "fast-check";
import { TimeScale } from "#lib/capture/pcapng/time_scale.ts";

const TWO_53 = 2n ** 53n;

/** The same in integers of any size. */
function exactMicros(time: bigint, resolution: number, offset: bigint): number {
  const exponent = BigInt(resolution & 0x7f);
  const unitsPerSecond = (resolution & 0x80) !== 0 ? 2n ** exponent : 10n ** exponent;
  const sinceEpoch = time * 1_000_000n / unitsPerSecond;
  const ts = sinceEpoch + offset * 1_000_000n;
  return sinceEpoch < TWO_53 && ts >= 0n && ts < TWO_53 ? Number(ts) : NaN;
}

const resolutions = fc.oneof(
  fc.integer({ min: 0, max: 19 }),
  fc.integer({ min: 0, max: 63 }).map((bits) => 0x80 | bits),
);
const anyTime = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

function check(time: bigint, resolution: number, offset: bigint): void {
  const scale = new TimeScale(resolution, Number(offset));
  const ts = scale.micros(Number(time >> 32n), Number(time & 0xffff_ffffn));
  equal(ts, exactMicros(time, resolution, offset), `${time} at ${resolution}, offset ${offset}`);
}

Deno.test("TimeScale gives the floored microseconds that integers of any size give", () => {
  const offsets = fc.bigInt({ min: -(2n ** 33n), max: 2n ** 33n });
  fc.assert(
    fc.property(
      anyTime,
      fc.integer({ min: 0, max: 63 }),
      resolutions,
      offsets,
      (time, shift, r, o) => {
        check(time >> BigInt(shift), r, o);
      },
    ),
    { numRuns: 20_000, seed: 5 },
  );
});

Deno.test("TimeScale is exact on both sides of every whole microsecond", () => {
  const wholeMicros = fc.bigInt({ min: 0n, max: TWO_53 - 1n });
  fc.assert(
    fc.property(wholeMicros, resolutions, fc.integer({ min: -1, max: 1 }), (micros, r, step) => {
      const exponent = BigInt(r & 0x7f);
      const unitsPerSecond = (r & 0x80) !== 0 ? 2n ** exponent : 10n ** exponent;
      const time = micros * unitsPerSecond / 1_000_000n + BigInt(step);
      if (time >= 0n && time < 2n ** 64n) check(time, r, 0n);
    }),
    { numRuns: 20_000, seed: 6 },
  );
});

Deno.test("TimeScale says NaN for a time that no double holds exactly", () => {
  equal(new TimeScale().micros(0x0020_0000, 0), NaN);
  equal(new TimeScale().micros(0x001f_ffff, 0xffff_ffff), Number.MAX_SAFE_INTEGER);
});

Deno.test("TimeScale says NaN for a time before 1970, which no record may have", () => {
  const behind = new TimeScale(6, -1);
  equal(behind.micros(0, 999_999), NaN);
  equal(behind.micros(0, 1_000_000), 0);
});
