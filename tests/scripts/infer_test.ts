import assert from "node:assert/strict";
import { openModel } from "#lib/app/open_model.ts";
import { openBus } from "#lib/bus/open.ts";
import { RecordDecoder } from "#lib/bus/codec/record_decoder.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import { formatTime } from "#lib/core/time.ts";
import { buildDataset } from "#lib/features/dataset.ts";
import { type ForecastRecord, parseForecast } from "#lib/forecast/forecast_record.ts";
import { forecastSequences } from "#lib/forecast/forecast_sequences.ts";
import { logWindows } from "#lib/window/frame.ts";
import { RecordBuffer } from "#lib/window/record_buffer.ts";
import { DEFAULT_WINDOW_OPTIONS } from "#lib/window/window_options.ts";
import { resultOf, runTask } from "../app/tasks.ts";
import { messagesOf, textsOf } from "./log_contents.ts";
import { workplace } from "./workplace.ts";

interface Inferred {
  readonly messages: number;
  readonly forecasts: number;
  readonly alertsOpened: number;
  readonly alertsResolved: number;
  readonly latePackets: number;
  readonly deadLetters: number;
}

const place = workplace();

async function infer(log: string, ...args: string[]): Promise<Inferred> {
  return await resultOf<Inferred>("infer", [
    ...["--bus", log, "--model", await place.model(), "--once", ...args],
  ]);
}

/** The forecasts of a log by link, window's end and horizon. */
async function forecastsOf(log: string): Promise<Map<string, ForecastRecord>> {
  const records = (await textsOf(log, "forecasts")).map(parseForecast);
  return new Map(records.map((r) => [`${r.link}|${r.windowEnd}|${r.horizon}`, r]));
}

/** Cuts all windows of a log with Polars, as evaluation does. */
async function windowsOf(log: string) {
  const links = new LinkTable();
  const records = new RecordBuffer();
  const batch = new PacketBatch(65_536, links);
  const decoder = new RecordDecoder({ columns: "counters" });
  for (const messages of await messagesOf(log, "packets")) {
    for (let at = 0; at < messages.offsets.length;) {
      at = decoder.decode(messages, at, batch, []);
      records.append(batch);
      batch.clear();
    }
  }
  return { links, windows: logWindows(records, DEFAULT_WINDOW_OPTIONS).windows };
}

for (const backend of ["wasm", "cpu"]) {
  Deno.test(`infer on ${backend} forecasts, window by window, what the same model forecasts in bulk`, async () => {
    const log = await place.copyOfLog(`${backend}.db`);
    const { forecasts } = await infer(log, "--backend", backend);
    const online = await forecastsOf(log);
    assert.equal(online.size, 3 * forecasts);

    const { links, windows } = await windowsOf(log);
    using model = await openModel(await place.model(), backend);
    const { predictor, scaler, target, windowUs } = model.parts;
    // One part only, which holds every origin that has its targets.
    const { train } = buildDataset(windows, {
      shape: { ...predictor.config, windowUs },
      target,
      scaler,
      shares: [1, 0, 0],
    });
    const offline = forecastSequences(predictor, scaler, train);
    for (let i = 0; i < train.length; i++) {
      for (let h = 1; h <= 3; h++) {
        const key = `${links.name(train.link(i))}|${formatTime(train.windowEndUs(i))}|${h}`;
        const value = Number(offline[3 * i + h - 1].toPrecision(7));
        assert.equal(online.get(key)?.value, value, key);
        assert.equal(online.get(key)?.status, "ok");
      }
    }
    // 71 complete windows a link, 4 to look back on and 3 ahead.
    assert.equal(train.length, 2 * (71 - 3 - 3));
    assert.ok(
      [...online.values()].every(({ id, status }) =>
        id.endsWith(status === "ok" ? `|${model.origin.backend}` : "|persistence")
      ),
    );
  });
}

