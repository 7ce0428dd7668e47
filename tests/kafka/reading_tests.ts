/**
 * `windows`, `train` and `evaluate` from Kafka: what they make of the same messages is the same as
 * from the embedded log, in whole and in stretches.
 * @module
 */

import assert from "node:assert/strict";
import type { KafkaBroker } from "#lib/app/kafka_broker.ts";
import type { Bus, OutgoingMessage } from "#lib/bus/bus.ts";
import { openBus } from "#lib/bus/open.ts";
import { systemClock } from "#lib/core/clock.ts";
import { resultOf, runTask } from "../app/tasks.ts";
import { KEEP, readAll } from "../bus/bus_driver.ts";
import { SMALL, workplace } from "../scripts/workplace.ts";

const TOPIC = "reading";
const PARTITIONS = 8;

/** Defines the tests; the broker is there when they run. */
export function readingTests(broker: () => KafkaBroker): void {
  const place = workplace();
  const copies = async (): Promise<Copies> => {
    const source = await messagesIn(await place.log());
    const paths = [place.path("copy.db"), `kafka://${broker().address}`] as const;
    const [log, kafka] = await Promise.all(paths.map((path) => copyTo(path, source)));
    return { log, kafka };
  };
  let made: Promise<Copies> | undefined;
  const both = () => made ??= copies();

  Deno.test("windows of Kafka are those of the embedded log, in whole and by time of appending", async () => {
    const { log, kafka } = await both();
    const [whole, own] = await Promise.all([csvOf(log), csvOf(kafka)]);
    assert.deepEqual(own, whole);
    assert(whole.length > 100);
    // Times of appending differ on the two; the messages between them are the same.
    const [middle, ownMiddle] = await Promise.all(
      [log, kafka].map((copy) => csvOf(copy, "--from", copy.times[1], "--until", copy.times[2])),
    );
    assert.deepEqual(ownMiddle, middle);
    assert(middle.length > 20 && middle.length < whole.length / 2, `${middle.length} windows`);
    const none = await runTask("windows", [...kafka.args, "--until", kafka.times[0]]);
    assert.equal(none.code, 1);
    assert.match(none.stderr, /no packet was read; .* widen --max-messages, --from or --until$/m);
  });

  Deno.test("train on Kafka makes the model that the embedded log makes, and evaluate scores it the same", async () => {
    const { log, kafka } = await both();
    const train = ({ args }: Copy, name: string) =>
      resultOf<Trained>("train", [...args, "--model", place.path(name), "--epochs", "1", ...SMALL]);
    const [ofLog, ofKafka] = await Promise.all([train(log, "of-log"), train(kafka, "of-kafka")]);
    assert.equal(ofKafka.modelHash, ofLog.modelHash);
    assert.equal(ofKafka.windows, ofLog.windows);
    const hashes = ["of-log", "of-kafka"].map((name) => {
      const card = Deno.readTextFileSync(place.path(name, "card.md"));
      return /SHA-256\W+([0-9a-f]{64})/.exec(card)![1];
    });
    assert.equal(hashes[0], hashes[1]);

    const evaluate = async ({ args }: Copy, ...more: string[]) => {
      const model = ["--model", place.path("of-log")];
      return (await resultOf<{ rows: object[] }>("evaluate", [...args, ...model, ...more])).rows;
    };
    const [scores, ownScores, stretch, ownStretch] = await Promise.all([
      evaluate(log),
      evaluate(kafka),
      evaluate(log, "--from", log.times[1]),
      evaluate(kafka, "--from", kafka.times[1]),
    ]);
    assert.deepEqual(ownScores, scores);
    assert.deepEqual(ownStretch, stretch);
    assert.notDeepEqual(stretch, scores);
  });

  Deno.test("a group on Kafka starts at the first message appended since a time", async () => {
    const { kafka } = await both();
    const packets = async (from: string) => {
      const { packets } = await resultOf<{ packets: number }>("infer", [
        ...[...kafka.args, "--model", await place.model(), "--once", "--from", from],
        ...["--group", `from-${from.replace(/\W/g, "")}`],
      ]);
      return packets;
    };
    const [all, some, none] = await Promise.all([
      packets("earliest"),
      packets(kafka.times[2]),
      packets("0"),
    ]);
    assert(some > all / 10 && some < all / 2, `${some} of ${all} packets`);
    assert.equal(none, 0);
  });
}

interface Trained {
  readonly modelHash: string;
  readonly windows: number;
}

/** A copy of the log. */
interface Copy {
  /** What names it to a script. */
  readonly args: readonly string[];
  /** Times before each third of it was appended, RFC 3339. */
  readonly times: readonly string[];
}

interface Copies {
  readonly log: Copy;
  readonly kafka: Copy;
}

/** Reads the packets of a log, in the order of their event time. */
async function messagesIn(path: string): Promise<OutgoingMessage[]> {
  await using bus = await openBus(path, { ifMissing: "fail" });
  const messages = (await readAll(bus, "packets")).map(({ key, value }) => (
    { topic: TOPIC, key, value, ts: Number(JSON.parse(String(value)).ts) }
  ));
  return messages.sort((a, b) => a.ts - b.ts).map(({ topic, key, value }) => ({
    topic,
    key,
    value,
  }));
}

async function copyTo(path: string, messages: readonly OutgoingMessage[]): Promise<Copy> {
  await using bus: Bus = await openBus(path, { ifMissing: "create" });
  await bus.createTopic(TOPIC, { partitions: PARTITIONS, ...KEEP });
  const third = Math.ceil(messages.length / 3);
  const times: string[] = [];
  for (let at = 0; at < messages.length; at += third) {
    await systemClock.sleep(20);
    times.push(new Date(systemClock.nowMs()).toISOString());
    await systemClock.sleep(20);
    await bus.publish(messages.slice(at, at + third));
  }
  return { args: ["--bus", path, "--topic", TOPIC], times };
}

/** Gives the windows as CSV, by lines. */
async function csvOf({ args }: Copy, ...more: string[]): Promise<string[]> {
  const { code, stdout, stderr } = await runTask("windows", [
    ...[...args, "--output-format", "csv"],
    ...more,
  ]);
  assert.equal(code, 0, stderr);
  return stdout.trimEnd().split("\n");
}
