/**
 * The shape of a header decoder: it reads one packet in place and writes one row.
 * @module
 */

import { NOT_IP, type PacketBatch } from "#lib/core/packet.ts";

/**
 * Reads the headers of a packet and writes `proto`, `family`, `addresses`, `sport` and `dport` of
 * one row, all of them: rows are reused. Never throws and never reads outside `[from, to)`.
 * @param bytes memory that holds the packet
 * @param from index of its first byte
 * @param to index behind its last captured byte
 * @param batch gets the row
 * @param row the row's number
 * @returns a number of {@link "./undecoded.ts".Undecoded}
 */
export type Decoder = (
  bytes: Uint8Array,
  from: number,
  to: number,
  batch: PacketBatch,
  row: number,
) => number;

/** Writes a row for a packet without IP, and passes the reason through. */
export function writeNotIp(batch: PacketBatch, row: number, reason: number): number {
  batch.proto[row] = NOT_IP;
  batch.family[row] = 0;
  batch.sport[row] = 0;
  batch.dport[row] = 0;
  return reason;
}
