import assert from "node:assert/strict";
import { parseLabels } from "#lib/capture/synthetic/labels.ts";
import { parseTime } from "#lib/core/time.ts";
import { resultOf, runTask } from "../app/tasks.ts";
import { messagesOf, packetCount, packetsOf } from "./log_contents.ts";
import { workplace } from "./workplace.ts";

interface Generated {
  readonly packets: number;
  readonly bytes: number;
  readonly messages: number;
  readonly start: string;
  readonly end: string;
  readonly labels: number | null;
  readonly seconds: number;
}

const place = workplace();

function generate(name: string, ...args: string[]): Promise<Generated> {
  return resultOf("generate", ["--bus", place.path(name), "--links", "3", ...args]);
}

/** What a topic holds, without when it was written. */
async function contentOf(name: string): Promise<unknown> {
  const parts = await messagesOf(place.path(name), "packets");
  return parts.map(({ partition, keys, values }) => ({ partition, keys, values }));
}

/** The windows of a log, as lines of its CSV by column. */
async function windowsOf(name: string): Promise<{ rows: string[][]; said: string }> {
  const { stdout, stderr, code } = await runTask("windows", [
    ...["--bus", place.path(name), "--output-format", "csv"],
  ]);
  assert.equal(code, 0, stderr);
  const [, ...lines] = stdout.trimEnd().split("\n");
  return { rows: lines.map((line) => line.split(",")), said: stderr };
}

Deno.test("generate gives the same messages for a seed, others for another, in both formats", async () => {
  const options = ["--speed", "max", "--duration", "40s"];
  await Promise.all([
    generate("seed-5.db", ...options, "--seed", "5"),
    generate("seed-5-again.db", ...options, "--seed", "5"),
    generate("seed-6.db", ...options, "--seed", "6"),
    generate("seed-5-packed.db", ...options, "--seed", "5", "--format", "packed"),
  ]);
  const first = await contentOf("seed-5.db");
  assert.deepEqual(await contentOf("seed-5-again.db"), first);
  assert.notDeepEqual(await contentOf("seed-6.db"), first);
  assert.deepEqual(
    await packetsOf(place.path("seed-5-packed.db")),
    await packetsOf(place.path("seed-5.db")),
  );
});

Deno.test("generate ends where it is told: after packets, or after event time", async () => {
  const [packets, duration] = await Promise.all([
    generate("packets.db", "--speed", "max", "--packets", "123"),
    generate("duration.db", "--speed", "max", "--duration", "17s"),
  ]);
  assert.equal(packets.packets, 123);
  assert.equal(await packetCount(place.path("packets.db")), 123);
  assert.deepEqual([duration.start, duration.end], [
    "2025-03-03T00:00:00Z",
    "2025-03-03T00:00:17Z",
  ]);
  const rows = [...(await packetsOf(place.path("duration.db"))).values()].flat();
  assert.equal(rows.length, duration.packets);
  assert.equal(rows.reduce((sum, { len }) => sum + len, 0), duration.bytes);
  assert.ok(rows.every(({ ts }) => ts < parseTime(duration.end)));
});

Deno.test("generate paces event time: a run is never shorter than its duration over its speed", async () => {
  const { seconds, packets } = await generate("paced.db", "--speed", "60", "--duration", "30s");
  assert.ok(seconds >= 0.5, `${seconds} s`);
  assert.equal(await packetCount(place.path("paced.db")), packets);
  await generate("unpaced.db", "--speed", "max", "--duration", "30s");
  assert.equal(await packetCount(place.path("unpaced.db")), packets);
});

Deno.test("generate goes on behind the log's end: nothing late, no window twice, no gap", async () => {
  // The first run stops inside a window, the second one at a boundary.
  const first = await generate("on.db", "--speed", "max", "--packets", "700");
  const second = await generate("on.db", "--speed", "max", "--duration", "31s");
  const third = await generate("on.db", "--speed", "max", "--duration", "20s");
  assert.equal(parseTime(second.start) % 5e6, 0);
  assert.ok(parseTime(second.start) - parseTime(first.end) < 5e6);
  assert.equal(parseTime(third.start) - parseTime(second.end), 4e6);

  const { rows, said } = await windowsOf("on.db");
  assert.doesNotMatch(said, /late|missing/);
  const count = rows.reduce((sum, row) => sum + Number(row[4]), 0);
  assert.equal(count, first.packets + second.packets + third.packets);
  for (const [link, own] of Map.groupBy(rows, (row) => row[0])) {
    const starts = own.map((row) => parseTime(row[1]));
    starts.forEach((ts, i) => assert.equal(ts, starts[0] + i * 5e6, link));
    const partial = own.filter((row) => row[7] === "true").map((row) => parseTime(row[1]));
    const boundary = (time: string) => Math.floor(parseTime(time) / 5e6) * 5e6;
    assert.deepEqual(partial, [
      ...[boundary(first.start), boundary(first.end)],
      ...[boundary(second.start), boundary(second.end)],
      boundary(third.start), // its end is the end of a window
    ], link);
  }
});

Deno.test("generate says that a start before the log's end makes packets late", async () => {
  await generate("back.db", "--speed", "max", "--duration", "30s");
  const { code, stderr } = await runTask("generate", [
    ...["--bus", place.path("back.db"), "--links", "3", "--speed", "max", "--packets", "9"],
    ...["--start", "2025-03-03T00:00:10Z"],
  ]);
  assert.equal(code, 0);
  assert.match(
    stderr,
    /^warning: --start 2025-03-03T00:00:10Z lies before the log's last event, 2/,
  );
  assert.match((await windowsOf("back.db")).said, /^9 packets came too late for their window$/m);
});

Deno.test("generate adds the congestions of each run to its labels", async () => {
  const labels = place.path("labels.jsonl");
  const options = ["--labels", labels, "--speed", "max", "--day-length", "30m", "--rate", "1"];
  const first = await generate("labels.db", ...options, "--duration", "40m");
  const second = await generate("labels.db", ...options, "--duration", "40m");
  const found = parseLabels(await Deno.readTextFile(labels));
  assert.ok(first.labels! > 0 && second.labels! > 0);
  assert.equal(found.length, first.labels! + second.labels!);
  found.forEach(({ link, startUs }, i) => {
    const run = i < first.labels! ? first : second;
    assert.match(link, /^link-[123]$/);
    assert.ok(startUs >= parseTime(run.start) && startUs < parseTime(run.end));
  });
});
