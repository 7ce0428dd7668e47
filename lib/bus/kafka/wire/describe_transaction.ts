/**
 * The request that asks how far a writer's transaction is (DescribeTransactions, version 0). The
 * broker answers the end of a transaction when it is certain, a moment before readers see it.
 * @module
 */

import type { Buffer } from "node:buffer";
import { ByteReader } from "./byte_reader.ts";
import { ByteWriter } from "./byte_writer.ts";
import { protocolError, type WireRequest } from "./wire_request.ts";

const API_KEY = 65;
const VERSION = 0;

/** Makes the request; the answer is the state's name, such as `PrepareCommit`. */
export function describeTransactionRequest(transactionalId: string): WireRequest<string> {
  return {
    request: {
      apiKey: API_KEY,
      apiVersion: VERSION,
      apiName: "DescribeTransactions",
      encode: () =>
        Promise.resolve(
          new ByteWriter()
            .noTags() // of the header, which the library writes in its old form
            .unsignedVarint(2).compactString(transactionalId)
            .noTags(),
        ),
    },
    response: { decode: (data) => Promise.resolve(decode(data)), parse: (data) => data.result },
  };
}

function decode(data: Buffer) {
  const reader = new ByteReader(data);
  reader.skipTags();
  const clientSideThrottleTime = reader.int32();
  reader.unsignedVarint(); // one state
  const errorCode = reader.int16();
  if (errorCode !== 0) throw protocolError(errorCode);
  reader.compactString();
  return { clientSideThrottleTime, result: reader.compactString() };
}
