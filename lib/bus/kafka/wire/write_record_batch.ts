/**
 * Writes record batches (Kafka's message format 2). The client library makes some twenty objects of
 * each record, and copies each of them several times.
 * @module
 */

import { Buffer } from "node:buffer";
import type { ByteWriter } from "./byte_writer.ts";
import { crc32c } from "./crc32c.ts";

/** A record to be appended. */
export interface BrokerMessage {
  /** Its key. */
  readonly key: string;
  /** Its value; `null` is a tombstone. */
  readonly value: string | Uint8Array | null;
  /** Its headers. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A batch of records of one transaction. */
export interface OutgoingBatch {
  /** At least one. */
  readonly messages: readonly BrokerMessage[];
  /** What the broker numbered the writer. */
  readonly producerId: string;
  /** Grows whenever the writer starts over. */
  readonly producerEpoch: number;
  /** Number of the first record among all that the writer sent to the partition. */
  readonly firstSequence: number;
  /** Time that the records carry, ms since the epoch. */
  readonly nowMs: number;
  /** Number of the compression. */
  readonly codec: number;
}

/** Compresses; the number is that of the batch's attributes. */
export type Compress = (codec: number, bytes: Buffer) => Promise<Uint8Array>;

const MAGIC = 2;
const TRANSACTIONAL = 0x10;
const NO_LEADER_EPOCH = -1;
/** From where on the checksum counts, after the batch's first byte. */
const CRC_FROM = 21;

/** Writes a batch at a writer's end. */
export async function writeRecordBatch(
  writer: ByteWriter,
  batch: OutgoingBatch,
  compress: Compress,
): Promise<void> {
  const { messages, codec, nowMs } = batch;
  const begin = writer.size();
  writer.int64(0n) // the broker gives the offsets
    .int32(0) // length; see below
    .int32(NO_LEADER_EPOCH).int8(MAGIC)
    .int32(0) // checksum; see below
    .int16(TRANSACTIONAL | codec)
    .int32(messages.length - 1)
    .int64(BigInt(nowMs)).int64(BigInt(nowMs))
    .int64(BigInt(batch.producerId)).int16(batch.producerEpoch)
    .int32(batch.firstSequence)
    .int32(messages.length);
  const head = writer.size();
  messages.forEach((message, i) => writeRecord(writer, message, i));
  if (codec !== 0) {
    const packed = await compress(codec, writer.buffer.subarray(head));
    writer.cut(head);
    writer.raw(packed);
  }
  writer.setInt32(begin + 8, writer.size() - begin - 12);
  writer.setInt32(begin + 17, crc32c(writer.buffer.subarray(begin + CRC_FROM)));
}

/** Lengths go before what they measure, and that of UTF-8 shows when it is written: it is taken to be
 * as long as the text, which is so for ASCII, and written once more where it is not. */
function writeRecord(writer: ByteWriter, message: BrokerMessage, offsetDelta: number): void {
  const { key, value } = message;
  const begin = writer.size();
  const keyBytes = key.length;
  const valueBytes = value?.length ?? -1;
  if (!tryRecord(writer, message, offsetDelta, keyBytes, valueBytes)) {
    writer.cut(begin);
    const exact = typeof value === "string" ? Buffer.byteLength(value) : valueBytes;
    tryRecord(writer, message, offsetDelta, Buffer.byteLength(key), exact);
  }
}

/** Writes a record with the lengths of its key and its value; says whether they are right. */
function tryRecord(
  writer: ByteWriter,
  { key, value, headers }: BrokerMessage,
  offsetDelta: number,
  keyBytes: number,
  valueBytes: number,
): boolean {
  const names = headers === undefined ? NO_NAMES : Object.keys(headers);
  let length = 2 + sizeOfVarint(offsetDelta) + sizeOfVarint(keyBytes) + keyBytes +
    sizeOfVarint(valueBytes) + Math.max(0, valueBytes) + sizeOfVarint(names.length);
  for (const name of names) length += sizeOfText(name) + sizeOfText(headers![name]);
  writer.varint(length)
    .int8(0) // attributes
    .int8(0) // later than the batch's time by, ms
    .varint(offsetDelta)
    .varint(keyBytes);
  if (writer.text(key) !== keyBytes) return false;
  writer.varint(valueBytes);
  if (typeof value !== "string") {
    if (value !== null) writer.raw(value);
  } else if (writer.text(value) !== valueBytes) return false;
  writer.varint(names.length);
  for (const name of names) {
    writeText(writer, name);
    writeText(writer, headers![name]);
  }
  return true;
}

const NO_NAMES: readonly string[] = [];

function writeText(writer: ByteWriter, text: string): void {
  writer.varint(Buffer.byteLength(text));
  writer.text(text);
}

function sizeOfText(text: string): number {
  const bytes = Buffer.byteLength(text);
  return sizeOfVarint(bytes) + bytes;
}

/** Bytes of a zigzag number from -1 on. */
function sizeOfVarint(value: number): number {
  return value < 1 << 6 ? 1 : value < 1 << 13 ? 2 : value < 1 << 20 ? 3 : value < 1 << 27 ? 4 : 5;
}
