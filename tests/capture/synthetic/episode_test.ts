import assert from "node:assert/strict";
import fc from "fast-check";
import {
  CONGESTED_LEVEL,
  drawEpisode,
  EPISODE_STEP_US,
  episodeLevel,
  LONGEST_EPISODE_US,
} from "#lib/capture/synthetic/episode.ts";
import { Random } from "#lib/core/random.ts";

const SECOND = 1_000_000;
const START = 1_736_121_600_000_000;

const episodes = fc.record({ seed: fc.integer(), spareUs: fc.integer({ min: 0, max: 3.6e9 }) })
  .map(({ seed, spareUs }) => {
    const endUs = START + LONGEST_EPISODE_US + spareUs;
    return { endUs, episode: drawEpisode(new Random(seed), START, endUs) };
  });

Deno.test("drawEpisode() stays within its stretch, with quiet at both ends", () => {
  fc.assert(
    fc.property(episodes, ({ endUs, episode }) => {
      assert.ok(episode.buildUpStartUs >= START + 4 * SECOND);
      assert.ok(episode.quietUs <= endUs - 4 * SECOND);
    }),
    { seed: 1 },
  );
});

Deno.test("drawEpisode() gives whole steps of time, in order", () => {
  fc.assert(
    fc.property(episodes, ({ episode }) => {
      const times = [
        episode.buildUpStartUs,
        episode.startUs,
        episode.peakStartUs,
        episode.peakEndUs,
        episode.endUs,
        episode.quietUs,
      ];
      assert.deepEqual(times.toSorted((a, b) => a - b), times);
      assert.deepEqual(times.filter((ts) => ts % EPISODE_STEP_US !== 0), []);
    }),
    { seed: 1 },
  );
});

Deno.test("drawEpisode() builds up over 30 to 120 s, or comes without a sign", () => {
  fc.assert(
    fc.property(episodes, ({ episode }) => {
      const buildUpUs = episode.startUs - episode.buildUpStartUs;
      if (episode.sudden) {
        assert.equal(buildUpUs, 0);
        assert.equal(episode.peakStartUs, episode.startUs);
      } else {
        assert.ok(buildUpUs >= 30 * SECOND && buildUpUs <= 120 * SECOND);
        assert.ok(episode.peakStartUs > episode.startUs);
      }
      const peakUs = episode.peakEndUs - episode.peakStartUs;
      assert.ok(peakUs >= 30 * SECOND && peakUs <= 120 * SECOND);
    }),
    { seed: 1 },
  );
});

Deno.test("drawEpisode() makes a fifth of the episodes sudden", () => {
  const random = new Random(3);
  let sudden = 0;
  for (let i = 0; i < 5000; i++) {
    if (drawEpisode(random, START, START + LONGEST_EPISODE_US).sudden) sudden++;
  }
  // Three standard deviations of a binomial count.
  assert.ok(Math.abs(sudden - 1000) < 85, `${sudden} of 5000`);
});

Deno.test("episodeLevel() is at the congested level from start to end and nowhere else", () => {
  const quietLevels = fc.double({ min: 0.5, max: 1.5, noNaN: true });
  fc.assert(
    fc.property(episodes, quietLevels, ({ endUs, episode }, quiet) => {
      for (let ts = START; ts < endUs; ts += (endUs - START) / 500) {
        if (ts === episode.endUs) continue; // There it is at the level itself, on its way down.
        const congested = ts >= episode.startUs && ts < episode.endUs;
        assert.equal(episodeLevel(episode, quiet, ts) >= CONGESTED_LEVEL, congested);
      }
      assert.ok(episodeLevel(episode, quiet, episode.startUs) >= CONGESTED_LEVEL);
      assert.ok(episodeLevel(episode, quiet, episode.startUs - 1) < CONGESTED_LEVEL);
      assert.equal(episodeLevel(episode, quiet, episode.endUs), CONGESTED_LEVEL);
    }),
    { seed: 1 },
  );
});

Deno.test("episodeLevel() grows evenly from quiet to the congested level", () => {
  fc.assert(
    fc.property(episodes, ({ episode }) => {
      fc.pre(!episode.sudden);
      const middle = (episode.buildUpStartUs + episode.startUs) / 2;
      assert.equal(episodeLevel(episode, 1, episode.buildUpStartUs), 1);
      assert.ok(Math.abs(episodeLevel(episode, 1, middle) - (1 + CONGESTED_LEVEL) / 2) < 1e-9);
      assert.equal(episodeLevel(episode, 1, episode.peakStartUs), episode.peak);
      assert.ok(episode.peak >= 3.5 && episode.peak <= 5.5);
    }),
    { seed: 1 },
  );
});
