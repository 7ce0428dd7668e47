/**
 * Reads what a fetch brought of a partition, and says where it lies when it cannot be read.
 * @module
 */

import { UserError } from "#lib/core/errors.ts";
import { BatchError, decompress } from "./compression.ts";
import type { FetchedPartition } from "./wire/fetch.ts";
import { readRecordBatches, type RecordColumns } from "./wire/record_batch.ts";

/**
 * Appends the records from an offset on to columns; what transactions gave up is passed over.
 * @returns the offset behind the last whole batch, `from` where there is none
 * @throws {UserError} if a batch is broken, or compressed in a way that is not read here
 */
export async function readBatches(
  topic: string,
  { partition, batches, aborted }: FetchedPartition,
  from: number,
  into: RecordColumns,
): Promise<number> {
  try {
    return await readRecordBatches(batches, from, aborted, into, decompress);
  } catch (error) {
    // A RangeError is of a number that leads outside of its batch.
    if (!(error instanceof BatchError) && !(error instanceof RangeError)) throw error;
    const why = error instanceof BatchError ? error.message : "a batch is broken";
    throw new UserError(`Cannot read "${topic}", partition ${partition} from ${from} on: ${why}`, {
      cause: error,
    });
  }
}