Deno.test("infer --once does nothing a second time, and goes on where the log goes on", async () => {
  const log = await place.copyOfLog("twice.db");
  const first = await infer(log);
  const found = await textsOf(log, "forecasts");
  assert.equal(first.forecasts, 2 * 71);
  const second = await infer(log);
  assert.deepEqual([second.messages, second.forecasts], [0, 0]);
  assert.deepEqual(await textsOf(log, "forecasts"), found);

  await place.generate("twice.db", ["--duration", "1m", "--seed", "3"]);
  const third = await infer(log);
  assert.deepEqual([third.forecasts, third.latePackets], [2 * 11, 0]);
  // Another group starts anew, and says the same.
  await infer(log, "--group", "other", "--forecasts-topic", "other");
  assert.deepEqual(await textsOf(log, "other"), await textsOf(log, "forecasts"));
});

Deno.test("infer prints forecasts and alerts, and writes both", async () => {
  const log = await place.copyOfLog("printed.db");
  await infer(log, "--group", "first", "--alerts-topic", "other");
  const forecasts = await forecastsOf(log);
  const nearest = [...forecasts.values()].filter(({ horizon, status }) =>
    horizon === 1 && status === "ok"
  );
  // Passed by half of the forecasts, so that alerts open and resolve.
  const threshold = nearest.map(({ value }) => value).sort((a, b) => a - b)[nearest.length >> 1];
  const { code, stdout } = await runTask("infer", [
    ...["--bus", log, "--model", await place.model(), "--once", "--threshold", String(threshold)],
    ...["--horizon", "1", "--clear-after", "1", "--json", "--print", "forecasts"],
  ]);
  assert.equal(code, 0);
  const lines = stdout.trimEnd().split("\n");
  const result: Inferred = JSON.parse(lines.pop()!);
  const alerts = lines.filter((line) => line.includes("ALERT: "));
  const resolved = lines.filter((line) => line.includes("RESOLVED after "));
  assert.deepEqual(
    [lines.length - alerts.length - resolved.length, alerts.length, resolved.length],
    [result.forecasts, result.alertsOpened, result.alertsResolved],
  );
  assert.ok(alerts.length > 0 && resolved.length > 0);
  const records = (await textsOf(log, "alerts")).map((text) => JSON.parse(text));
  const inState = (state: string) => records.filter((record) => record.state === state);
  assert.deepEqual([inState("open").length, inState("resolved").length], [
    alerts.length,
    resolved.length,
  ]);
  const ids = new Map([...forecasts.values()].map(({ id, value }) => [id, value]));
  assert.ok(inState("open").every(({ forecastId }) => ids.get(forecastId)! > threshold));
});

const BAD = '{"v":1,"ts":"now","link":"link-1","len":60,"proto":6}';

Deno.test("infer sets bad records aside, names why, and goes on", async () => {
  const log = await place.copyOfLog("bad.db");
  {
    await using bus = await openBus(log, { ifMissing: "fail" });
    await bus.publish([{ topic: "packets", key: "link-1", value: BAD }]);
  }
  const { deadLetters, forecasts } = await infer(log);
  assert.deepEqual([deadLetters, forecasts], [1, 2 * 71]);
  const [letter] = (await textsOf(log, "dead-letters")).map((text) => JSON.parse(text));
  assert.deepEqual([letter.topic, letter.key, letter.payload], ["packets", "link-1", BAD]);
  assert.match(letter.reason, /^ts is not an integer/);
});

Deno.test("infer --max-links counts what finds no place in a link for all others, and says so", async () => {
  const log = await place.generate("limit.db", ["--duration", "2m", "--partitions", "1"]);
  const bus = ["--bus", log, "--model", await place.model()];
  const run = await runTask("infer", [...bus, "--once", "--max-links", "1", "--json"]);
  assert.equal(run.code, 0, run.stderr);
  assert.match(
    run.stderr,
    /partition 0 of "packets" holds its part of the 1 links: packets of further ones count in the link other\/0 until one has gone silent; raise --max-links/,
  );
  assert.match(run.stderr, /; [\d,]+ packets of links beyond --max-links/);
  const { otherPackets, packets, counters } = JSON.parse(run.stdout);
  assert(otherPackets > 0 && otherPackets < packets);
  assert.equal(counters.traffic_other_packets_total, otherPackets);
  const links = new Set([...(await forecastsOf(log)).values()].map(({ link }) => link));
  assert.equal(links.size, 2);
  assert(links.has("other/0"), [...links].join());
});
