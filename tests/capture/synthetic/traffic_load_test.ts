// How much traffic the source makes, and when: counted in windows, against what was asked for.
import assert from "node:assert/strict";
import { DEFAULT_SYNTHETIC_OPTIONS } from "#lib/capture/synthetic/options.ts";
import { SyntheticSource } from "#lib/capture/synthetic/synthetic_source.ts";
import { Random } from "#lib/core/random.ts";
import { hurst } from "./hurst.ts";
import { windowCounts } from "./window_counts.ts";

const SECOND = 1_000_000;
const WINDOW = 5 * SECOND;
const DAY = 1_800 * SECOND;
const START = DEFAULT_SYNTHETIC_OPTIONS.startUs;
const DEMO_DAY = { dayLengthUs: DAY, episodesPerDay: 6 };
/** A day so long that its shape is flat for as long as a test looks. */
const FLAT_DAY = { dayLengthUs: 1e15, episodesPerDay: 0 };

function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}

/** Gives the counts of whole windows, by link, and the labels. */
function play(seed: number, lengthUs: number) {
  const source = new SyntheticSource({ ...DEMO_DAY, seed, durationUs: lengthUs });
  const windows = lengthUs / WINDOW;
  const counts = windowCounts(source, { startUs: START, windowUs: WINDOW, windows });
  const labels = source.takeLabels().map((label) => ({
    ...label,
    counts: counts[source.linkNames.indexOf(label.link)],
  }));
  return { counts, labels, linkNames: source.linkNames };
}

/** Gives the numbers of the windows that lie wholly in a span of event time. */
function windowsIn(fromUs: number, toUs: number): number[] {
  const first = Math.ceil((fromUs - START) / WINDOW);
  const end = Math.floor((toUs - START) / WINDOW);
  return Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i);
}

Deno.test("quiet traffic has the mean rate that was asked for, the same on each link", () => {
  const weekUs = 7 * 600 * SECOND;
  for (const [links, ratePps] of [[4, 32], [10, 2_000]]) {
    const source = new SyntheticSource({
      links,
      ratePps,
      dayLengthUs: 600 * SECOND,
      episodesPerDay: 0,
      durationUs: weekUs,
    });
    const span = { startUs: START, windowUs: weekUs, windows: 1 };
    const rates = windowCounts(source, span).map(([count]) => count / (weekUs / SECOND));
    const total = sumOf(rates);
    assert.ok(Math.abs(total / ratePps - 1) < 0.03, `${total} instead of ${ratePps}`);
    for (const rate of rates) {
      assert.ok(Math.abs((rate * links) / ratePps - 1) < 0.12, `${rate} on one of ${links} links`);
    }
  }
});

Deno.test("a quiet window holds 20 to 60 packets at the default rate, all day long", () => {
  const { counts, labels, linkNames } = play(1, 7 * DAY);
  let quiet = 0;
  let within = 0;
  counts.forEach((series, link) => {
    const episodes = labels.filter((label) => label.link === linkNames[link]);
    series.forEach((count, window) => {
      const startUs = START + window * WINDOW;
      // Half a minute after the end of a congestion its last traffic is gone.
      const busy = episodes.some((episode) =>
        startUs + WINDOW > episode.buildUpStartUs && startUs < episode.endUs + 30 * SECOND
      );
      if (busy) return;
      quiet++;
      if (count >= 20 && count <= 60) within++;
    });
  });
  assert.ok(quiet > 3_000);
  assert.ok(within / quiet >= 0.95, `${within} of ${quiet}`);
});

Deno.test("a congestion exceeds 100 packets in a window, and nothing else does", () => {
  const { counts, labels, linkNames } = play(2, 4 * DAY);
  let congested = 0;
  let above = 0;
  for (const label of labels) {
    for (const window of windowsIn(label.startUs + 15 * SECOND, label.endUs - 15 * SECOND)) {
      congested++;
      if (label.counts[window] > 100) above++;
    }
  }
  assert.ok(congested > 800);
  assert.ok(above / congested > 0.97, `${above} of ${congested}`);

  let elsewhere = 0;
  counts.forEach((series, link) => {
    const episodes = labels.filter((label) => label.link === linkNames[link]);
    series.forEach((count, window) => {
      const startUs = START + window * WINDOW;
      const near = episodes.some((episode) =>
        startUs + WINDOW > episode.buildUpStartUs && startUs < episode.endUs + 15 * SECOND
      );
      if (count > 100 && !near) elsewhere++;
    });
  });
  assert.equal(elsewhere, 0);
});

Deno.test("a build-up grows visibly, a sudden congestion does not announce itself", () => {
  const { labels } = play(3, 4 * DAY);
  let builtUp = 0;
  let suddenRatio = 0;
  let sudden = 0;
  for (const { counts, buildUpStartUs, startUs, sudden: isSudden } of labels) {
    if (isSudden) {
      const before = windowsIn(startUs - 4 * WINDOW, startUs).map((window) => counts[window]);
      const after = windowsIn(startUs, startUs + 4 * WINDOW).map((window) => counts[window]);
      suddenRatio += sumOf(after) / after.length / (sumOf(before) / before.length);
      sudden++;
      continue;
    }
    const windows = windowsIn(buildUpStartUs, startUs);
    const third = Math.floor(windows.length / 3);
    const mean = (part: number[]) => sumOf(part.map((window) => counts[window])) / part.length;
    assert.ok(mean(windows.slice(-third)) > 1.15 * mean(windows.slice(0, third)));
    builtUp++;
  }
  assert.ok(sudden > 0.1 * labels.length && sudden < 0.3 * labels.length, `${sudden} sudden`);
  assert.ok(builtUp > 60);
  assert.ok(suddenRatio / sudden > 3);
});

Deno.test("arrivals on all links are self-similar, those of a Poisson process are not", () => {
  // 68 minutes in windows of 0.5 s, over blocks of 2 to 64 s.
  const windows = 8_192;
  const windowUs = SECOND / 2;
  const blocks = [4, 8, 16, 32, 64, 128];
  const options = { ...FLAT_DAY, seed: 1, ratePps: 600, durationUs: windows * windowUs };
  const span = { startUs: START, windowUs, windows };
  const links = windowCounts(new SyntheticSource(options), span);
  const all = links[0].map((_, window) => sumOf(links.map((counts) => counts[window])));
  const bursty = hurst(all, blocks);
  assert.ok(bursty > 0.7 && bursty < 0.9, `${bursty}`);

  const random = new Random(4);
  const poisson = new Float64Array(windows);
  for (
    let at = random.exponential(1 / 300);
    at < windows;
    at += random.exponential(1 / 300)
  ) {
    poisson[Math.floor(at)]++;
  }
  assert.ok(Math.abs(hurst(poisson, blocks) - 0.5) < 0.07, `${hurst(poisson, blocks)}`);
});
