import assert from "node:assert/strict";
import fc from "fast-check";
import { FEATURES, TARGETS } from "#lib/features/columns.ts";
import { Scaler } from "#lib/features/scaler.ts";
import { ForecastBatch, ForecastStatus } from "#lib/forecast/forecast_batch.ts";
import { forecastSequences } from "#lib/forecast/forecast_sequences.ts";
import { OnlineForecaster } from "#lib/forecast/online_forecaster.ts";
import { selectBackend } from "#lib/model/backend/select.ts";
import { initialWeights } from "#lib/model/initial_weights.ts";
import type { Predictor } from "#lib/model/predictor.ts";
import {
  batchOf,
  meanPredictor,
  SCALER,
  sequencesOf,
  series,
  type TestWindow,
  wander,
  WINDOW_US,
} from "./fixtures.ts";

const INTERVALS = { coverage: 0.9, model: [3, 40], persistence: [7, 8] };

/** Makes a forecaster over the predictor that is easy to work out. */
function forecasterOf(predictor: Predictor = meanPredictor(3, 2), scaler: Scaler = SCALER) {
  return new OnlineForecaster({
    predictor,
    scaler,
    target: TARGETS[0],
    windowUs: WINDOW_US,
    intervals: INTERVALS,
  });
}

/** Forecasts windows and gives the rows as text: link, end, status, values, bounds. */
function linesOf(forecaster: OnlineForecaster, windows: readonly TestWindow[]): string[] {
  const out = new ForecastBatch(2, 1);
  forecaster.forecast(batchOf(windows), out);
  return Array.from({ length: out.length }, (_, row) => {
    const part = (column: Float32Array) => column.slice(row * 2, row * 2 + 2).join(" ");
    const end = out.windowEnd[row] / WINDOW_US;
    return `${out.link[row]} @${end} ${out.status[row] === ForecastStatus.ok ? "ok" : "warm"} ` +
      `${part(out.values)} [${part(out.lower)}, ${part(out.upper)}]`;
  });
}

Deno.test("forecast() stands in with persistence until the lookback is full", () => {
  assert.deepEqual(linesOf(forecasterOf(), series(0, [10, 20, 60, 40])), [
    "0 @1 warm 10 10 [3 2, 17 18]",
    "0 @2 warm 20 20 [13 12, 27 28]",
    "0 @3 ok 31 32 [28 0, 34 72]", // mean of 10, 20, 60 is 30
    "0 @4 ok 41 42 [38 2, 44 82]",
  ]);
});

Deno.test("forecast() never goes below zero", () => {
  const predictor: Predictor = { ...meanPredictor(1, 2), predict: (_x, _n, out) => out.fill(-5) };
  assert.deepEqual(linesOf(forecasterOf(predictor), series(0, [9])), ["0 @1 ok 0 0 [0 0, 3 40]"]);
});

Deno.test("forecast() starts over after a gap, and after a partial window, of which it says nothing", () => {
  const forecaster = forecasterOf();
  linesOf(forecaster, series(0, [10, 20, 30]));
  assert.deepEqual(
    linesOf(forecaster, series(0, [40, 50], 5)).map((line) => line.slice(0, 9)),
    ["0 @6 warm", "0 @7 warm"],
  );
  linesOf(forecaster, series(0, [60], 7));
  assert.deepEqual(
    linesOf(forecaster, [
      { link: 0, index: 8, packets: 1, partial: 1 },
      { link: 0, index: 9, packets: 70 },
    ]).map((line) => line.slice(0, 10)),
    ["0 @10 warm"],
  );
});

Deno.test("forecast() says which window each forecast is from", () => {
  const out = new ForecastBatch(2);
  forecasterOf().forecast(
    batchOf([
      { link: 1, index: 0, packets: 1 },
      { link: 0, index: 0, packets: 1, partial: 1 },
      { link: 0, index: 1, packets: 1 },
    ]),
    out,
  );
  assert.deepEqual([...out.window.subarray(0, out.length)], [0, 2]);
  assert.deepEqual([...out.link.subarray(0, out.length)], [1, 0]);
});

