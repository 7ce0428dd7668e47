/**
 * The request that appends records in a transaction (Produce, version 7).
 * @module
 */

import type { Buffer } from "node:buffer";
import { ByteReader } from "./byte_reader.ts";
import { ByteWriter } from "./byte_writer.ts";
import { type BrokerMessage, type Compress, writeRecordBatch } from "./write_record_batch.ts";
import { protocolError, type WireRequest } from "./wire_request.ts";
import type { TransactionProducer } from "./txn_offset_commit.ts";

/** Records for one partition. */
export interface ProducePart {
  /** Which topic. */
  readonly topic: string;
  /** Which partition; the asked broker leads it. */
  readonly partition: number;
  /** Number of the first record among all that the writer sent to the partition. */
  readonly firstSequence: number;
  /** At least one. */
  readonly messages: readonly BrokerMessage[];
  /** About how long the records are, bytes: room is made for them at once. */
  readonly sizeBytes: number;
}

/** What to append. */
export interface ProduceOptions {
  /** Who writes. */
  readonly producer: TransactionProducer;
  /** One batch each. */
  readonly parts: readonly ProducePart[];
  /** Time that the records carry, ms since the epoch. */
  readonly nowMs: number;
  /** Number of the compression. */
  readonly codec: number;
  /** Compresses where `codec` is not 0. */
  readonly compress: Compress;
}

const API_KEY = 0;
const VERSION = 7;
const ALL_REPLICAS = -1;
/** Longest wait of a broker for its replicas, ms. */
const REPLICATION_TIMEOUT_MS = 10_000;
/** Bytes of a record beside its key and its value, and of a batch beside its records. */
const RECORD_BYTES = 32;
const BATCH_BYTES = 256;

/** Makes the request; it is answered when all replicas that are in step have the records. */
export function produceRequest(options: ProduceOptions): WireRequest<void> {
  return {
    request: {
      apiKey: API_KEY,
      apiVersion: VERSION,
      apiName: "Produce",
      encode: () => encode(options),
    },
    response: { decode: (data) => Promise.resolve(decode(data)), parse: () => {} },
  };
}

async function encode({ producer, parts, nowMs, codec, compress }: ProduceOptions) {
  const capacityBytes = parts.reduce(
    (sum, { messages, sizeBytes }) =>
      sum + BATCH_BYTES + sizeBytes + RECORD_BYTES * messages.length,
    BATCH_BYTES,
  );
  const writer = new ByteWriter(capacityBytes)
    .string(producer.transactionalId)
    .int16(ALL_REPLICAS)
    .int32(REPLICATION_TIMEOUT_MS);
  const byTopic = Map.groupBy(parts, ({ topic }) => topic);
  writer.int32(byTopic.size);
  for (const [topic, batches] of byTopic) {
    writer.string(topic).int32(batches.length);
    for (const { partition, firstSequence, messages } of batches) {
      writer.int32(partition);
      const at = writer.size();
      writer.int32(0); // bytes of the batch; see below
      const batch = { ...producer, messages, firstSequence, nowMs, codec };
      await writeRecordBatch(writer, batch, compress);
      writer.setInt32(at, writer.size() - at - 4);
    }
  }
  return writer;
}

function decode(data: Buffer) {
  const reader = new ByteReader(data);
  for (let topics = reader.int32(); topics > 0; topics--) {
    reader.string();
    for (let left = reader.int32(); left > 0; left--) {
      reader.int32(); // partition
      const errorCode = reader.int16();
      if (errorCode !== 0) throw protocolError(errorCode);
      reader.int64(); // offset of the first record
      reader.int64(); // time of appending
      reader.int64(); // start of the log
    }
  }
  return { clientSideThrottleTime: reader.int32(), result: undefined };
}
