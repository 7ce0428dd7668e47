import assert from "node:assert/strict";
import fc from "fast-check";
import { LinkPipeline, type PipelineParts } from "#lib/app/link_pipeline.ts";
import type { FetchedMessages, OutgoingMessage } from "#lib/bus/bus.ts";
import { partitionOf } from "#lib/bus/partitioner.ts";
import { arbitraryLog, arbitraryOptions } from "../window/arbitrary_log.ts";
import { type LogRecord, naiveWindows } from "../window/naive_windows.ts";
import { HORIZON, messagesOf, type NamedRecord, pipelineParts, TOPICS } from "./pipeline_parts.ts";
import { PlainGroup, topicOf } from "./plain_group.ts";
import { plainInfer } from "./plain_infer.ts";

const PARTITIONS = 2;
const S = 1_000_000;

/** Values by topic and key, each in the order in which they went out. */
function byKey(outputs: readonly Pick<OutgoingMessage, "topic" | "key" | "value">[]) {
  const found: Record<string, string[]> = {};
  for (const { topic, key, value } of outputs) {
    (found[`${topic} ${key}`] ??= []).push(String(value));
  }
  return found;
}

/** The records that go out for a log, worked out plainly. */
function expectedOf(log: readonly LogRecord[], parts: PipelineParts): OutgoingMessage[] {
  const { windows } = naiveWindows(log, parts.windows);
  return [0, 1, 2].flatMap((link) => {
    const key = `link${link}`;
    const { forecasts, alerts } = plainInfer(key, windows.filter((w) => w.link === link), parts);
    return [
      ...forecasts.map((value) => ({ topic: TOPICS.forecastsTopic, key, value })),
      ...alerts.map((value) => ({ topic: TOPICS.alertsTopic, key, value })),
    ];
  });
}

/** Begins after 1970, since no record is older. */
const arbitraryRecords = arbitraryLog.map((log) =>
  log.map((record) => ({ ...record, ts: record.ts + 1_000 }))
);

const arbitraryChunks = fc.array(
  fc.record({
    records: fc.integer({ min: 1, max: 9 }),
    format: fc.constantFrom("json", "packed"),
    isBad: fc.boolean(),
  }),
  { minLength: 1, maxLength: 20 },
);

const arbitraryActions = fc.array(
  fc.oneof(
    fc.record({ work: fc.tuple(fc.nat(9), fc.nat(9)) }),
    fc.constantFrom({ do: "commit" }, { do: "crash" }, { do: "startOver" }),
    fc.record({ move: fc.nat(PARTITIONS - 1) }),
  ),
  { maxLength: 60 },
);

Deno.test("a pipeline gives what a plain reading gives, however its work is cut, stored and repeated", () => {
  let alerts = 0;
  fc.assert(
    fc.property(
      arbitraryRecords,
      arbitraryOptions,
      arbitraryChunks,
      arbitraryActions,
      (log, options, chunks, actions) => {
        const parts = pipelineParts(options, 2.5);
        const messages: OutgoingMessage[] = [];
        let bad = 0;
        for (let at = 0, i = 0; at < log.length; i++) {
          const { records, format, isBad } = chunks[i % chunks.length];
          const named: NamedRecord[] = log.slice(at, at += records)
            .map((record) => ({ ...record, link: `link${record.link}` }));
          messages.push(...messagesOf(named, format as "json" | "packed"));
          if (isBad) messages.push({ topic: TOPICS.topic, key: `link${bad++ % 3}`, value: "?" });
        }
        const group = new PlainGroup(parts, topicOf(messages, PARTITIONS));
        for (const action of actions) {
          if ("work" in action) group.work(action.work);
          else if ("move" in action) group.move(action.move);
          else if (action.do === "commit") group.commit();
          else if (action.do === "crash") group.crash();
          else group.startOver();
        }
        while (group.work([7, 5])) group.commit();
        group.commit();
        const { deadLetters = [], ...results } = Object.groupBy(
          group.outputs,
          ({ topic }) => topic === TOPICS.deadLettersTopic ? "deadLetters" : "results",
        );
        assert.deepEqual(byKey(results.results ?? []), byKey(expectedOf(log, parts)));
        assert.equal(deadLetters.length, bad);
        const places = deadLetters.map(({ value }) => JSON.parse(String(value)).offset);
        assert.equal(new Set(places).size, bad);
        alerts += group.outputs.filter(({ topic }) => topic === TOPICS.alertsTopic).length;
      },
    ),
    { seed: 1, numRuns: 300 },
  );
  assert(alerts > 100, `only ${alerts} alerts: the property says little of them`);
});

