/**
 * The request that fetches records (Fetch, version 11), and its response.
 * @module
 */

import type { Buffer } from "node:buffer";
import { ByteReader } from "./byte_reader.ts";
import { ByteWriter } from "./byte_writer.ts";
import type { AbortedTransaction } from "./record_batch.ts";
import { protocolError, type WireRequest } from "./wire_request.ts";

/** Where to fetch a partition. */
export interface FetchPlace {
  /** Number of the partition. */
  readonly partition: number;
  /** First offset wanted. */
  readonly offset: number;
}

/** What to fetch. */
export interface FetchOptions {
  /** Of which topic. */
  readonly topic: string;
  /** Partitions that the asked broker leads; the first ones are served first. */
  readonly places: readonly FetchPlace[];
  /** About how many bytes of batches at most, over all partitions. */
  readonly maxBytes: number;
}

/** What came of one partition. */
export interface FetchedPartition {
  /** Number of the partition. */
  readonly partition: number;
  /** 0 where all is well. */
  readonly errorCode: number;
  /** Offset that the next message will have. What an open transaction holds is before it, and is
   * not sent. */
  readonly endOffset: number;
  /** Transactions among the records that were given up. */
  readonly aborted: readonly AbortedTransaction[];
  /** Record batches; a view. */
  readonly batches: Buffer;
}

const API_KEY = 1;
const VERSION = 11;
const READ_COMMITTED = 1;

/** Makes the request; it is answered at once, with nothing where there is nothing. */
export function fetchRequest(options: FetchOptions): WireRequest<readonly FetchedPartition[]> {
  const { topic, places, maxBytes } = options;
  return {
    request: {
      apiKey: API_KEY,
      apiVersion: VERSION,
      apiName: "Fetch",
      encode: () => {
        const writer = new ByteWriter()
          .int32(-1) // no replica
          .int32(0) // ms to wait
          .int32(1) // bytes to wait for
          .int32(maxBytes)
          .int8(READ_COMMITTED)
          .int32(0).int32(-1) // no session
          .int32(1).string(topic)
          .int32(places.length);
        for (const { partition, offset } of places) {
          writer.int32(partition).int32(-1).int64(BigInt(offset)).int64(-1n).int32(maxBytes);
        }
        return Promise.resolve(writer.int32(0).string("")); // nothing to forget, no rack
      },
    },
    response: { decode: (data) => Promise.resolve(decode(data)), parse: (data) => data.result },
  };
}

function decode(data: Buffer) {
  const reader = new ByteReader(data);
  const clientSideThrottleTime = reader.int32();
  const errorCode = reader.int16();
  if (errorCode !== 0) throw protocolError(errorCode);
  reader.int32(); // session
  const partitions: FetchedPartition[] = [];
  for (let topics = reader.int32(); topics > 0; topics--) {
    reader.string();
    for (let left = reader.int32(); left > 0; left--) partitions.push(readPartition(reader));
  }
  return { clientSideThrottleTime, result: partitions };
}

function readPartition(reader: ByteReader): FetchedPartition {
  const partition = reader.int32();
  const errorCode = reader.int16();
  const endOffset = reader.safeInt64();
  reader.int64(); // where the first open transaction begins
  reader.int64(); // start of the log
  const aborted: AbortedTransaction[] = [];
  for (let left = reader.int32(); left > 0; left--) {
    aborted.push({ producerId: reader.int64(), firstOffset: reader.safeInt64() });
  }
  reader.int32(); // preferred replica
  return { partition, errorCode, endOffset, aborted, batches: reader.bytes() };
}
