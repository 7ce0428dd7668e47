/**
 * `@platformatic/kafka`, another client in JavaScript.
 * @module
 */

import { Buffer } from "node:buffer";
import { Consumer, ProduceAcks, Producer } from "@platformatic/kafka";
import type { Payload } from "#lib/bus/bus.ts";
import { type PeerClient, runPeer } from "../client_peer.ts";

/** Messages that are decoded at once. */
const DECODE_MESSAGES = 4_096;

function makeClient(bootstrap: string): Promise<PeerClient> {
  const shared = { clientId: "peer", bootstrapBrokers: [bootstrap] };
  const producer = new Producer({
    ...shared,
    idempotent: true,
    acks: ProduceAcks.ALL,
    autocreateTopics: false,
  });
  let groups = 0;
  return Promise.resolve({
    async produce(messages) {
      await producer.send({
        messages: messages.map(({ topic, key, value }) => ({
          topic,
          key: Buffer.from(key),
          value: asBuffer(value),
        })),
      });
    },
    async readFromStart(topic, format, take) {
      const consumer = new Consumer({
        ...shared,
        groupId: `${topic}-${groups++}`,
        autocommit: false,
        maxBytes: 16 * 2 ** 20,
        maxBytesPerPartition: 2 * 2 ** 20,
        maxWaitTime: 20,
        highWaterMark: DECODE_MESSAGES,
      });
      const stream = await consumer.consume({ topics: [topic], mode: "earliest" });
      const elapsedMs = await new Promise<number>((resolve, reject) => {
        let startMs: number | undefined;
        let waiting: { partition: number; offsets: number[]; keys: string[]; values: Payload[] };
        const clear = () => waiting = { partition: 0, offsets: [], keys: [], values: [] };
        let timer: ReturnType<typeof setTimeout> | undefined;
        clear();
        const flush = () => {
          clearTimeout(timer);
          timer = undefined;
          const done = waiting;
          clear();
          if (take(done) === "enough") resolve(performance.now() - startMs!);
        };
        stream.on("error", reject);
        stream.on("data", ({ offset, key, value }) => {
          startMs ??= performance.now();
          waiting.offsets.push(Number(offset));
          waiting.keys.push(key.toString());
          waiting.values.push(format === "json" ? value.toString() : value);
          if (waiting.values.length >= DECODE_MESSAGES) flush();
          else timer ??= setTimeout(flush, 5); // the last ones
        });
      });
      await consumer.close(true);
      return elapsedMs;
    },
    close: () => producer.close(),
  });
}

function asBuffer(value: Payload): Buffer {
  if (typeof value === "string") return Buffer.from(value);
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}

await runPeer(makeClient, { "@platformatic/kafka": "2.12.1" });
Deno.exit(0); // streams that were closed in the middle of their fetches let their timers run on