/** Packets of one link, one a second from the start of a window on. */
function everySecond(link: string, fromS: number, toS: number): NamedRecord[] {
  return Array.from(
    { length: toS - fromS },
    (_, i) => ({ ts: (fromS + i) * S, link, len: 100, proto: 6 }),
  );
}

/** Values on a topic as objects. */
function parsed(outputs: readonly OutgoingMessage[], topic: string) {
  return outputs.filter((output) => output.topic === topic)
    .map(({ value }) => JSON.parse(String(value)));
}

Deno.test("a step ends soon after it is full, and the rest is taken after its commit", () => {
  const links = Array.from({ length: 500 }, (_, i) => `quiet-${i}`);
  const ticks = Array.from({ length: 40 }, (_, w) => w)
    .flatMap((w) => links.map((link) => ({ kind: 1, ts: 5 * S * w, link })));
  const pipeline = new LinkPipeline(pipelineParts());
  let rest: readonly FetchedMessages[] = topicOf(messagesOf(ticks), PARTITIONS);
  let forecasts = 0;
  let steps = 0;
  for (; rest.length > 0; steps++) {
    const taken = pipeline.process(rest);
    assert(taken.messages > 0);
    rest = taken.rest;
    const { outputs, offsets } = pipeline.takeStep();
    forecasts += outputs.length;
    assert(outputs.length < 2 * 10_000, `${outputs.length} results in one step`);
    for (const { partition, offsets: [first] } of rest) {
      if (offsets.has(partition)) assert(offsets.get(partition)! <= first);
    }
  }
  assert(steps > 2);
  // The tick at 195 s makes [185, 190) final; the first window is partial.
  assert.equal(forecasts, 500 * 37 * HORIZON);
});

Deno.test("a step stays bounded where each packet comes after a silence of many windows", () => {
  const sparse = Array.from({ length: 2_000 }, (_, i) => ({ ts: 55 * S * i, link: "a" }));
  const pipeline = new LinkPipeline(pipelineParts());
  let rest: readonly FetchedMessages[] = topicOf(messagesOf(sparse), 1);
  let forecasts = 0;
  while (rest.length > 0) {
    ({ rest } = pipeline.process(rest));
    const { outputs } = pipeline.takeStep();
    forecasts += outputs.length;
    assert(outputs.length < 2 * 10_000, `${outputs.length} results in one step`);
  }
  // Eleven windows a packet; the first is partial, and the last before the watermark's is open.
  assert.equal(forecasts, (1_999 * 11 - 2) * HORIZON);
});

Deno.test("a pipeline that is full takes nothing more", () => {
  const pipeline = new LinkPipeline(pipelineParts());
  const ticks = Array.from({ length: 8_000 }, (_, w) => ({ kind: 1, ts: 5 * S * w, link: "a" }));
  let left: readonly FetchedMessages[] = topicOf(messagesOf(ticks), 1);
  while (!pipeline.isFull) left = pipeline.process(left).rest;
  assert(left.length > 0);
  const more = topicOf(messagesOf([{ ts: 5 * S * 8_000, link: "a" }]), 1);
  assert.deepEqual(pipeline.process(more), { messages: 0, reasons: [], rest: more });
});

Deno.test("a bad message goes to the dead letters in the step that moves its offset", () => {
  const pipeline = new LinkPipeline(pipelineParts());
  const messages = [
    ...messagesOf(everySecond("a", 0, 3)),
    { topic: TOPICS.topic, key: "a", value: "{?" },
    { topic: TOPICS.topic, key: "a", value: Uint8Array.of(7) },
  ];
  const { reasons } = pipeline.process(topicOf(messages, 1));
  assert.deepEqual(reasons, ["not JSON", "neither a JSON object nor packed records"]);
  const { outputs, offsets } = pipeline.takeStep();
  assert.deepEqual(offsets, new Map([[0, 9]]));
  assert.deepEqual(
    parsed(outputs, TOPICS.deadLettersTopic).map(({ offset, reason }) => [offset, reason]),
    [[6, reasons[0]], [8, reasons[1]]],
  );
  assert.equal(pipeline.stats.deadLetters, 2);
  assert.equal(pipeline.stats.messages, 5);
});

