import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { openBus } from "#lib/bus/open.ts";
import { runTask } from "../app/tasks.ts";
import { assertRefused } from "./said.ts";
import { workplace } from "./workplace.ts";

const place = workplace();

/** Runs each script that works with a log on this one, and asserts that it is refused. */
async function refuseLog(path: string, names: readonly string[], sentence: RegExp): Promise<void> {
  const model = await place.model();
  const more: Record<string, string[]> = {
    generate: ["--packets", "5", "--speed", "max"],
    capture: ["--input", await emptyCapture()],
    train: ["--model", place.path("never")],
    infer: ["--model", model, "--once"],
    evaluate: ["--model", model],
    report: ["--model", model, "--out", place.path("never.html")],
  };
  await Promise.all(names.map(async (name) => {
    assertRefused(await runTask(name, ["--bus", path, ...more[name] ?? []]), { sentence });
  }));
}

/** Runs SQL on a database, which is made where it is missing. */
function alter(path: string, sql: string): void {
  using database = new DatabaseSync(path);
  database.exec(sql);
}

async function emptyCapture(): Promise<string> {
  const golden = new URL("../capture/golden/pcap_empty.pcap", import.meta.url);
  await Deno.copyFile(golden, place.path("empty.pcap"));
  return place.path("empty.pcap");
}

const READERS = ["windows", "train", "infer", "evaluate", "report"];
const ALL = ["generate", "capture", ...READERS];

Deno.test("a log that is not there is named, with what makes one", () =>
  refuseLog(
    place.path("none.db"),
    READERS,
    /^Cannot open the bus: no log at ".*none\.db"; make one with deno task generate or deno task /,
  ));

Deno.test("a log of a newer version is refused by every script", async () => {
  const path = await place.copyOfLog("newer.db");
  alter(path, "PRAGMA user_version = 99");
  await refuseLog(
    path,
    ALL,
    /^Cannot open the log ".*newer\.db": it has version 99 and this program knows up to version 1;/,
  );
});

Deno.test("a file that is no log is refused and stays as it is", async () => {
  const text = place.path("notes.txt");
  const kept = "Not a database, but a text that somebody wants to keep.\n";
  await Deno.writeTextFile(text, kept);
  await refuseLog(
    text,
    ["generate", "windows"],
    /^Cannot open the log ".*": the file is no SQLite/,
  );
  assert.equal(await Deno.readTextFile(text), kept);

  const other = place.path("other.db");
  alter(other, "CREATE TABLE mine (a)");
  await refuseLog(
    other,
    ["generate", "windows"],
    /^Cannot open the log ".*": it is a SQLite datab/,
  );
  await refuseLog(
    place.folder,
    ["generate", "windows"],
    /^Cannot open the log ".*": the file or it/,
  );
});

Deno.test("a log that was cut is said to be damaged", async () => {
  const path = await place.copyOfLog("cut.db");
  await Deno.truncate(path, 40_000);
  await refuseLog(
    path,
    ["generate", "windows", "infer"],
    /^Cannot use the log ".*": the file is da/,
  );
});

Deno.test("an unknown topic is named, with what writes to it", async () => {
  const log = await place.log();
  const model = await place.model();
  const packets =
    /^Cannot read "none" of .*: there is no such topic; write to it with deno task gen/;
  const results =
    /^Cannot read "none" of .*: there is no such topic; write to it with deno task inf/;
  const wrong: [string, string[], RegExp][] = [
    ["windows", ["--topic", "none"], packets],
    ["train", ["--topic", "none", "--model", place.path("never")], packets],
    ["infer", ["--topic", "none", "--model", model, "--once"], packets],
    ["evaluate", ["--topic", "none", "--model", model], packets],
    ["report", ["--forecasts-topic", "none", "--model", model], results],
  ];
  await Promise.all(wrong.map(async ([name, args, sentence]) => {
    assertRefused(await runTask(name, ["--bus", log, ...args]), { sentence });
  }));
});

Deno.test("an empty topic is said to be empty, and infer just has nothing to do", async () => {
  const path = place.path("empty.db");
  {
    await using bus = await openBus(path, { ifMissing: "create" });
    for (const topic of ["packets", "forecasts", "alerts"]) {
      await bus.createTopic(topic, { partitions: 2, retentionMs: 0, retentionBytes: 0 });
    }
  }
  const noPacket =
    /^Cannot make windows of "packets" on .*: no packet was read; write some with de/;
  await refuseLog(path, ["windows", "train", "evaluate"], noPacket);
  await refuseLog(
    path,
    ["report"],
    /^Cannot report on "forecasts" of .*: it holds no forecast of t/,
  );
  const { code, stderr } = await runTask("infer", [
    ...["--bus", path, "--model", await place.model(), "--once"],
  ]);
  assert.equal(code, 0, stderr);
});

Deno.test("a topic of something else stops infer", async () => {
  const path = place.path("wrong.db");
  await using bus = await openBus(path, { ifMissing: "create" });
  await bus.createTopic("packets", { partitions: 1, retentionMs: 0, retentionBytes: 0 });
  await bus.publish(
    Array.from({ length: 500 }, (_, i) => ({ topic: "packets", key: "a", value: `line ${i}` })),
  );
  await refuseLog(
    path,
    ["infer"],
    /^Cannot go on reading "packets": 500 of the last minute's 500 messages are no packet records/,
  );
});
