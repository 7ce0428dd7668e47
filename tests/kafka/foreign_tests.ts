/**
 * What is particular to Kafka: messages of other programs, transactions that are given up, brokers
 * that are not there.
 * @module
 */

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import kafkajs from "kafkajs";
import type { KafkaBroker } from "#lib/app/kafka_broker.ts";
import { KafkaBus } from "#lib/bus/kafka/kafka_bus.ts";
import { openBus } from "#lib/bus/open.ts";
import { systemClock } from "#lib/core/clock.ts";
import { UserError } from "#lib/core/errors.ts";
import { KEEP, readAll } from "../bus/bus_driver.ts";
import { onAdmin } from "./on_admin.ts";

const BOUNDS = { maxMessages: 100, maxBytes: 1 << 20 };

/** Defines the tests; the broker is there when they run. */
export function foreignTests(broker: () => KafkaBroker): void {
  const open = () => openBus(`kafka://${broker().address}`, { ifMissing: "fail" });

  Deno.test("KafkaBus reads what other programs publish, compressed or without keys", async () => {
    await using bus = await open();
    await bus.createTopic("foreign", { partitions: 1, ...KEEP });
    const producer = makeProducer(broker(), {});
    await producer.connect();
    const odd = Buffer.from([0xff, 0xfe]);
    await producer.send({ topic: "foreign", messages: [{ value: "plain" }, { value: odd }] });
    await producer.send({
      topic: "foreign",
      messages: [{ key: "a", value: null }, { key: "b", value: "x".repeat(10_000) }],
      compression: kafkajs.CompressionTypes.GZIP,
    });
    await producer.disconnect();
    const seen = (await readAll(bus, "foreign")).map(({ key, value }) => [key, value]);
    assert.deepEqual(seen, [
      ["", "plain"],
      ["", new Uint8Array(odd)],
      ["a", new Uint8Array()],
      ["b", "x".repeat(10_000)],
    ]);
  });

  Deno.test("KafkaBus passes over transactions that were given up, however long", async () => {
    await using bus = await open();
    await bus.createTopic("aborted", { partitions: 1, ...KEEP });
    const producer = makeProducer(broker(), { transactionalId: "aborts", maxInFlightRequests: 1 });
    await producer.connect();
    const value = "x".repeat(50_000);
    for (const end of ["abort", "commit", "abort"] as const) {
      const transaction = await producer.transaction();
      for (let i = 0; i < 10; i++) {
        await transaction.send({ topic: "aborted", messages: [{ key: end, value }] });
      }
      await transaction[end]();
    }
    await producer.disconnect();
    await bus.publish([{ topic: "aborted", key: "last", value: "1" }]);
    const keys = (await readAll(bus, "aborted")).map(({ key }) => key);
    assert.deepEqual(keys, [...new Array(10).fill("commit"), "last"]);
  });

  Deno.test("KafkaBus says when a partition has more to read and nothing comes", async () => {
    const { address } = broker();
    const cluster = { brokers: [address] };
    const patienceMs = 1_500;
    await using bus = new KafkaBus(
      { name: `kafka://${address}`, cluster, compression: "none" },
      { clock: systemClock, patienceMs },
    );
    await bus.createTopic("stalled", { partitions: 1, ...KEEP });
    const producer = makeProducer(broker(), { transactionalId: "hangs", maxInFlightRequests: 1 });
    await producer.connect();
    const transaction = await producer.transaction();
    await transaction.send({ topic: "stalled", messages: [{ key: "a", value: "1" }] });
    const read = () => bus.read({ topic: "stalled", from: new Map([[0, 0]]), ...BOUNDS });
    assert.deepEqual(await read(), []);
    await systemClock.sleep(patienceMs);
    await assert.rejects(read, (error) => {
      assert(error instanceof UserError);
      assert.match(
        error.message,
        /partition 0 goes on to offset 1, but nothing has come from 0 on/,
      );
      return true;
    });
    await transaction.commit();
    await producer.disconnect();
    assert.equal((await readAll(bus, "stalled")).length, 1);
  });

  Deno.test("KafkaBus publishes gzip, and more than one batch holds", async () => {
    const address = `kafka://${broker().address}?compression=gzip`;
    await using bus = await openBus(address, { ifMissing: "fail" });
    await bus.createTopic("large", { partitions: 2, ...KEEP });
    const messages = Array.from({ length: 60 }, (_, i) => (
      { topic: "large", key: `k${i % 3}`, value: String(i).padEnd(100_000) }
    ));
    await bus.publish(messages);
    const seen = await readAll(bus, "large", { maxMessages: 100, maxBytes: 1 << 20 });
    for (const name of ["k0", "k1", "k2"]) {
      const of = (list: readonly { key: string; value: unknown }[]) =>
        list.filter(({ key }) => key === name).map(({ value }) => value);
      assert.deepEqual(of(seen), of(messages));
    }
  });

  Deno.test("KafkaBus refuses a message that is too large in one sentence", async () => {
    await using bus = await open();
    await onAdmin(broker().address, async (admin) => {
      const configEntries = [{ name: "max.message.bytes", value: "100000" }];
      await admin.createTopics({ topics: [{ topic: "small", configEntries }] });
    });
    const value = "x".repeat(200_000);
    await assert.rejects(bus.publish([{ topic: "small", key: "a", value }]), (error) => {
      assert(error instanceof UserError);
      assert.match(error.message, /publish to "small" on kafka:.*larger than the topic takes/);
      return true;
    });
    await bus.publish([{ topic: "small", key: "a", value: "fits" }]);
    assert.deepEqual((await readAll(bus, "small")).map((message) => message.value), ["fits"]);
  });

  Deno.test("KafkaBus says in one sentence that no broker answers, and how often it asked", async () => {
    const address = {
      name: "kafka://127.0.0.1:1",
      cluster: { brokers: ["127.0.0.1:1"] },
      compression: "none" as const,
    };
    const lines: string[] = [];
    const log = { info: () => {}, warn: (line: string) => void lines.push(line) };
    await using bus = new KafkaBus(address, { clock: systemClock, log, patienceMs: 1_000 });
    await assert.rejects(bus.open(), (error) => {
      assert(error instanceof UserError);
      assert.match(error.message, /Cannot open the bus on kafka:\/\/127\.0\.0\.1:1: no broker has/);
      return true;
    });
    assert.match(lines[0], /attempt 5 to open the bus/);
  });
}

function makeProducer(broker: KafkaBroker, options: object) {
  const kafka = new kafkajs.Kafka({ brokers: [broker.address], logLevel: 0 });
  const createPartitioner = kafkajs.Partitioners.DefaultPartitioner;
  return kafka.producer({ createPartitioner, ...options });
}
