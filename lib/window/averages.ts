/**
 * The two averages of a window that users and the model see, defined once.
 * @module
 */

import { MICROS_PER_SECOND } from "#lib/core/time.ts";
import type { WindowBatch } from "./window_batch.ts";

/** Gives `avg_packet_size` of a window: bytes a packet on the wire, 0 where there is no packet. */
export function averagePacketBytes(windows: WindowBatch, row: number): number {
  const packets = windows.packetCount[row];
  return packets === 0 ? 0 : windows.totalBytes[row] / packets;
}

/**
 * Gives `avg_inter_arrival_time` of a window: seconds from its first packet to its last, divided
 * by the number of steps between; 0 below 2 packets.
 */
export function averageGapSeconds(windows: WindowBatch, row: number): number {
  const packets = windows.packetCount[row];
  if (packets < 2) return 0;
  return (windows.last[row] - windows.first[row]) / MICROS_PER_SECOND / (packets - 1);
}
