/**
 * Bad messages among a million good ones: every good one counts, every bad one becomes a dead
 * letter, before the offset moves past it.
 * @module
 */

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import kafkajs from "kafkajs";
import { BadShare } from "#lib/app/bad_share.ts";
import { GroupWorker } from "#lib/app/group_worker.ts";
import type { KafkaBroker } from "#lib/app/kafka_broker.ts";
import { LinkPipeline } from "#lib/app/link_pipeline.ts";
import { StaleLinks } from "#lib/app/stale_links.ts";
import type { Bus, Commit, FetchedMessages, OutgoingMessage, Payload } from "#lib/bus/bus.ts";
import { openBus } from "#lib/bus/open.ts";
import { systemClock } from "#lib/core/clock.ts";
import { pipelineParts } from "../app/pipeline_parts.ts";
import { type FinalWindow, plainInfer } from "../app/plain_infer.ts";
import { withCalls } from "../app/with_calls.ts";
import { KEEP, readAll } from "../bus/bus_driver.ts";
import { largeBadKinds, smallBadKinds } from "./bad_messages.ts";

const GOOD = 1_000_000;
const BAD = 5_000;
const LINKS = 40;
const PARTITIONS = 4;
/** One packet of one link after the other, every 100 µs: 20 windows of 1,250 packets a link. */
const GAP_US = 100;
const WINDOW_US = 5_000_000;
const START_US = 1_700_000_000_000_000;
const END_US = START_US + GOOD * GAP_US;
/** No window is as loud: an alert would carry the watermark, which is not worked out here. */
const THRESHOLD = 1e9;
const PUBLISH_MESSAGES = 10_000;
const GOOD_VALUE = /^\{"v":1,"ts":\d+,"link":"l\d+","len":60,"proto":6\}$|"kind":"end"\}$/;
const TOPICS = {
  topic: "bad-packets",
  forecastsTopic: "bad-forecasts",
  alertsTopic: "bad-alerts",
  deadLettersTopic: "bad-letters",
};

/** A bad message, and where it lay when it was read. */
interface Met {
  readonly key: string;
  readonly value: Payload;
}

/** Defines the test; the broker is there when it runs. */
export function badMessageTests(broker: () => KafkaBroker): void {
  Deno.test("infer counts a million messages on Kafka, and sets 5,000 bad ones aside", async () => {
    await using bus = await openBus(`kafka://${broker().address}`, { ifMissing: "fail" });
    for (const topic of Object.values(TOPICS)) {
      await bus.createTopic(topic, { partitions: PARTITIONS, ...KEEP });
    }
    const reasons = await publishAll(bus, broker().address);
    const { met, commits, pipeline } = await work(bus);
    assert.equal(pipeline.windowStats.packets, GOOD);
    assert.equal(pipeline.windowStats.latePackets, 0);
    assert.equal(met.size, BAD);
    assert.equal(({} as { polluted?: number }).polluted, undefined);
    await checkLetters(bus, met, reasons);
    checkOrder(commits, [...met.keys()]);
    await checkForecasts(bus);
  });
}

/** Publishes everything; gives the reason why each bad value is bad. */
async function publishAll(bus: Bus, address: string): Promise<Map<string, string>> {
  const foreign = foreignMessages();
  const reasons = new Map(foreign.map(({ value }) => [nameOf(value ?? ""), NEITHER]));
  const kinds = Array.from({ length: LINKS }, (_, link) => smallBadKinds(`l${link}`));
  const large = largeBadKinds();
  const spread = BAD - foreign.length;
  let messages: OutgoingMessage[] = [];
  for (let i = 0, bad = 0; i < GOOD; i++) {
    const link = i % LINKS;
    const key = `l${link}`;
    const ts = START_US + i * GAP_US;
    messages.push({
      topic: TOPICS.topic,
      key,
      value: `{"v":1,"ts":${ts},"link":"${key}","len":60,"proto":6}`,
    });
    if (i * spread >= bad * GOOD && bad < spread) {
      const of = kinds[(bad * 7) % LINKS];
      const { value, reason } = bad % 1_700 === 900 ? large[bad % 3] : of[bad % of.length];
      messages.push({ topic: TOPICS.topic, key: `l${(bad * 7) % LINKS}`, value });
      reasons.set(nameOf(value), reason);
      bad++;
    }
    if (messages.length < PUBLISH_MESSAGES && i < GOOD - 1) continue;
    await bus.publish(messages);
    messages = [];
    if (foreign.length > 0 && i > GOOD / 2) await publishForeign(address, foreign.splice(0));
  }
  const ends = Array.from({ length: LINKS }, (_, link) => ({
    topic: TOPICS.topic,
    key: `l${link}`,
    value: `{"v":1,"ts":${END_US},"link":"l${link}","kind":"end"}`,
  }));
  await bus.publish(ends);
  return reasons;
}

const NEITHER = "neither a JSON object nor packed records";

/** Messages that no bus of ours publishes: keys with half a character, without key, without
 * value. */
function foreignMessages(): { key: Buffer | null; value: Buffer | null }[] {
  return [
    { key: Buffer.from("a\0b"), value: Buffer.from("nul") },
    { key: Buffer.from([0xff, 0xfe]), value: Buffer.from("no text") },
    { key: Buffer.alloc(70_000, "k"), value: Buffer.from("long key") },
    { key: null, value: Buffer.from("no key") },
    { key: Buffer.from("l1"), value: null },
  ];
}

