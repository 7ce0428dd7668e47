/**
 * kafkajs with its own producer and consumer, of which our adapter uses neither.
 * @module
 */

import { Buffer } from "node:buffer";
import kafkajs from "kafkajs";
import type { Payload } from "#lib/bus/bus.ts";
import { type PeerClient, runPeer } from "./client_peer.ts";

Deno.env.set("KAFKAJS_NO_PARTITIONER_WARNING", "1");

async function makeClient(bootstrap: string): Promise<PeerClient> {
  const kafka = new kafkajs.Kafka({
    brokers: [bootstrap],
    logLevel: kafkajs.logLevel.NOTHING,
  });
  const producer = kafka.producer({ idempotent: true, allowAutoTopicCreation: false });
  await producer.connect();
  let groups = 0;
  return {
    async produce(messages) {
      const [{ topic }] = messages;
      await producer.send({
        topic,
        acks: -1,
        messages: messages.map(({ key, value }) => ({ key, value: asContent(value) })),
      });
    },
    async readFromStart(topic, format, take) {
      const consumer = kafka.consumer({
        groupId: `${topic}-${groups++}`,
        maxBytes: 16 * 2 ** 20,
        maxBytesPerPartition: 2 * 2 ** 20,
        maxWaitTimeInMs: 20,
      });
      await consumer.connect();
      await consumer.subscribe({ topic, fromBeginning: true });
      const elapsedMs = await new Promise<number>((resolve) => {
        let startMs: number | undefined;
        consumer.run({
          autoCommit: false,
          eachBatchAutoResolve: true,
          eachBatch: ({ batch }) => {
            startMs ??= performance.now();
            const { messages } = batch;
            const state = take({
              partition: batch.partition,
              offsets: messages.map(({ offset }) => Number(offset)),
              keys: messages.map(({ key }) => String(key)),
              values: messages.map(({ value }) => format === "json" ? String(value) : value!),
            });
            if (state === "enough") resolve(performance.now() - startMs);
            return Promise.resolve();
          },
        });
      });
      await consumer.disconnect();
      return elapsedMs;
    },
    close: () => producer.disconnect(),
  };
}

function asContent(value: Payload): string | Buffer {
  return typeof value === "string"
    ? value
    : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}

await runPeer(makeClient, { kafkajs: "2.2.4" });
Deno.exit(0); // a consumer that was stopped in the middle of its fetches lets its timers run on
