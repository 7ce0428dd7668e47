import assert from "node:assert/strict";
import type { BrokerLink } from "#lib/bus/kafka/broker_link.ts";
import type { TopicTable } from "#lib/bus/kafka/topic_table.ts";
import { TransactionWriter } from "#lib/bus/kafka/transaction_writer.ts";
import { systemClock } from "#lib/core/clock.ts";

/** Writes nothing in a transaction, by a member with a session; gives the transaction's timeout. */
async function timeoutOf(sessionMs: number): Promise<number | undefined> {
  let timeoutMs: number | undefined;
  const coordinator = {
    initProducerId: (request: { transactionTimeout: number }) => {
      timeoutMs = request.transactionTimeout;
      return Promise.resolve({ producerId: "1", producerEpoch: 0 });
    },
    endTxn: () => Promise.resolve(),
    connectionPool: { send: () => Promise.resolve("CompleteCommit") },
  };
  const link = {
    persist: <T>(_doing: string, work: () => Promise<T>) => work(),
    coordinator: () => Promise.resolve(coordinator),
  };
  const writer = new TransactionWriter({
    link: link as unknown as BrokerLink,
    topics: {} as TopicTable,
    clock: systemClock,
    compression: 0,
    sessionMs: () => sessionMs,
  });
  await writer.write("write nothing", []);
  return timeoutMs;
}

Deno.test("TransactionWriter leaves no transaction open for longer than its member's session", async () => {
  assert.equal(await timeoutOf(Infinity), 10_000);
  assert.equal(await timeoutOf(30_000), 10_000);
  assert.equal(await timeoutOf(4_000.5), 4_001);
  assert.equal(await timeoutOf(500), 2_000);
});
