// Real series through the whole packet path: from a file to the windows of packets on the bus.
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { correlation } from "../capture/synthetic/correlation.ts";
import { resultOf, runTask } from "../app/tasks.ts";
import { parseTime } from "#lib/core/time.ts";
import { workplace } from "./workplace.ts";

const place = workplace();
const SHARED = new URL("../../../shared/data/", import.meta.url).pathname;

/** Sums the packets of windows of 5 s over all links in steps from the first window on. */
async function volumes(bus: string, stepUs: number): Promise<{ startUs: number; sums: number[] }> {
  const { stdout, stderr, code } = await runTask("windows", [
    ...["--bus", bus, "--output-format", "csv"],
  ]);
  assert.equal(code, 0, stderr);
  const rows = stdout.trimEnd().split("\n").slice(1).map((line) => line.split(","));
  const startUs = Math.min(...rows.map((row) => parseTime(row[1])));
  const sums: number[] = [];
  for (const row of rows) {
    const step = Math.floor((parseTime(row[1]) - startUs) / stepUs);
    sums[step] = (sums[step] ?? 0) + Number(row[4]);
  }
  return { startUs, sums };
}

Deno.test("generate --profile FILE plays the file's own time, once, at the volume asked for", async () => {
  const values = [10, 30, 0, 20, 60, 40];
  const text = `time,requests\n` +
    values.map((value, i) => `2024-05-01 10:${String(i * 5).padStart(2, "0")}:00,${value}\n`).join(
      "",
    );
  const file = place.path("small.csv.gz");
  await Deno.writeFile(file, gzipSync(text));
  const bus = place.path("small.db");
  const result = await resultOf<{ start: string; end: string }>("generate", [
    ...["--bus", bus, "--profile", file, "--profile", "scada", "--profile-time-scale", "10"],
    ...["--profile-volume-scale", "5", "--speed", "max", "--links", "2"],
  ]);
  assert.equal(result.start, "2024-05-01T10:00:00Z");
  assert.equal(result.end, "2024-05-01T10:03:00Z");
  const { sums } = await volumes(bus, 30e6);
  values.forEach((value, i) => {
    const expected = value * 5 * 30;
    // Poisson, and bursts of at most 4 % in SCADA: a quarter is far out.
    assert.ok(Math.abs(sums[i] - expected) <= 0.25 * expected + 10, `${sums[i]} at ${value}`);
  });
});

for (
  const { file, step, args } of [
    {
      file: "series/cortez_B5M_uk_academic_backbone_5min.csv.gz",
      step: 300,
      args: ["--profile-value-column", "bits"],
    },
    { file: "series/worldcup98_requests_5min.csv", step: 300, args: [] },
    { file: "nab/data/realTweets/Twitter_volume_AMZN.csv", step: 300, args: [] },
  ]
) {
  const path = `${SHARED}${file}`;
  const isThere = existsSync(path);
  Deno.test({
    name: `windows of packets follow ${file}` + (isThere ? "" : ": it is not there"),
    ignore: !isThere,
    fn: async () => {
      // 400 steps of 5 minutes, each in 20 s: two and a quarter hours of event time.
      const bus = place.path(`${file.replaceAll("/", "-")}.db`);
      const timeScale = step / 20;
      await resultOf("generate", [
        ...["--bus", bus, "--profile", path, "--profile-time-scale", String(timeScale), ...args],
        ...["--speed", "max", "--links", "4", "--rate", "60", "--duration", "8000s"],
        ...["--format", "packed"],
      ]);
      const { sums } = await volumes(bus, 20e6);
      const expected = (await valuesOf(path)).slice(0, sums.length);
      const r = correlation(sums, expected);
      assert.ok(sums.length >= 400 && r > 0.8, `${sums.length} steps, correlation ${r}`);
      // Bursts and the Poisson law apart, each step's volume is the series'.
      const scale = sums.reduce((a, b) => a + b) / expected.reduce((a, b) => a + b);
      const off = expected.map((value, i) => Math.abs(sums[i] - scale * value));
      const error = off.reduce((a, b) => a + b) / sums.reduce((a, b) => a + b);
      assert.ok(error < 0.12, `relative error ${error}`);
    },
  });
}

function existsSync(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** Reads the second column, independently of the generator. */
async function valuesOf(path: string): Promise<number[]> {
  const file = (await Deno.open(path)).readable;
  const bytes = path.endsWith(".gz") ? file.pipeThrough(new DecompressionStream("gzip")) : file;
  const lines = (await new Response(bytes).text()).trim().split(/\r?\n/).slice(1);
  return lines.map((line) => Number(line.split(",")[1]));
}
