/**
 * What the client library's connections send and give back, for requests that are made here.
 * @module
 */

import type { Buffer } from "node:buffer";
import type { ByteWriter } from "./byte_writer.ts";

/** A request with what reads its answer; `T` is the answer. */
export interface WireRequest<T> {
  /** What is sent. */
  readonly request: {
    /** Number of the kind of request. */
    readonly apiKey: number;
    /** Its version. */
    readonly apiVersion: number;
    /** Its name, for messages. */
    readonly apiName: string;
    /** Writes its body. */
    encode(): Promise<ByteWriter>;
  };
  /** What reads the answer. */
  readonly response: {
    /** Reads the body; the time to hold back, ms, is the library's to keep. */
    decode(data: Buffer): Promise<{ readonly clientSideThrottleTime: number; readonly result: T }>;
    /** Gives what was asked for. */
    parse(data: { readonly result: T }): T;
  };
  /** Longest wait for the answer, ms. @default the library's */
  readonly requestTimeout?: number;
}

/** A broker's refusal, told by its name in Kafka's protocol. */
export class ProtocolError extends Error {
  /**
   * Makes the error.
   * @param type its name, such as `UNKNOWN_MEMBER_ID`
   */
  constructor(readonly type: string) {
    super(`the broker answered ${type}`);
    this.name = "ProtocolError";
  }
}

/** Makes the error of a code. */
export function protocolError(code: number): ProtocolError {
  return new ProtocolError(TYPES[code] ?? `ERROR_${code}`);
}

/** The codes that are told apart, with the names that the client library gives them. */
const TYPES: Readonly<Record<number, string>> = {
  1: "OFFSET_OUT_OF_RANGE",
  2: "CORRUPT_MESSAGE",
  3: "UNKNOWN_TOPIC_OR_PARTITION",
  5: "LEADER_NOT_AVAILABLE",
  6: "NOT_LEADER_FOR_PARTITION",
  7: "REQUEST_TIMED_OUT",
  9: "REPLICA_NOT_AVAILABLE",
  10: "MESSAGE_TOO_LARGE",
  13: "NETWORK_EXCEPTION",
  14: "GROUP_LOAD_IN_PROGRESS",
  15: "GROUP_COORDINATOR_NOT_AVAILABLE",
  16: "NOT_COORDINATOR_FOR_GROUP",
  18: "RECORD_LIST_TOO_LARGE",
  19: "NOT_ENOUGH_REPLICAS",
  20: "NOT_ENOUGH_REPLICAS_AFTER_APPEND",
  22: "ILLEGAL_GENERATION",
  23: "INCONSISTENT_GROUP_PROTOCOL",
  25: "UNKNOWN_MEMBER_ID",
  26: "INVALID_SESSION_TIMEOUT",
  27: "REBALANCE_IN_PROGRESS",
  29: "TOPIC_AUTHORIZATION_FAILED",
  30: "GROUP_AUTHORIZATION_FAILED",
  31: "CLUSTER_AUTHORIZATION_FAILED",
  32: "INVALID_TIMESTAMP",
  43: "UNSUPPORTED_FOR_MESSAGE_FORMAT",
  45: "OUT_OF_ORDER_SEQUENCE_NUMBER",
  46: "DUPLICATE_SEQUENCE_NUMBER",
  47: "INVALID_PRODUCER_EPOCH",
  48: "INVALID_TXN_STATE",
  49: "INVALID_PRODUCER_ID_MAPPING",
  51: "CONCURRENT_TRANSACTIONS",
  53: "TRANSACTIONAL_ID_AUTHORIZATION_FAILED",
  56: "KAFKA_STORAGE_ERROR",
  59: "UNKNOWN_PRODUCER_ID",
  74: "FENCED_LEADER_EPOCH",
  75: "UNKNOWN_LEADER_EPOCH",
  76: "UNSUPPORTED_COMPRESSION_TYPE",
  78: "OFFSET_NOT_AVAILABLE",
  79: "MEMBER_ID_REQUIRED",
  81: "GROUP_MAX_SIZE_REACHED",
  82: "FENCED_INSTANCE_ID",
  87: "INVALID_RECORD",
  90: "PRODUCER_FENCED",
};
