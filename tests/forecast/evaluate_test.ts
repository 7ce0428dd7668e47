import assert from "node:assert/strict";
import { LinkTable } from "#lib/core/link_table.ts";
import { Accuracy } from "#lib/forecast/accuracy.ts";
import { mean, persistence } from "#lib/forecast/baselines.ts";
import { evaluate } from "#lib/forecast/evaluate.ts";
import { batchOf, meanPredictor, SCALER, sequencesOf, series, wander } from "./fixtures.ts";

const SERIES = [wander(30, 1), wander(40, 2)];
const predictor = meanPredictor(3, 2);

/** Windows of two links, from one index on. */
function part(from: number, to: number) {
  return sequencesOf(
    batchOf(SERIES.flatMap((counts, link) => series(link, counts.slice(from, to), from))),
    predictor.config,
  );
}

const links = new LinkTable();
links.intern("west");
links.intern("east");
const input = { predictor, scaler: SCALER, train: part(0, 20), test: part(20, 40), links };

Deno.test("evaluate() gives a row per link, horizon and model, all links together first", () => {
  const rows = evaluate(input);
  assert.deepEqual(
    rows.map(({ link, horizon, model }) => `${link} ${horizon} ${model}`),
    ["*", "east", "west"].flatMap((link) =>
      [1, 2].flatMap((h) => ["lstm", "persistence", "mean"].map((model) => `${link} ${h} ${model}`))
    ),
  );
  assert.deepEqual([rows[0].target, rows[0].n, rows[6].n, rows[12].n], ["packets", 22, 16, 6]);
  assert.deepEqual(Object.keys(rows[0]), [
    ...["link", "target", "horizon", "model", "n", "r2", "mae", "rmse", "mape", "wape"],
    ...["mase", "skill", "accuracy"],
  ]);
});

Deno.test("evaluate() scores each forecast against the window that it was for", () => {
  const rows = evaluate(input);
  const counts = SERIES[1];
  const steps = Array.from({ length: 16 }, (_, i) => i + 2) // origins of the training part
    .map((t) => Math.abs(counts[t + 1] - counts[t]));
  const naiveMae = steps.reduce((sum, step) => sum + step, 0) / steps.length;
  const seen = counts.slice(2, 18);
  const level = seen.reduce((sum, count) => sum + count, 0) / seen.length;
  for (const h of [1, 2]) {
    const expected = {
      lstm: new Accuracy(),
      persistence: new Accuracy(),
      mean: new Accuracy(),
    };
    for (let t = 22; t + 2 < 40; t++) {
      const window = counts.slice(t - 2, t + 1);
      // scaled inputs and outputs are float32; halves of integers are exact, their mean is not
      const third = window.reduce((sum, count) => sum + count / 2, 0) / 3;
      const forecast = Math.fround(Math.fround(third + h / 2) * 2);
      expected.lstm.add(counts[t + h], forecast, counts[t]);
      expected.persistence.add(counts[t + h], counts[t], counts[t]);
      expected.mean.add(counts[t + h], level, counts[t]);
    }
    for (const [model, accuracy] of Object.entries(expected)) {
      const row = rows.find((r) => r.link === "east" && r.horizon === h && r.model === model)!;
      const { link: _link, target: _target, horizon: _horizon, model: _model, ...scores } = row;
      assert.deepEqual(scores, accuracy.scores({ naiveMae }));
    }
  }
});

Deno.test("evaluate() takes the tolerance of accuracy as an option", () => {
  const [strict] = evaluate({ ...input, tolerance: 0 });
  const [usual] = evaluate(input);
  const [lax] = evaluate({ ...input, tolerance: 10 });
  assert.ok(strict.accuracy < usual.accuracy && usual.accuracy < lax.accuracy);
  assert.equal(lax.accuracy, 1);
});

Deno.test("persistence() repeats the last value, mean() the link's own level", () => {
  const out = new Float64Array(2);
  persistence().forecast(Float64Array.of(1, 2, 8), 0, out);
  assert.deepEqual([...out], [8, 8]);
  const train = sequencesOf(
    batchOf([...series(0, [1, 2, 3, 4, 5, 6]), ...series(1, [10, 10, 10, 10, 10, 10])]),
    { lookback: 1, horizon: 2 },
  );
  const level = mean(train);
  const forecastOf = (link: number) => (level.forecast(new Float64Array(1), link, out), out[1]);
  assert.deepEqual([forecastOf(0), forecastOf(1), forecastOf(9)], [2.5, 10, 6.25]);
});
