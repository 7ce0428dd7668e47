/**
 * What records cost to encode, decode, publish and read, in both formats, on the buses that need
 * no server. Each figure is for {@link ROWS} records; `deno bench -A bench/bus_bench.ts`.
 * @module
 */

import { join } from "node:path";
import { encodeJson } from "#lib/bus/codec/json_encoder.ts";
import { encodePacked } from "#lib/bus/codec/packed_encoder.ts";
import { RecordDecoder } from "#lib/bus/codec/record_decoder.ts";
import type { Bus, FetchedMessages, OutgoingMessage } from "#lib/bus/bus.ts";
import { openBus } from "#lib/bus/open.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { ADDRESS_STRIDE_BYTES, PacketBatch } from "#lib/core/packet.ts";
import { Random } from "#lib/core/random.ts";

/** Records of each measurement. */
const ROWS = 65_536;
const LINKS = 100;
const PARTITIONS = 8;
const MESSAGES_PER_PUBLISH = 1_000;

/** Packets of many links, mixed as a capture has them: TCP over IPv4, 1 ms of event time apart. */
function makeBatch(): PacketBatch {
  const random = new Random(7);
  const batch = new PacketBatch(ROWS, new LinkTable());
  const links = Array.from({ length: LINKS }, (_, i) => batch.links.intern(`link-${i}`));
  for (let row = 0; row < ROWS; row++) {
    const ts = 1_700_000_000_000_000 + row * 1_000 + random.integer(900);
    const link = links[random.integer(LINKS)];
    batch.push({ kind: 0, ts, link, len: 60 + random.integer(1_400), proto: 6 });
    batch.family[row] = 4;
    for (const octet of [0, 1, 2, 3, 16, 17, 18, 19]) {
      batch.addresses[row * ADDRESS_STRIDE_BYTES + octet] = random.integer(256);
    }
    batch.sport[row] = 1_024 + random.integer(60_000);
    batch.dport[row] = 443;
  }
  return batch;
}

function* slices(messages: readonly OutgoingMessage[]): Generator<OutgoingMessage[]> {
  for (let at = 0; at < messages.length; at += MESSAGES_PER_PUBLISH) {
    yield messages.slice(at, at + MESSAGES_PER_PUBLISH);
  }
}

function fetched(messages: readonly OutgoingMessage[]): FetchedMessages {
  return {
    partition: 0,
    offsets: messages.map((_, offset) => offset),
    keys: messages.map(({ key }) => key),
    // Flat strings, as a bus gives them, and not the ropes that the encoder builds.
    values: messages.map(({ value }) => typeof value === "string" ? flat(value) : value),
  };
}

function flat(text: string): string {
  return new TextDecoder().decode(new TextEncoder().encode(text));
}

const folder = Deno.makeTempDirSync({ prefix: "bus-bench-" });
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));

const batch = makeBatch();
const encoders = { json: encodeJson, packed: encodePacked };
const formats = ["json", "packed"] as const;
const target = new PacketBatch(16_384, new LinkTable());

function decodeAll(decoder: RecordDecoder, messages: FetchedMessages): void {
  for (let at = 0; at < messages.offsets.length;) {
    at = decoder.decode(messages, at, target, []);
    target.clear();
  }
}

for (const format of formats) {
  Deno.bench(`encode ${format}`, { group: "encode" }, () => {
    encoders[format](batch, "packets");
  });
}

const plain = Array.from({ length: ROWS }, (_, row) => ({
  v: 1,
  ts: batch.ts[row],
  link: batch.links.name(batch.link[row]),
  len: batch.len[row],
  proto: 6,
  src: "10.0.0.1",
  dst: "10.0.0.2",
  sport: batch.sport[row],
  dport: 443,
}));
Deno.bench("encode, naive: an object a packet, JSON.stringify", { group: "encode" }, () => {
  for (const record of plain) JSON.stringify(record);
});

for (const format of formats) {
  const messages = fetched(encoders[format](batch, "packets"));
  for (const columns of ["counters", "all"] as const) {
    const decoder = new RecordDecoder({ columns });
    Deno.bench(`decode ${format}, ${columns}`, { group: "decode" }, () => {
      decodeAll(decoder, messages);
    });
  }
}

const texts = plain.map((record) => JSON.stringify(record));
Deno.bench("decode, naive: an object a packet, JSON.parse", { group: "decode" }, () => {
  let bytes = 0;
  for (const text of texts) bytes += JSON.parse(text).len;
  if (bytes === 0) throw new Error("nothing was read");
});

const buses = {
  memory: await openBus("memory:", { ifMissing: "create" }),
  sqlite: await openBus(join(folder, "produce.db"), { ifMissing: "create" }),
};
for (const [name, bus] of Object.entries(buses)) {
  for (const format of formats) {
    const topic = `packets-${format}`;
    // A bound keeps the memory bus small, and the log pays for its retention.
    await bus.createTopic(topic, { partitions: PARTITIONS, retentionMs: 0, retentionBytes: 5e7 });
    const messages = encoders[format](batch, topic);
    Deno.bench(`publish ${format} to ${name}`, { group: "publish", n: 12, warmup: 2 }, async () => {
      for (const slice of slices(messages)) await bus.publish(slice);
    });
  }
}

async function fill(bus: Bus, topic: string, messages: readonly OutgoingMessage[]): Promise<void> {
  await bus.createTopic(topic, { partitions: PARTITIONS, retentionMs: 0, retentionBytes: 0 });
  for (const slice of slices(messages)) await bus.publish(slice);
}

async function readAndDecode(bus: Bus, topic: string, decoder: RecordDecoder): Promise<void> {
  const from = new Map(Array.from({ length: PARTITIONS }, (_, partition) => [partition, 0]));
  for (;;) {
    const parts = await bus.read({ topic, from, maxMessages: 8_192, maxBytes: 4 << 20 });
    if (parts.length === 0) return;
    for (const part of parts) {
      decodeAll(decoder, part);
      from.set(part.partition, part.offsets.at(-1)! + 1);
    }
  }
}

const full = {
  memory: await openBus("memory:", { ifMissing: "create" }),
  sqlite: await openBus(join(folder, "consume.db"), { ifMissing: "create" }),
};
for (const [name, bus] of Object.entries(full)) {
  for (const format of formats) {
    const topic = `packets-${format}`;
    await fill(bus, topic, encoders[format](batch, topic));
    const decoder = new RecordDecoder({ columns: "counters" });
    const options = { group: "read and decode", n: 12, warmup: 2 };
    Deno.bench(`read and decode ${format} from ${name}`, options, async () => {
      await readAndDecode(bus, topic, decoder);
    });
  }
}
