/**
 * The request that stores a group's offsets within a transaction (TxnOffsetCommit, version 3:
 * KIP-447). It names the member and its generation, so that the broker itself refuses a member
 * that was replaced; the client library knows the request only without them.
 * @module
 */

import { ByteReader } from "./byte_reader.ts";
import { ByteWriter } from "./byte_writer.ts";
import { protocolError, type WireRequest } from "./wire_request.ts";

/** A member of a group, as of one generation. */
export interface GroupMember {
  /** Name of the group. */
  readonly groupId: string;
  /** What the broker named the member. */
  readonly memberId: string;
  /** Counts the group's assignments. */
  readonly generationId: number;
}

/** Who writes in a transaction. */
export interface TransactionProducer {
  /** Name of the transactions' writer. */
  readonly transactionalId: string;
  /** What the broker numbered it. */
  readonly producerId: string;
  /** Grows whenever the writer starts over. */
  readonly producerEpoch: number;
}

const API_KEY = 28;
const VERSION = 3;

/** Makes the request; the answer is an error where an offset was refused. */
export function txnOffsetCommitRequest(
  producer: TransactionProducer,
  member: GroupMember,
  topic: string,
  offsets: ReadonlyMap<number, number>,
): WireRequest<void> {
  return {
    request: {
      apiKey: API_KEY,
      apiVersion: VERSION,
      apiName: "TxnOffsetCommit",
      encode: () => {
        const writer = new ByteWriter()
          .noTags() // of the header, which the library writes in its old form
          .compactString(producer.transactionalId)
          .compactString(member.groupId)
          .int64(BigInt(producer.producerId))
          .int16(producer.producerEpoch)
          .int32(member.generationId)
          .compactString(member.memberId)
          .compactString(null)
          .unsignedVarint(2).compactString(topic)
          .unsignedVarint(offsets.size + 1);
        for (const [partition, offset] of offsets) {
          writer.int32(partition).int64(BigInt(offset)).int32(-1).compactString("").noTags();
        }
        return Promise.resolve(writer.noTags().noTags());
      },
    },
    response: {
      decode: (data) => {
        const reader = new ByteReader(data);
        reader.skipTags();
        const clientSideThrottleTime = reader.int32();
        for (let topics = reader.unsignedVarint() - 1; topics > 0; topics--) {
          reader.compactString();
          for (let left = reader.unsignedVarint() - 1; left > 0; left--) {
            reader.int32();
            const errorCode = reader.int16();
            if (errorCode !== 0) throw protocolError(errorCode);
            reader.skipTags();
          }
          reader.skipTags();
        }
        return Promise.resolve({ clientSideThrottleTime, result: undefined });
      },
      parse: () => {},
    },
  };
}
