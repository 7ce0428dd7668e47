import assert from "node:assert/strict";
import { PUBLISH_ROWS, RecordPublisher } from "#lib/app/record_publisher.ts";
import { type BadMessage, RecordDecoder } from "#lib/bus/codec/record_decoder.ts";
import type { OutgoingMessage } from "#lib/bus/bus.ts";
import { Ticker } from "#lib/capture/ticker.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch, RECORD_KIND_NAMES } from "#lib/core/packet.ts";

const WINDOW_US = 5_000_000;

/** A publisher whose messages are kept, as the rows that they hold. */
function publisherOf(format: "json" | "packed" = "json") {
  const links = new LinkTable();
  const stored: string[] = [];
  const packets: number[] = [];
  const store = (messages: OutgoingMessage[], count: number) => {
    packets.push(count);
    stored.push(...rowsOf(messages));
    return Promise.resolve();
  };
  const ticker = new Ticker({ windowUs: WINDOW_US, maxGapWindows: 1_000 });
  const publisher = new RecordPublisher({ topic: "packets", format }, ticker, store);
  const batchOf = (records: readonly (readonly [link: string, ts: number])[]) => {
    const batch = new PacketBatch(Math.max(1, records.length), links);
    for (const [link, ts] of records) {
      batch.push({ kind: 0, ts: ts * 1e6, link: links.intern(link), len: 60, proto: 6 });
    }
    return batch;
  };
  return { publisher, stored, packets, batchOf };
}

/** Reads messages back: link, kind and time of each row. */
function rowsOf(messages: readonly OutgoingMessage[]): string[] {
  const links = new LinkTable();
  const decoder = new RecordDecoder({ columns: "all" });
  const rows: string[] = [];
  for (const { key, value } of messages) {
    const batch = new PacketBatch(PUBLISH_ROWS, links);
    const bad: BadMessage[] = [];
    decoder.decode({ partition: 0, offsets: [0], keys: [key], values: [value] }, 0, batch, bad);
    assert.deepEqual(bad, []);
    for (let row = 0; row < batch.length; row++) {
      const kind = RECORD_KIND_NAMES[batch.kind[row]];
      rows.push(`${links.name(batch.link[row])} ${kind} ${batch.ts[row] / 1e6}`);
    }
  }
  return rows;
}

for (const format of ["json", "packed"] as const) {
  Deno.test(`packets go out with the silences between them, as ${format}`, async () => {
    const { publisher, stored, packets, batchOf } = publisherOf(format);
    await publisher.publish(batchOf([["a", 1], ["b", 2], ["a", 3]]));
    await publisher.publish(batchOf([["a", 6], ["a", 11]]));
    await publisher.finish();
    const byLink = (link: string) => stored.filter((row) => row.startsWith(link));
    assert.deepEqual(byLink("a"), [
      ...["a packet 1", "a packet 3", "a packet 6", "a packet 11", "a end 11.000001"],
    ]);
    assert.deepEqual(byLink("b"), ["b packet 2", "b tick 10", "b end 11.000001"]);
    assert.equal(packets.reduce((sum, count) => sum + count), 5, "silences are no packets");
  });
}

Deno.test("event time can pass though no packet comes", async () => {
  const { publisher, stored, batchOf } = publisherOf();
  await publisher.advance(3_000_000); // of no link yet
  await publisher.publish(batchOf([["a", 1]]));
  await publisher.advance(12_000_000);
  await publisher.advance(12_500_000);
  assert.deepEqual(stored, ["a packet 1", "a tick 10"]);
});

Deno.test("a publisher with nothing published has nothing to end", async () => {
  const { publisher, stored } = publisherOf();
  await publisher.finish();
  assert.deepEqual(stored, []);
  assert.equal(publisher.messages, 0);
});

Deno.test("packets that are on the bus already are not published again, silences behind them are", async () => {
  const { publisher, stored, batchOf } = publisherOf();
  publisher.skip(batchOf([["a", 1], ["b", 2]]));
  publisher.skip(batchOf([["a", 7]]));
  assert.deepEqual(stored, []);
  await publisher.publish(batchOf([["a", 12]]));
  await publisher.finish();
  assert.deepEqual(stored, ["b tick 10", "a packet 12", "a end 12.000001", "b end 12.000001"]);
  assert.equal(publisher.messages, 4);
});

Deno.test("a large batch goes out in parts that block no other writer for long", async () => {
  const { publisher, stored, packets, batchOf } = publisherOf("packed");
  const rows = Array.from({ length: 20_000 }, (_, i) => ["a", i * 1e-4] as const);
  await publisher.publish(batchOf(rows));
  assert.equal(stored.length, 20_000);
  assert(packets.length >= 3 && Math.max(...packets) <= PUBLISH_ROWS, `${packets}`);
});

Deno.test("a store that fails fails the publishing", async () => {
  const store = () => Promise.reject(new Error("full"));
  const ticker = new Ticker({ windowUs: WINDOW_US, maxGapWindows: 1_000 });
  const publisher = new RecordPublisher({ topic: "packets", format: "json" }, ticker, store);
  await assert.rejects(publisher.publish(publisherOf().batchOf([["a", 1]])), /full/);
  assert.equal(publisher.messages, 0);
});
