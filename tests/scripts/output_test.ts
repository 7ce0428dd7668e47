import assert from "node:assert/strict";
import { runTask, startTask } from "../app/tasks.ts";
import { workplace } from "./workplace.ts";

const place = workplace();

/** Starts a task, reads the beginning of its output and closes the pipe, as `head -1` does. */
async function readHeadOf(name: string, args: readonly string[]) {
  const child = startTask(name, args);
  const said = new Response(child.stderr).text();
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  const { code } = await child.status;
  return { code, head: new TextDecoder().decode(value).split("\n")[0], said: await said };
}

Deno.test("scripts whose output is read in part only end in silence and in order", async () => {
  const log = await place.copyOfLog("head.db");
  const model = await place.model();
  const windows = await readHeadOf("windows", [
    ...["--bus", log, "--window", "10ms", "--output-format", "csv"],
  ]);
  assert.deepEqual([windows.code, windows.said], [0, ""]);
  assert.match(windows.head, /^link,window_start,/);

  const infer = await readHeadOf("infer", ["--bus", log, "--model", model]);
  assert.equal(infer.code, 0);
  assert.match(infer.head, /^2025-03-03T00:00:10Z {2}link-/);
  assert.match(infer.said, /^backend .*\n$/);
  // It has left the group: the next one need not wait until its session is over.
  assert.deepEqual([...Deno.readDirSync(`${log}-members`)], []);
});

Deno.test("standard output holds the result, standard error what was said on the way", async () => {
  const log = await place.copyOfLog("streams.db");
  const common = ["--bus", log, "--model", await place.model()];
  const tasks: [string, string[], string[]][] = [
    ["generate", ["--bus", log, "--packets", "5", "--speed", "max"], [
      ...["packets", "bytes", "messages", "start", "end", "labels", "seconds"],
      "packetsPerSecond",
    ]],
    ["windows", ["--bus", log], ["windows", "links", "packets", "out"]],
    ["infer", [...common, "--once"], [
      ...["messages", "deadLetters", "forecasts", "alertsOpened", "alertsResolved", "packets"],
      ...["windows", "latePackets", "gaps", "links", "seconds"],
    ]],
    ["evaluate", common, ["modelHash", "source", "rows"]],
    ["report", [...common, "--out", place.path("report.html")], [
      ...["report", "rows", "alerts", "missed"],
    ]],
  ];
  for (const [name, args, fields] of tasks) {
    const { code, stdout, stderr } = await runTask(name, [...args, "--json"]);
    assert.equal(code, 0, stderr);
    assert.ok(stdout.endsWith("}\n"), name);
    const last = JSON.parse(stdout.trimEnd().split("\n").at(-1)!);
    for (const field of fields) assert.ok(field in last, `${name}: ${field}`);
    assert.ok(!(stdout + stderr).includes("\x1b"), `${name}: no colour or status line in a pipe`);
  }
});

Deno.test("without --json no line is for programs", async () => {
  const { stdout } = await runTask("generate", [
    ...["--bus", place.path("plain.db"), "--packets", "5", "--speed", "max"],
  ]);
  assert.match(
    stdout,
    /^5 packets, [\d,]+ bytes in [6-9] messages, up to 2025-03-03T00:00:00\.\d+Z\n$/,
  );
});
