import assert from "node:assert/strict";
import fc from "fast-check";
import { LinkPipeline, type PipelineParts } from "#lib/app/link_pipeline.ts";
import type { OutgoingMessage } from "#lib/bus/bus.ts";
import { partitionOf } from "#lib/bus/partitioner.ts";
import { arbitraryOptions } from "../window/arbitrary_log.ts";
import { arbitraryRecords } from "./link_churn.ts";
import { messagesOf, type NamedRecord, pipelineParts, TOPICS } from "./pipeline_parts.ts";
import { PlainGroup, topicOf } from "./plain_group.ts";
import { plainInfer } from "./plain_infer.ts";
import { plainLimit } from "./plain_limit.ts";

const PARTITIONS = 2;
const S = 1_000_000;
const arbitraryActions = fc.array(
  fc.oneof(
    fc.record({ work: fc.tuple(fc.nat(9), fc.nat(9)) }),
    fc.constantFrom({ do: "commit" }, { do: "crash" }, { do: "startOver" }),
    fc.record({ move: fc.nat(PARTITIONS - 1) }),
  ),
  { maxLength: 60 },
);

/** Values by topic and key, each in the order in which they went out. */
function byKey(outputs: readonly Pick<OutgoingMessage, "topic" | "key" | "value">[]) {
  const found: Record<string, string[]> = {};
  for (const { topic, key, value } of outputs) {
    (found[`${topic} ${key}`] ??= []).push(String(value));
  }
  return found;
}

/** What a log has to give, partition by partition. */
function expectedOf(log: readonly NamedRecord[], maxLinks: number, parts: PipelineParts) {
  const outputs: OutgoingMessage[] = [];
  const limits = Array.from({ length: PARTITIONS }, (_, partition) => {
    const own = log.filter(({ link }) => partitionOf(link, PARTITIONS) === partition);
    const limit = plainLimit(own, partition, maxLinks, parts.windows);
    for (const [key, windows] of limit.windows) {
      const { forecasts, alerts } = plainInfer(key, windows, parts);
      for (const value of forecasts) outputs.push({ topic: TOPICS.forecastsTopic, key, value });
      for (const value of alerts) outputs.push({ topic: TOPICS.alertsTopic, key, value });
    }
    return limit;
  });
  return { outputs, limits };
}

Deno.test("past the limit, links are what a plain reading says, however work is cut, stored and repeated", () => {
  let evicted = 0;
  let others = 0;
  let alerts = 0;
  fc.assert(
    fc.property(
      arbitraryRecords,
      arbitraryOptions,
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.record({ records: fc.integer({ min: 1, max: 9 }), isPacked: fc.boolean() }), {
        minLength: 1,
      }),
      arbitraryActions,
      (log, options, maxLinks, chunks, actions) => {
        const parts = { ...pipelineParts(options, 1.5), maxLinks };
        const messages: OutgoingMessage[] = [];
        for (let at = 0, i = 0; at < log.length; i++) {
          const { records, isPacked } = chunks[i % chunks.length];
          const part = log.slice(at, at += records);
          messages.push(...messagesOf(part, isPacked ? "packed" : "json"));
        }
        // Packed messages bring a link's records together: the log is what the topic holds.
        const topic = topicOf(messages, PARTITIONS);
        const order = inOrderOf(messages, log);
        const group = new PlainGroup(parts, topic);
        for (const action of actions) {
          if ("work" in action) group.work(action.work);
          else if ("move" in action) group.move(action.move);
          else if (action.do === "commit") group.commit();
          else if (action.do === "crash") group.crash();
          else group.startOver();
          assert(group.pipeline.links.size <= PARTITIONS * (maxLinks + 1));
        }
        while (group.work([7, 5])) group.commit();
        group.commit();
        const { outputs, limits } = expectedOf(order, maxLinks, parts);
        assert.deepEqual(byKey(group.outputs), byKey(outputs));
        limits.forEach(({ known }, partition) => {
          const stored = [...group.state.get(partition)?.keys() ?? []];
          assert.deepEqual(stored.sort(), known, "what is stored is what is known");
        });
        alerts += outputs.filter(({ topic }) => topic === TOPICS.alertsTopic).length;
        for (const limit of limits) {
          evicted += limit.evictedLinks;
          others += limit.otherPackets;
        }
      },
    ),
    { seed: 1, numRuns: 400 },
  );
  assert(evicted > 1_000 && others > 1_000 && alerts > 100, `${evicted}, ${others}, ${alerts}`);
});

