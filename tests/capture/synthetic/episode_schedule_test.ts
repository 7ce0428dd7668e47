import assert from "node:assert/strict";
import fc from "fast-check";
import { EpisodeSchedule } from "#lib/capture/synthetic/episode_schedule.ts";

const SECOND = 1_000_000;
const DAY = 1_800 * SECOND;
const START = 1_736_121_600_000_000;

function schedule(seed = 1, episodesPerDay = 6): EpisodeSchedule {
  return new EpisodeSchedule({ seed, links: 4, dayLengthUs: DAY, episodesPerDay });
}

Deno.test("EpisodeSchedule gives each link its episodes a day, which never touch", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 6 }), (seed, episodesPerDay) => {
      const found = schedule(seed, episodesPerDay).beginningIn(START, START + 10 * DAY);
      for (let link = 0; link < 4; link++) {
        const own = found.filter((episode) => episode.link === link);
        // A cell that the span cuts may give its episode to the next span.
        assert.ok(Math.abs(own.length - 10 * episodesPerDay) <= 1);
        for (let i = 1; i < own.length; i++) {
          assert.ok(own[i].buildUpStartUs - own[i - 1].quietUs >= 9 * SECOND);
        }
      }
    }),
    { numRuns: 30, seed: 1 },
  );
});

Deno.test("EpisodeSchedule gives the same episodes however the time is cut", () => {
  const whole = schedule().beginningIn(START, START + 3 * DAY);
  const cuts = fc.array(fc.integer({ min: 0, max: 3 * DAY }), { maxLength: 20 });
  fc.assert(
    fc.property(cuts, (offsets) => {
      const bounds = [0, ...offsets.sort((a, b) => a - b), 3 * DAY].map((offset) => START + offset);
      const parts = bounds.slice(1).flatMap((to, i) => schedule().beginningIn(bounds[i], to));
      assert.deepEqual(parts, whole);
    }),
    { seed: 1 },
  );
});

Deno.test("EpisodeSchedule knows which episodes are under way", () => {
  const plan = schedule(5);
  const [first] = plan.beginningIn(START, START + DAY);
  const sees = (ts: number) =>
    plan.underWay(ts).some((other) => other.link === first.link && other.startUs === first.startUs);
  assert.equal(sees(first.buildUpStartUs - 1), false);
  assert.equal(sees(first.buildUpStartUs + 1), true);
  assert.equal(sees(first.endUs - 1), true);
  assert.equal(sees(first.endUs), false);
});

Deno.test("EpisodeSchedule spaces the episodes at random, and differently on each link", () => {
  const found = schedule().beginningIn(START, START + 10 * DAY);
  const gaps = found.filter(({ link }) => link === 0)
    .map((episode, i, own) => i === 0 ? 0 : episode.buildUpStartUs - own[i - 1].quietUs).slice(1);
  assert.ok(Math.max(...gaps) > 3 * Math.min(...gaps));
  const starts = found.map(({ buildUpStartUs }) => buildUpStartUs);
  assert.ok(new Set(starts).size > 0.98 * starts.length);
});

Deno.test("EpisodeSchedule with no episodes a day has none", () => {
  const plan = schedule(1, 0);
  assert.deepEqual(plan.beginningIn(START, START + 100 * DAY), []);
  assert.deepEqual(plan.underWay(START), []);
  assert.equal(plan.inCell(0, 0), undefined);
});
