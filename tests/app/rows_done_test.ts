import assert from "node:assert/strict";
import { LinkPipeline } from "#lib/app/link_pipeline.ts";
import { ROWS_DONE_KEY } from "#lib/app/rows_done.ts";
import type { FetchedMessages, OutgoingMessage } from "#lib/bus/bus.ts";
import { MAX_PACKED_ROWS } from "#lib/bus/codec/record.ts";
import { TumblingWindows } from "#lib/window/tumbling.ts";
import { WindowBatch } from "#lib/window/window_batch.ts";
import { readAll } from "../bus/bus_driver.ts";
import { batchOf, plain } from "../window/arbitrary_log.ts";
import { messagesOf, type NamedRecord, pipelineParts, TOPICS } from "./pipeline_parts.ts";
import { plainInfer } from "./plain_infer.ts";
import { WorkerRig } from "./worker_rig.ts";

const S = 1_000_000;
/** Results of a step, and what one row can add to them: the windows of an idle timeout. */
const MOST_OUTPUTS = 10_000 + 12 * 2;

/** Packets of a link that each come just before its silence would be too long. */
function sparse(rows: number, fromS = 0): NamedRecord[] {
  return Array.from(
    { length: rows },
    (_, i) => ({ ts: (fromS + 59 * i) * S, link: "a", len: 60, proto: 6 }),
  );
}

function partitionOf(messages: readonly OutgoingMessage[]): FetchedMessages {
  return {
    partition: 0,
    offsets: messages.map((_, i) => 3 * i),
    keys: messages.map(({ key }) => key),
    values: messages.map(({ value }) => value),
  };
}

function rest(all: FetchedMessages, from: number): FetchedMessages[] {
  const at = all.offsets.findIndex((offset) => offset >= from);
  if (at < 0) return [];
  const { partition, offsets, keys, values } = all;
  return [{
    partition,
    offsets: offsets.slice(at),
    keys: keys.slice(at),
    values: values.slice(at),
  }];
}

Deno.test("a message that closes a million windows is worked off in bounded steps", () => {
  const pipeline = new LinkPipeline(pipelineParts());
  let left: readonly FetchedMessages[] = [
    partitionOf(messagesOf(sparse(MAX_PACKED_ROWS), "packed")),
  ];
  let forecasts = 0;
  while (left.length > 0) {
    left = pipeline.process(left).rest;
    const { outputs } = pipeline.takeStep();
    assert(outputs.length <= MOST_OUTPUTS, `${outputs.length} results in one step`);
    forecasts += outputs.length;
  }
  const windows = Math.floor(59 * (MAX_PACKED_ROWS - 1) / 5);
  assert.equal(forecasts, 2 * (windows - 1), "each complete window has two");
  assert.equal(pipeline.windowStats.packets, MAX_PACKED_ROWS);
});

Deno.test("steps that end inside messages lose and double nothing, whoever goes on", () => {
  const records = [sparse(100), sparse(1_000, 59 * 100), sparse(1_000, 59 * 1_100)];
  const messages = [
    ...messagesOf(records[0]),
    { topic: TOPICS.topic, key: "a", value: "{" },
    ...messagesOf(records[1], "packed"),
    { topic: TOPICS.topic, key: "a", value: "}" },
    ...messagesOf(records[2], "packed"),
    ...messagesOf([{ kind: 2, ts: 59 * 2_100 * S, link: "a" }]),
  ];
  const log = partitionOf(messages);
  const parts = pipelineParts();
  const state = new Map<string, Uint8Array>();
  const outputs: OutgoingMessage[] = [];
  let offset = 0;
  let inside = 0;
  for (let left = rest(log, 0), turn = 0; left.length > 0; left = rest(log, offset), turn++) {
    const pipeline = new LinkPipeline(parts);
    pipeline.restore(0, state);
    // A process that dies here has stored nothing, and the next does the same again.
    if (turn % 3 === 2) {
      pipeline.process(left);
      continue;
    }
    // A fetch may end between any two messages.
    if (turn % 3 === 1) left = rest({ ...log, offsets: log.offsets.slice(0, 102) }, offset);
    if (left.length === 0) continue;
    pipeline.process(left);
    const step = pipeline.takeStep();
    offset = step.offsets.get(0)!;
    outputs.push(...step.outputs);
    for (const { key, value } of step.state) {
      if (value === undefined) state.delete(key);
      else state.set(key, value);
    }
    if (state.has(ROWS_DONE_KEY)) inside++;
  }
  assert(inside > 3, `${inside} steps ended inside a message`);
  assert(!state.has(ROWS_DONE_KEY));
  const all = [...records.flat(), { kind: 2, ts: 59 * 2_100 * S, link: "a" }];
  const closed = new WindowBatch();
  new TumblingWindows(parts.windows).push(
    batchOf(all.map((record) => ({ kind: 0, len: 0, proto: 255, ...record, link: 0 }))),
    closed,
  );
  const expected = plainInfer("a", plain(closed), parts);
  const on = (topic: string) => outputs.filter((o) => o.topic === topic).map((o) => o.value);
  assert.deepEqual(on(TOPICS.forecastsTopic), expected.forecasts);
  assert.deepEqual(on(TOPICS.alertsTopic), expected.alerts);
  assert.deepEqual(
    on(TOPICS.deadLettersTopic).map((value) => JSON.parse(String(value)).offset),
    [300, 306],
  );
});

Deno.test("a worker that stops at the end of the log stops behind such a message, not inside it", async () => {
  const rig = await WorkerRig.make();
  await rig.publish(messagesOf(sparse(2_000), "packed"));
  await rig.finish();
  const windows = Math.floor(59 * 1_999 / 5);
  const forecasts = await readAll(rig.own, TOPICS.forecastsTopic);
  assert.equal(forecasts.length, 2 * (windows - 1));
});