/** Gives a log in the order in which its messages hold it: those of one link stay in theirs. */
function inOrderOf(messages: readonly OutgoingMessage[], log: readonly NamedRecord[]) {
  const byLink = Map.groupBy(log, ({ link }) => link);
  const counts = messages.map(({ value }) =>
    typeof value === "string" ? 1 : new DataView(value.buffer, value.byteOffset).getUint32(4, true)
  );
  return messages.flatMap(({ key }, i) => byLink.get(key)!.splice(0, counts[i]));
}

Deno.test("counters say how many links made room and how many packets found none", () => {
  fc.assert(
    fc.property(arbitraryRecords, fc.integer({ min: 1, max: 4 }), (log, maxLinks) => {
      const warned: number[] = [];
      const onOther = (partition: number) => warned.push(partition);
      const options = { windowUs: 5, outOfOrdernessUs: 2, allowedLatenessUs: 0, idleTimeoutUs: 40 };
      const parts = { ...pipelineParts(options), maxLinks, onOther };
      const { limits } = expectedOf(log, maxLinks, parts);
      const pipeline = new LinkPipeline(parts);
      pipeline.process(topicOf(messagesOf(log), PARTITIONS).filter((of) => of.offsets.length > 0));
      const sum = (of: "otherPackets" | "evictedLinks") =>
        limits.reduce((total, limit) => total + limit[of], 0);
      const { otherPackets, evictedLinks } = pipeline.stats;
      assert.deepEqual([otherPackets, evictedLinks], [sum("otherPackets"), sum("evictedLinks")]);
      assert.equal(warned.length, otherPackets > 0 ? 1 : 0);
      assert.equal(
        pipeline.windowStats.packets,
        log.filter(({ kind }) => kind === 0).length,
        "each packet counts somewhere",
      );
    }),
    { seed: 2, numRuns: 200 },
  );
});

Deno.test("300,000 links take no more room than the limit, neither here nor in what is stored", () => {
  const LIMIT = 1_000;
  const AT_ONCE = 10_000;
  const parts = { ...pipelineParts(), maxLinks: LIMIT };
  const pipeline = new LinkPipeline(parts);
  const stored = new Set<string>();
  let packets = 0;
  for (let from = 0; from < 300_000; from += AT_ONCE) {
    const records = Array.from({ length: AT_ONCE }, (_, i) => ({
      // Ten seconds for each ten thousand: those that are silent for a minute make room.
      ts: (from + i) * S / 1_000,
      link: `made-up-${from + i}`,
    }));
    assert.deepEqual(pipeline.process(topicOf(messagesOf(records), 1)).rest, []);
    for (const { key, value } of pipeline.takeStep().state) {
      if (value === undefined) stored.delete(key);
      else stored.add(key);
    }
    packets += records.length;
    assert(pipeline.links.size <= LIMIT + 1, `${pipeline.links.size} names`);
    // Everything that is kept by a link's index is as long as this at most.
    assert(pipeline.links.names.length <= LIMIT + 1 + AT_ONCE, `${pipeline.links.names.length}`);
    assert(stored.size <= LIMIT + 1, `${stored.size} states`);
  }
  const { evictedLinks, otherPackets } = pipeline.stats;
  // The first thousand come in the first second and make room after a minute, and so on.
  assert.equal(evictedLinks, 4 * LIMIT);
  assert.equal(otherPackets, packets - evictedLinks - LIMIT);
});

Deno.test("a lower limit holds once links have been silent", () => {
  const group = (maxLinks: number) => new LinkPipeline({ ...pipelineParts(), maxLinks });
  const former = group(100);
  const links = Array.from({ length: 50 }, (_, i) => ({ ts: i * S, link: `link-${i}` }));
  former.process(topicOf(messagesOf(links), 1));
  const state = former.takeStep().state.map(({ key, value }) => [key, value!] as const);
  const pipeline = group(10);
  pipeline.restore(0, new Map(state));
  // At 90 s those up to 29 s have been silent for a minute, at 200 s all of them.
  pipeline.process(topicOf(messagesOf([{ ts: 90 * S, link: "new" }]), 1));
  assert.equal(pipeline.links.size, 20 + 1, "twenty, and the new one counts as other");
  pipeline.process(topicOf(messagesOf([{ ts: 200 * S, link: "new" }]), 1));
  assert.equal(pipeline.links.size, 10 + 1);
  assert.equal(pipeline.stats.evictedLinks, 41);
});