Deno.test("a dropped partition leaves nothing in the step, others stay", () => {
  const records = [...everySecond("link-1", 0, 12), ...everySecond("link-3", 0, 12)];
  const topic = topicOf(messagesOf(records), 3);
  const pipeline = new LinkPipeline(pipelineParts());
  pipeline.process(topic.filter(({ offsets }) => offsets.length > 0));
  const [gone, kept] = [partitionOf("link-1", 3), partitionOf("link-3", 3)];
  assert.notEqual(gone, kept);
  pipeline.drop(gone);
  const { offsets, state } = pipeline.takeStep();
  assert.deepEqual([...offsets.keys()], [kept]);
  assert.deepEqual(state.map(({ key }) => key), ["link-3"]);
  const open = pipeline.links.names.filter((_, link) => pipeline.isOpen(link));
  assert.deepEqual(open, ["link-3"]);
});

Deno.test("where messages are gone unread, windows are partial and histories start over", () => {
  const pipeline = new LinkPipeline(pipelineParts());
  pipeline.process(topicOf(messagesOf(everySecond("a", 0, 36)), 1));
  const before = parsed(pipeline.takeStep().outputs, TOPICS.forecastsTopic);
  assert.equal(before.at(-1).windowEnd, "1970-01-01T00:00:30Z");
  assert.equal(before.at(-1).status, "ok");

  pipeline.breakOff(0);
  const late = [{ ts: 33 * S, link: "a", len: 1 }]; // its window was open, and is over
  pipeline.process(topicOf(messagesOf([...late, ...everySecond("a", 42, 67)]), 1));
  const { outputs } = pipeline.takeStep();
  assert.deepEqual(
    parsed(outputs, TOPICS.forecastsTopic).filter(({ horizon }) => horizon === 1)
      .map(({ windowEnd, status, value }) => [windowEnd.slice(17, 19), status, value]),
    // [30, 35) and [35, 40) were open, [40, 45) is the first: all partial. The lookback is full
    // again with the third complete window.
    [["50", "warming_up", 5], ["55", "warming_up", 5], ["00", "ok", 6], ["05", "ok", 6]],
  );
  assert.equal(pipeline.windowStats.latePackets, 1);
});

Deno.test("a link that went silent gets a record of its own, with no forecast's id", () => {
  const pipeline = new LinkPipeline(pipelineParts());
  pipeline.process(topicOf(messagesOf(everySecond("a", 0, 13)), 1));
  const ids = parsed(pipeline.takeStep().outputs, TOPICS.forecastsTopic).map(({ id }) => id);
  pipeline.addStale(0);
  assert(pipeline.isPending);
  const [stale] = parsed(pipeline.takeStep().outputs, TOPICS.forecastsTopic);
  assert.equal(stale.status, "stale");
  assert.equal(stale.windowEnd, "1970-01-01T00:00:10Z");
  assert(!ids.includes(stale.id));
});

Deno.test("forecasts, alerts and stale links go out under their own ids, keyed by link", () => {
  const pipeline = new LinkPipeline(pipelineParts(undefined, 5.5));
  pipeline.process(topicOf(messagesOf(everySecond('a"b', 0, 60)), 1));
  pipeline.addStale(0);
  const { outputs } = pipeline.takeStep();
  for (const topic of [TOPICS.forecastsTopic, TOPICS.alertsTopic]) {
    const messages = outputs.filter((message) => message.topic === topic);
    assert(messages.length > 0, topic);
    for (const { key, id, value } of messages) {
      const record = JSON.parse(String(value));
      assert.deepEqual([key, id], [record.link, record.id]);
    }
  }
});

Deno.test("whoever watches sees each complete window once, with what it changed", () => {
  const seen: string[] = [];
  const pipeline = new LinkPipeline(pipelineParts(undefined, 5.5), ({ link, count, alert }) => {
    seen.push(`${link} ${count} ${alert?.state}`);
  });
  const records = everySecond("a", 0, 40).filter(({ ts }) => ts < 25 * S || ts >= 39 * S);
  pipeline.process(topicOf(messagesOf(records), 1));
  assert.deepEqual(seen, [
    "a 5 undefined",
    "a 5 undefined",
    "a 5 open",
    "a 5 undefined",
    "a 0 undefined",
    "a 0 resolved",
  ]);
  assert.deepEqual(pipeline.stats, {
    messages: 26,
    deadLetters: 0,
    evictedLinks: 0,
    otherPackets: 0,
    forecasts: 6,
    alertsOpened: 1,
    alertsResolved: 1,
  });
});
