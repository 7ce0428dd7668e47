/**
 * Counts packets among records.
 * @module
 */

import { RecordKind } from "#lib/core/packet.ts";
import type { RecordColumns } from "#lib/window/record_buffer.ts";

/** Gives how many records of a batch are packets: ticks and ends are none. */
export function packetsIn({ kind, length }: RecordColumns): number {
  let packets = 0;
  for (let row = 0; row < length; row++) if (kind[row] === RecordKind.packet) packets++;
  return packets;
}
