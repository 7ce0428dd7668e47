/**
 * What the peers in JavaScript share: another Kafka client under the same records and codecs as
 * ours, so that the difference is the client's.
 *
 * `deno run -A bench/peers/NAME_peer.ts --bootstrap host:port --topic empty-topic --seconds 10`
 * @module
 */

import { parseArgs } from "node:util";
import { EndlessRecords } from "#lib/app/endless_records.ts";
import { encodeRecords, type RecordFormat } from "#lib/app/record_publisher.ts";
import type { FetchedMessages, OutgoingMessage } from "#lib/bus/bus.ts";
import { RecordDecoder } from "#lib/bus/codec/record_decoder.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import { TRAFFIC } from "../kafka/traffic.ts";

/** A client. */
export interface PeerClient {
  /** Sends messages of one topic; resolves when all replicas have them. */
  produce(messages: readonly OutgoingMessage[], format: RecordFormat): Promise<void>;
  /** Reads a topic from its beginning, until `take` says that it was enough; gives the time from
   * the first message to the last, ms. */
  readFromStart(
    topic: string,
    format: RecordFormat,
    take: (messages: FetchedMessages) => "more" | "enough",
  ): Promise<number>;
  /** Lets go of the connections. */
  close(): Promise<void>;
}

interface Row {
  readonly format: RecordFormat;
  readonly stage: "produce" | "consume";
  readonly messagesPerSecond: number;
  readonly packetsPerSecond: number;
  readonly seconds: number;
}

/** Runs all stages and prints one line of JSON. */
export async function runPeer(
  makeClient: (bootstrap: string) => Promise<PeerClient>,
  versions: Readonly<Record<string, string>>,
): Promise<void> {
  const { values } = parseArgs({
    options: {
      bootstrap: { type: "string" },
      topic: { type: "string" },
      seconds: { type: "string" },
    },
  });
  const { bootstrap = "localhost:9092", topic = "peer", seconds = "10" } = values;
  const client = await makeClient(bootstrap);
  const rows: Row[] = [];
  for (const format of ["json", "packed"] as const) {
    rows.push(...await measure(client, `${topic}-${format}`, format, Number(seconds) * 1000));
  }
  await client.close();
  // deno-lint-ignore no-console
  console.log(JSON.stringify({ rows, versions }));
}

async function measure(
  client: PeerClient,
  topic: string,
  format: RecordFormat,
  leastMs: number,
): Promise<Row[]> {
  const rows = format === "json" ? TRAFFIC.jsonRows : TRAFFIC.packedRows;
  const records = await EndlessRecords.make({ ...TRAFFIC, rows }, new LinkTable());
  const produced = { messages: 0, packets: 0 };
  const startMs = performance.now();
  while (performance.now() - startMs < leastMs) {
    const { batch } = records.next();
    const messages = encodeRecords(batch, { topic, format });
    await client.produce(messages, format);
    produced.messages += messages.length;
    produced.packets += batch.length;
  }
  const producedMs = performance.now() - startMs;

  const consumed = { messages: 0, packets: 0 };
  let consumedMs = 0;
  const decoder = new RecordDecoder({ columns: "counters" });
  const batch = new PacketBatch(65_536, new LinkTable());
  while (consumedMs < leastMs) {
    let left = produced.messages;
    consumedMs += await client.readFromStart(topic, format, (messages) => {
      for (let at = 0; at < messages.values.length;) {
        at = decoder.decode(messages, at, batch, []);
        consumed.packets += batch.length;
        batch.clear();
      }
      consumed.messages += messages.values.length;
      left -= messages.values.length;
      return left > 0 ? "more" : "enough";
    });
  }
  return [
    rowOf(format, "produce", produced, producedMs),
    rowOf(format, "consume", consumed, consumedMs),
  ];
}

function rowOf(
  format: RecordFormat,
  stage: Row["stage"],
  { messages, packets }: { messages: number; packets: number },
  ms: number,
): Row {
  const seconds = ms / 1000;
  return {
    format,
    stage,
    messagesPerSecond: messages / seconds,
    packetsPerSecond: packets / seconds,
    seconds,
  };
}
