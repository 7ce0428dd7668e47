/**
 * Moves runs of rows from one batch to another, for stages that hold packets back.
 * @module
 */

import { ADDRESS_STRIDE_BYTES, type PacketBatch } from "#lib/core/packet.ts";

/**
 * Appends `count` rows of one batch to another of the same links; both batches have those rows.
 * The side table of TCP headers goes along where both have one.
 * @param from is read
 * @param at its first row that is copied
 * @param into gets the rows behind its own
 */
export function copyRows(from: PacketBatch, at: number, count: number, into: PacketBatch): void {
  const end = at + count;
  const row = into.length;
  into.kind.set(from.kind.subarray(at, end), row);
  into.ts.set(from.ts.subarray(at, end), row);
  into.link.set(from.link.subarray(at, end), row);
  into.len.set(from.len.subarray(at, end), row);
  into.proto.set(from.proto.subarray(at, end), row);
  into.family.set(from.family.subarray(at, end), row);
  into.addresses.set(
    from.addresses.subarray(at * ADDRESS_STRIDE_BYTES, end * ADDRESS_STRIDE_BYTES),
    row * ADDRESS_STRIDE_BYTES,
  );
  into.sport.set(from.sport.subarray(at, end), row);
  into.dport.set(from.dport.subarray(at, end), row);
  into.flags.set(from.flags.subarray(at, end), row);
  into.rttUs.set(from.rttUs.subarray(at, end), row);
  into.marks.set(from.marks.subarray(at, end), row);
  if (from.tcp !== undefined && into.tcp !== undefined) {
    into.tcp.seen.set(from.tcp.seen.subarray(at, end), row);
    into.tcp.seq.set(from.tcp.seq.subarray(at, end), row);
    into.tcp.ack.set(from.tcp.ack.subarray(at, end), row);
    into.tcp.tsVal.set(from.tcp.tsVal.subarray(at, end), row);
    into.tcp.tsEcr.set(from.tcp.tsEcr.subarray(at, end), row);
    into.tcp.payloadBytes.set(from.tcp.payloadBytes.subarray(at, end), row);
  }
  into.length = row + count;
}
