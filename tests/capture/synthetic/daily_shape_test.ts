import assert from "node:assert/strict";
import { dailyShape, linkShiftDays } from "#lib/capture/synthetic/daily_shape.ts";

const HOUR = 3_600_000_000;
const DAY = 24 * HOUR;
const MONDAY = Date.UTC(2025, 0, 6) * 1000;

function meanOver(fromUs: number, lengthUs: number): number {
  const steps = 1000;
  let sum = 0;
  for (let i = 0; i < steps; i++) {
    sum += dailyShape(fromUs + ((i + 0.5) / steps) * lengthUs, DAY, 0);
  }
  return sum / steps;
}

Deno.test("dailyShape() is 1 on average over a week", () => {
  assert.ok(Math.abs(meanOver(MONDAY, 7 * DAY) - 1) < 1e-6);
  assert.ok(Math.abs(meanOver(MONDAY + 3.3 * DAY, 7 * DAY) - 1) < 1e-6);
});

Deno.test("dailyShape() is busier by day than by night, and midweek than at the weekend", () => {
  const byDay = dailyShape(MONDAY + 14 * HOUR, DAY, 0);
  const byNight = dailyShape(MONDAY + 3 * HOUR, DAY, 0);
  assert.ok(byDay > 1.05 && byNight < 0.85, `${byDay} by day, ${byNight} by night`);
  assert.ok(meanOver(MONDAY + 2 * DAY, DAY) > 1.03);
  assert.ok(meanOver(MONDAY + 5.5 * DAY, DAY) < 0.97);
});

Deno.test("dailyShape() repeats with the length of the day and goes smoothly", () => {
  const minute = HOUR / 60;
  for (let ts = MONDAY; ts < MONDAY + 7 * DAY; ts += 10 * minute) {
    const level = dailyShape(ts, DAY, 0);
    assert.ok(level > 0.7 && level < 1.22, `${level}`);
    assert.ok(Math.abs(level - dailyShape(ts + minute, DAY, 0)) < 0.002);
    assert.ok(Math.abs(level - dailyShape(ts + 7 * DAY, DAY, 0)) < 1e-9);
  }
});

Deno.test("linkShiftDays() gives each link another shift of at most an hour and a half", () => {
  const shifts = Array.from({ length: 100 }, (_, link) => linkShiftDays(link));
  assert.equal(new Set(shifts).size, 100);
  assert.deepEqual(shifts.filter((shift) => Math.abs(shift) > 1.5 / 24), []);
  const base = dailyShape(MONDAY + 10 * HOUR, DAY, 0);
  assert.ok(Math.abs(dailyShape(MONDAY + 11 * HOUR, DAY, 1 / 24) - base) < 0.01);
});