async function publishForeign(
  address: string,
  messages: { key: Buffer | null; value: Buffer | null }[],
): Promise<void> {
  const kafka = new kafkajs.Kafka({ brokers: [address], logLevel: 0 });
  const createPartitioner = kafkajs.Partitioners.DefaultPartitioner;
  const producer = kafka.producer({ createPartitioner });
  await producer.connect();
  await producer.send({ topic: TOPICS.topic, messages });
  await producer.disconnect();
}

/** Runs one worker to the end; gives what it was handed that is bad, by place, and its commits. */
async function work(bus: Bus) {
  const met = new Map<string, Met>();
  const commits: Commit[] = [];
  const watched = withCalls(bus, {
    read: async (request) => {
      const fetched = await bus.read(request);
      for (const messages of fetched) noteBad(messages, met);
      return fetched;
    },
    commit: async (commit) => {
      await bus.commit(commit);
      commits.push({ ...commit, state: [] });
    },
  });
  const parts = { ...pipelineParts(undefined, THRESHOLD), topics: TOPICS };
  const pipeline = new LinkPipeline(parts);
  const worker = new GroupWorker({
    group: "bad",
    topic: TOPICS.topic,
    from: "earliest",
    atEnd: "stop",
    sessionTimeoutMs: 30_000,
    commitIntervalMs: 200,
  }, {
    bus: watched,
    pipeline,
    badShare: new BadShare(TOPICS.topic, systemClock),
    staleLinks: new StaleLinks(60_000, systemClock, () => {}),
    clock: systemClock,
  });
  await worker.run(new AbortController().signal);
  return { met, commits, pipeline };
}

function noteBad({ partition, offsets, keys, values }: FetchedMessages, met: Map<string, Met>) {
  values.forEach((value, i) => {
    if (typeof value === "string" && GOOD_VALUE.test(value)) return;
    met.set(`${partition} ${offsets[i]}`, { key: keys[i], value });
  });
}

/** Names a payload by what it is, so that text and bytes of it are one. */
function nameOf(value: Payload): string {
  const bytes = Buffer.from(value);
  return `${bytes.length} ${bytes.subarray(0, 6_000).toString("base64")}`;
}

/** Each bad message has one letter, with its place, its reason and what it carried. */
async function checkLetters(
  bus: Bus,
  met: ReadonlyMap<string, Met>,
  reasons: ReadonlyMap<string, string>,
): Promise<void> {
  const places = new Set<string>();
  for (const { value } of await readAll(bus, TOPICS.deadLettersTopic)) {
    const letter = JSON.parse(String(value));
    const place = `${letter.partition} ${letter.offset}`;
    assert(!places.has(place), `two letters of ${place}`);
    places.add(place);
    const bad = met.get(place);
    assert(bad !== undefined, `a letter of ${place}, where no bad message lies`);
    assert.equal(letter.topic, TOPICS.topic);
    assert.equal(letter.reason, reasons.get(nameOf(bad.value)), `${bad.value}`.slice(0, 200));
    assert.equal(letter.size, bad.value.length);
    const cut = bad.value.slice(0, 1_024);
    const kept = letter.encoding === "text"
      ? letter.payload
      : Uint8Array.fromBase64(letter.payload);
    assert.deepEqual(kept, typeof cut === "string" ? cut : Uint8Array.from(cut));
    assert.equal(letter.key, bad.key.slice(0, 1_024).replaceAll("\0", "\ufffd"));
  }
  assert.equal(places.size, BAD);
}

/** No commit moves an offset past a bad message whose letter is not in it or in one before. */
function checkOrder(commits: readonly Commit[], bad: readonly string[]): void {
  const waiting = new Set(bad);
  const sorted = Array.from(
    { length: PARTITIONS },
    (_, partition) =>
      bad.map((place) => place.split(" ").map(Number))
        .filter(([of]) => of === partition).map(([, offset]) => offset).sort((a, b) => a - b),
  );
  for (const { offsets, outputs } of commits) {
    for (const { topic, value } of outputs) {
      if (topic !== TOPICS.deadLettersTopic) continue;
      const { partition, offset } = JSON.parse(String(value));
      waiting.delete(`${partition} ${offset}`);
    }
    for (const [partition, next] of offsets) {
      while (sorted[partition].length > 0 && sorted[partition][0] < next) {
        const place = `${partition} ${sorted[partition].shift()}`;
        assert(!waiting.has(place), `the offset moved past ${place} before its letter`);
      }
    }
  }
  assert.equal(sorted.flat().length, 0);
}

/** The forecasts are those of windows that hold each good packet once. */
async function checkForecasts(bus: Bus): Promise<void> {
  const seen = Map.groupBy(await readAll(bus, TOPICS.forecastsTopic), ({ key }) => key);
  assert.equal(seen.size, LINKS);
  const parts = pipelineParts(undefined, THRESHOLD);
  const inWindow = WINDOW_US / GAP_US / LINKS;
  const windows = (END_US - START_US) / WINDOW_US;
  for (let link = 0; link < LINKS; link++) {
    const closed = Array.from({ length: windows }, (_, w): FinalWindow => {
      const start = START_US + w * WINDOW_US;
      const first = start + link * GAP_US;
      return {
        start,
        totalBytes: 60 * inWindow,
        packetCount: inWindow,
        first,
        last: first + (inWindow - 1) * LINKS * GAP_US,
        protocol: 0,
        partial: w === 0 ? 1 : 0,
        ended: w === windows - 1 ? 1 : 0,
        watermark: NaN,
      };
    });
    const { forecasts } = plainInfer(`l${link}`, closed, parts);
    assert.deepEqual(seen.get(`l${link}`)?.map(({ value }) => value), forecasts);
  }
}