Deno.test("forecast() runs many links and windows in batches of at most 512 rows", () => {
  const predictor = meanPredictor(3, 2);
  const windows = Array.from({ length: 400 }, (_, link) => series(link, [1, 2, 3, 4])).flat();
  const lines = linesOf(forecasterOf(predictor), windows);
  assert.equal(lines.length, 1_600);
  assert.deepEqual(predictor.calls, [512, 288]);
  assert.equal(lines[3], "0 @4 ok 4 5 [1 0, 7 45]");
  assert.equal(lines[1_599], lines[3].replace("0 @", "399 @"));
});

Deno.test("forecast() gives the numbers of offline evaluation to the last bit", async () => {
  const config = { lookback: 6, features: 5, units: 8, layers: 2, dropout: 0, horizon: 2 };
  const scaler = new Scaler(
    "standard",
    FEATURES.map(({ name, longTailed }, f) => ({
      name,
      log1p: longTailed,
      offset: 0.3 + f,
      scale: 0.7 + f / 3,
    })),
  );
  for (const backend of ["cpu", "wasm"]) {
    const { createPredictor } = await selectBackend(backend);
    using predictor = createPredictor(config, initialWeights(config, 1));
    const windows = [...series(0, wander(40, 1)), ...series(1, wander(30, 2))];
    const sequences = sequencesOf(batchOf(windows), config, scaler);
    const offline = forecastSequences(predictor, scaler, sequences);
    const online = new ForecastBatch(2);
    forecasterOf(predictor, scaler).forecast(batchOf(windows), online);
    let compared = 0;
    for (let i = 0; i < sequences.length; i++) {
      const row = online.window.indexOf(sequences.origins[i]);
      assert.deepEqual(
        online.values.subarray(row * 2, row * 2 + 2),
        offline.subarray(i * 2, i * 2 + 2),
      );
      compared++;
    }
    assert.equal(compared, 33 + 23);
  }
});

Deno.test("forecasts do not depend on batches, on other links or on restarts", () => {
  const windowsOf = fc.array(
    fc.record({
      link: fc.nat(3),
      step: fc.constantFrom(1, 1, 1, 1, 1, 2),
      packets: fc.nat(100),
      partial: fc.constantFrom(0, 0, 0, 0, 0, 0, 1),
      cut: fc.boolean(),
      restart: fc.boolean(),
    }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(windowsOf, (drawn) => {
      const next = [0, 0, 0, 0];
      const windows = drawn.map(({ link, step, packets, partial }) => {
        next[link] += step;
        return { link, index: next[link], packets, partial };
      });
      const expected = [0, 1, 2, 3].map((link) =>
        linesOf(forecasterOf(), windows.filter((window) => window.link === link))
      );
      let forecaster = forecasterOf();
      let batch: TestWindow[] = [];
      const actual: string[][] = [[], [], [], []];
      const run = () => {
        for (const line of linesOf(forecaster, batch)) actual[Number(line[0])].push(line);
        batch = [];
      };
      drawn.forEach(({ cut, restart }, i) => {
        batch.push(windows[i]);
        if (cut || restart) run();
        if (!restart) return;
        const fresh = forecasterOf();
        for (let link = 0; link < 4; link++) {
          fresh.importState(link, forecaster.exportState(link));
        }
        forecaster = fresh;
      });
      run();
      assert.deepEqual(actual, expected);
    }),
    { seed: 7, numRuns: 200 },
  );
});

Deno.test("forget() makes a link start over and leaves the others", () => {
  const forecaster = forecasterOf();
  linesOf(forecaster, [...series(0, [1, 2, 3]), ...series(1, [1, 2, 3])]);
  forecaster.forget(0);
  assert.equal(forecaster.exportState(0).length, 0);
  assert.deepEqual(
    linesOf(forecaster, [...series(0, [4], 3), ...series(1, [4], 3)]).map((line) =>
      line.split(" ")[2]
    ),
    ["warm", "ok"],
  );
});
