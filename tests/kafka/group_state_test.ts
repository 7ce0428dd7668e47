import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { BrokerLink } from "#lib/bus/kafka/broker_link.ts";
import { GroupState } from "#lib/bus/kafka/group_state.ts";
import type { TopicTable } from "#lib/bus/kafka/topic_table.ts";
import { ByteWriter } from "#lib/bus/kafka/wire/byte_writer.ts";
import type { FetchedPartition } from "#lib/bus/kafka/wire/fetch.ts";
import { type BrokerMessage, writeRecordBatch } from "#lib/bus/kafka/wire/write_record_batch.ts";
import { systemClock } from "#lib/core/clock.ts";

/** Writes a batch of one message at an offset. */
async function batchAt(offset: number, message: BrokerMessage): Promise<Buffer> {
  const writer = new ByteWriter();
  const head = { producerId: "1", producerEpoch: 0, firstSequence: 0, nowMs: 0, codec: 0 };
  await writeRecordBatch(writer, { ...head, messages: [message] }, () => Promise.reject());
  const batch = Buffer.from(writer.buffer);
  batch.writeBigInt64BE(BigInt(offset), 0);
  return batch;
}

/** A partition whose last transaction is open and still being written: each look at its end shows
 * one message more, and a fetch gives the next one. */
async function growing(messages: readonly BrokerMessage[]) {
  const batches = await Promise.all(messages.map((message, i) => batchAt(i, message)));
  let latest = 0;
  const topic = { name: "packets.g.state", leaders: [0] };
  const topics = {
    find: () => Promise.resolve(topic),
    ranges: () => {
      latest = Math.min(batches.length, latest + 1);
      return Promise.resolve([{ earliest: 0, latest }]);
    },
    forget: () => {},
  };
  let fetches = 0;
  const send = (): Promise<FetchedPartition[]> => {
    const batch = batches[fetches++];
    const answer = { partition: 0, errorCode: 0, endOffset: batches.length, aborted: [] };
    return Promise.resolve([{ ...answer, batches: batch }]);
  };
  const link = { broker: () => Promise.resolve({ connectionPool: { send } }) };
  return { link: link as unknown as BrokerLink, topics: topics as unknown as TopicTable };
}

Deno.test("GroupState restores a step whole that was still being written when the reading began", async () => {
  const parts = await growing([
    { key: "entry:eth0", value: "new" },
    { key: "entry:eth1", value: "new" },
    { key: "offset", value: '{"offset":7,"epoch":1}' },
  ]);
  const state = new GroupState({ ...parts, clock: systemClock });
  const { offset, entries } = await state.restore("g", "packets", 0);
  assert.equal(offset, 7);
  assert.deepEqual([...entries.keys()], ["eth0", "eth1"]);
});
