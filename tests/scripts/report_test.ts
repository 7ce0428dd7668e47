import assert from "node:assert/strict";
import { formatTime, parseTime } from "#lib/core/time.ts";
import { resultOf, runTask } from "../app/tasks.ts";
import { SMALL, workplace } from "./workplace.ts";

interface Row {
  readonly link: string;
  readonly target: string;
  readonly horizon: number;
  readonly model: string;
  readonly n: number;
  readonly r2: number | null;
  readonly mae: number;
  readonly rmse: number;
  readonly mape: number | null;
  readonly wape: number | null;
  readonly mase: number | null;
  readonly skill: number | null;
}

const SCORES = ["n", "r2", "mae", "rmse", "mape", "wape", "mase", "skill"] as const;
const SPLIT = ["--split", "0.5,0.1,0.4"];

const place = workplace();

Deno.test("evaluate gives rows of every link, horizon and model, with every score", async () => {
  const { code, stdout } = await runTask("evaluate", [
    ...["--bus", await place.log(), "--model", await place.model(), "--horizons", "1,2", "--json"],
  ]);
  assert.equal(code, 0);
  const lines = stdout.trimEnd().split("\n");
  const { rows } = JSON.parse(lines.pop()!) as { rows: Row[] };
  const places = rows.map(({ link, horizon, model }) => `${link} ${horizon} ${model}`);
  assert.deepEqual(
    places,
    ["*", "link-1", "link-2"].flatMap((link) =>
      [1, 2].flatMap((horizon) =>
        ["lstm", "persistence", "mean"].map((model) => `${link} ${horizon} ${model}`)
      )
    ),
  );
  for (const row of rows) {
    assert.equal(row.target, "packets");
    for (const score of SCORES) assert.ok(Number.isFinite(row[score]), `${score} ${row[score]}`);
    if (row.model === "persistence") assert.equal(row.skill, 0);
    assert.ok(row.rmse >= row.mae);
  }
  assert.equal(lines.length, 2 + rows.length, "a table with a row of each");
});

Deno.test("evaluate gives the scores that train gave, on the same part", async () => {
  const bus = ["--bus", await place.log()];
  const model = ["--model", place.path("split")];
  const trained = await resultOf<{ rows: Row[] }>("train", [
    ...[...bus, ...model, ...SMALL, ...SPLIT, "--epochs", "1"],
  ]);
  const evaluated = await resultOf<{ rows: Row[] }>("evaluate", [
    ...[...bus, ...model, ...SPLIT, "--horizons", "1,2,3"],
  ]);
  assert.deepEqual(evaluated.rows, trained.rows);
});

Deno.test("report judges what infer wrote as evaluate judges the model, on the same windows", async () => {
  const log = await place.copyOfLog("report.db");
  const common = ["--bus", log, "--model", place.path("reported")];
  const trained = await resultOf<{ testFrom: string }>("train", [
    ...[...common, ...SMALL, ...SPLIT, "--epochs", "1"],
  ]);
  const evaluated = await resultOf<{ rows: Row[] }>("evaluate", [...common, ...SPLIT]);
  await resultOf("infer", [...common, "--once"]);
  // From the start of the first window that a forecast of the test part is made after.
  const since = formatTime(parseTime(trained.testFrom) - 5e6);
  const out = place.path("report.html");
  const reported = await resultOf<{ rows: Row[] }>("report", [
    ...[...common, "--since", since, "--out", out],
  ]);
  // Up to the last window that all horizons of a forecast lie in: those of the greatest one.
  const compared = reported.rows.filter(({ horizon }) => horizon === 3);
  assert.equal(compared.length, 3 * 2);
  for (const row of compared) {
    const same = evaluated.rows.find((other) =>
      other.link === row.link && other.horizon === 3 && other.model === row.model
    )!;
    assert.equal(row.n, same.n);
    for (const score of SCORES) {
      if (score === "mase") continue; // its scale is of the training part, which no log tells
      // A forecast in a record has seven digits.
      const distance = Math.abs(row[score]! - same[score]!);
      assert.ok(distance <= 1e-5 * Math.max(1, Math.abs(same[score]!)), `${row.model} ${score}`);
    }
  }
  const page = await Deno.readTextFile(out);
  assert.match(page, /^<!doctype html>/i);
  assert.ok(!/(?:src|href)="(?!data:|#)|url\(http/i.test(page), "it needs nothing beside it");
});

Deno.test("report tells alerts and congestions by their labels", async () => {
  const labels = place.path("labels.jsonl");
  const traffic = ["--day-length", "30m", "--duration", "40m", "--labels", labels];
  const log = await place.generate("labelled.db", traffic);
  const common = ["--bus", log, "--model", await place.model(), "--threshold", "60"];
  await resultOf("infer", [...common, "--once"]);
  const count = (await Deno.readTextFile(labels)).trimEnd().split("\n").length;
  const { alerts, missed } = await resultOf<{ alerts: { outcome: string }[]; missed: unknown[] }>(
    "report",
    [...common, "--labels", labels, "--out", place.path("labelled.html")],
  );
  const met = new Set(
    alerts.flatMap((alert) =>
      alert.outcome === "false alarm" ? [] : [JSON.stringify(
        [
          (alert as { link?: string }).link,
          (alert as { congestionStart?: number }).congestionStart,
        ],
      )]
    ),
  );
  assert.equal(met.size + missed.length, count);
});
