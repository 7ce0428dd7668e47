/**
 * Reads the record batches of a partition (Kafka's message format 2) into columns. The client
 * library's own reader makes some ten objects of each record, loses batches that compaction has
 * emptied, and with them the place to read on from.
 * @module
 */

import { Buffer, isUtf8 } from "node:buffer";
import type { Payload } from "../../bus.ts";
import { ByteReader } from "./byte_reader.ts";

/** A transaction that was given up: its records are passed over. */
export interface AbortedTransaction {
  /** Who wrote it. */
  readonly producerId: bigint;
  /** Offset of its first record. */
  readonly firstOffset: number;
}

/** Records of one partition, in columns of equal length. */
export interface RecordColumns {
  /** Growing. */
  readonly offsets: number[];
  /** Keys of the messages; a missing one is empty. */
  readonly keys: string[];
  /** Values; `undefined` is a tombstone. */
  readonly values: (Payload | undefined)[];
  /** Bytes of each value. */
  readonly sizes: number[];
}

/** Header that tells bytes from text; its value is empty. */
export const BYTES_HEADER = "bytes";
/** Header that holds the key of a message whose record has an id for a key. */
export const KEY_HEADER = "key";

/** Undoes a compression; the number is that of the batch's attributes. */
export type Decompress = (codec: number, bytes: Buffer) => Promise<Buffer>;

const HEAD_BYTES = 61;
const COMPRESSION = 0x07;
const TRANSACTIONAL = 0x10;
const CONTROL = 0x20;

/**
 * Appends the records of batches from an offset on to columns.
 * @param data batches one after the other; the last may be cut
 * @param from records before it are passed over, since batches are sent whole
 * @param aborted transactions to pass over, by first offset
 * @returns the offset behind the last whole batch, `from` where there is none
 * @throws {RangeError} if a batch is broken, or what `decompress` throws
 */
export async function readRecordBatches(
  data: Buffer,
  from: number,
  aborted: readonly AbortedTransaction[],
  into: RecordColumns,
  decompress: Decompress,
): Promise<number> {
  const waiting = [...aborted].sort((a, b) => a.firstOffset - b.firstOffset);
  const abortedNow = new Set<bigint>();
  let next = from;
  for (let at = 0; at + HEAD_BYTES <= data.length;) {
    const head = new ByteReader(data, at);
    const baseOffset = head.safeInt64();
    const end = head.int32() + head.at;
    if (end > data.length) break;
    head.at = at + 21;
    const attributes = head.int16();
    const lastOffset = baseOffset + head.int32();
    head.at = at + 43;
    const producerId = head.int64();
    head.at = at + 57;
    const count = head.int32();
    while (waiting.length > 0 && waiting[0].firstOffset <= lastOffset) {
      abortedNow.add(waiting.shift()!.producerId);
    }
    if ((attributes & CONTROL) !== 0) {
      // Whether it ends a transaction well or not, what follows of this producer is another one.
      abortedNow.delete(producerId);
    } else if ((attributes & TRANSACTIONAL) === 0 || !abortedNow.has(producerId)) {
      const codec = attributes & COMPRESSION;
      const packed = data.subarray(at + HEAD_BYTES, end);
      const records = codec === 0 ? packed : await decompress(codec, packed);
      readRecords(records, count, baseOffset, from, into);
    }
    next = Math.max(next, lastOffset + 1);
    at = end;
  }
  return next;
}

function readRecords(
  records: Buffer,
  count: number,
  baseOffset: number,
  from: number,
  into: RecordColumns,
): void {
  const reader = new ByteReader(records);
  const size = records.length;
  for (let i = 0; i < count; i++) {
    const length = reader.varint();
    const end = reader.at + length;
    if (length < 0 || end > size) throw new RangeError(`a record of ${length} bytes`);
    reader.int8();
    reader.skipVarlong();
    const offset = baseOffset + reader.varint();
    if (offset >= from) {
      const keyLength = reader.varint();
      const key = keyLength < 0 ? "" : reader.text(keyLength);
      const valueLength = reader.varint();
      const valueAt = reader.at;
      reader.at += Math.max(0, valueLength);
      const marks = readHeaders(reader, end);
      if (reader.at > end) throw new RangeError("a record that is longer than it says");
      reader.at = valueAt;
      into.offsets.push(offset);
      into.keys.push(marks.key ?? key);
      into.values.push(valueLength < 0 ? undefined : payloadOf(reader, valueLength, marks));
      into.sizes.push(Math.max(0, valueLength));
    }
    reader.at = end;
  }
}

/** What a record's headers say of it. */
interface Marks {
  readonly isBytes: boolean;
  readonly key: string | undefined;
}

const UNMARKED: Marks = { isBytes: false, key: undefined };

function readHeaders(reader: ByteReader, end: number): Marks {
  let left = reader.varint();
  if (left === 0) return UNMARKED;
  let { isBytes, key } = UNMARKED;
  for (; left > 0 && reader.at <= end; left--) {
    const name = reader.view(Math.max(0, reader.varint()));
    const value = reader.view(Math.max(0, reader.varint()));
    // By their lengths first: other programs may have headers of any size.
    if (name.length === BYTES_HEADER.length) isBytes ||= name.toString() === BYTES_HEADER;
    else if (name.length === KEY_HEADER.length && name.toString() === KEY_HEADER) {
      key = value.toString();
    }
  }
  return { isBytes, key };
}

/** Text is what is valid as text and not marked as bytes, so that what other programs publish
 * without a mark is read as they meant it. Most text is read but once: only where it holds a U+FFFD,
 * which stands for what is no UTF-8, are the bytes looked at. */
function payloadOf(reader: ByteReader, length: number, { isBytes }: Marks): Payload {
  if (isBytes) return bytes(reader.view(length));
  const at = reader.at;
  const text = reader.text(length);
  if (!text.includes("\ufffd")) return text;
  reader.at = at;
  const view = reader.view(length);
  return isUtf8(view) ? text : bytes(view);
}

/** Copies: a view would keep all that was fetched with it in memory. */
function bytes(value: Buffer): Uint8Array {
  return new Uint8Array(value);
}

/** Makes columns without records. */
export function emptyColumns(): RecordColumns {
  return { offsets: [], keys: [], values: [], sizes: [] };
}
