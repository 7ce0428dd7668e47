import assert from "node:assert/strict";
import type { BrokerLink } from "#lib/bus/kafka/broker_link.ts";
import type { TopicTable } from "#lib/bus/kafka/topic_table.ts";
import { TransactionWriter } from "#lib/bus/kafka/transaction_writer.ts";
import type { WireRequest } from "#lib/bus/kafka/wire/wire_request.ts";
import { systemClock } from "#lib/core/clock.ts";

const PARTITIONS = 3;
/** More than one batch of a partition takes, so that there are several rounds. */
const LARGE = "x".repeat(400 * 2 ** 10);

/** A cluster that notes what it is asked, each answer some turns after the question. */
function noting(asked: string[]): { readonly link: BrokerLink; readonly topics: TopicTable } {
  const answer = async (name: string, value?: unknown) => {
    asked.push(name);
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setTimeout(resolve));
    asked.push(`${name} answered`);
    return value;
  };
  const broker = {
    initProducerId: () => answer("initProducerId", { producerId: "1", producerEpoch: 0 }),
    addPartitionsToTxn: () => answer("addPartitionsToTxn"),
    addOffsetsToTxn: () => answer("addOffsetsToTxn"),
    endTxn: () => answer("endTxn"),
    connectionPool: {
      send: ({ request }: WireRequest<unknown>) => answer(request.apiName, "CompleteCommit"),
    },
  };
  const link = {
    persist: <T>(_doing: string, work: () => Promise<T>) => work(),
    coordinator: () => Promise.resolve(broker),
    broker: () => Promise.resolve(broker),
  };
  const leaders = Array.from({ length: PARTITIONS }, (_, partition) => partition);
  const topics = { get: () => Promise.resolve({ name: "t", leaders }) };
  return { link: link as unknown as BrokerLink, topics: topics as unknown as TopicTable };
}

Deno.test("TransactionWriter asks for the offsets when all messages are there, and ends after that", async () => {
  const asked: string[] = [];
  const writer = new TransactionWriter({
    ...noting(asked),
    clock: systemClock,
    compression: 0,
    sessionMs: () => Infinity,
  });
  const messages = Array.from({ length: 2 * PARTITIONS }, (_, i) => (
    { topic: "t", key: "k", partition: i % PARTITIONS, value: LARGE }
  ));
  await writer.write("commit", messages, {
    member: () => ({ groupId: "g", memberId: "m", generationId: 1 }),
    topic: "packets",
    offsets: new Map([[0, 7]]),
  });
  const produced = asked.filter((name) => name === "Produce answered").length;
  assert.equal(produced, 2 * PARTITIONS);
  const last = asked.lastIndexOf("Produce answered");
  assert(last < asked.indexOf("TxnOffsetCommit"), asked.join());
  assert(asked.indexOf("addOffsetsToTxn answered") < asked.indexOf("TxnOffsetCommit"));
  assert(asked.indexOf("TxnOffsetCommit answered") < asked.indexOf("endTxn"));
});
