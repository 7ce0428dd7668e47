/**
 * The least that reading a capture into columns can be: a loop that takes every packet for
 * Ethernet, IPv4 without options and TCP, and checks nothing.
 * @module
 */

import { ADDRESS_STRIDE_BYTES, type PacketBatch } from "#lib/core/packet.ts";
import { FILE_HEADER_BYTES, RECORD_HEADER_BYTES } from "./sample.ts";

/** Reads a little-endian capture in memory through one batch, again and again; gives the packets. */
export function plainLoop(bytes: Uint8Array<ArrayBuffer>, batch: PacketBatch): number {
  const view = new DataView(bytes.buffer);
  const { ts, len, proto, family, addresses, sport, dport, capacity } = batch;
  let packets = 0;
  let row = 0;
  for (let at = FILE_HEADER_BYTES; at < bytes.length;) {
    const ip = at + RECORD_HEADER_BYTES + 14;
    ts[row] = view.getUint32(at, true) * 1_000_000 + view.getUint32(at + 4, true);
    len[row] = view.getUint32(at + 12, true);
    proto[row] = bytes[ip + 9];
    family[row] = 4;
    for (let i = 0; i < 4; i++) {
      addresses[row * ADDRESS_STRIDE_BYTES + i] = bytes[ip + 12 + i];
      addresses[row * ADDRESS_STRIDE_BYTES + 16 + i] = bytes[ip + 16 + i];
    }
    sport[row] = (bytes[ip + 20] << 8) | bytes[ip + 21];
    dport[row] = (bytes[ip + 22] << 8) | bytes[ip + 23];
    at += RECORD_HEADER_BYTES + view.getUint32(at + 8, true);
    packets++;
    if (++row === capacity) row = 0;
  }
  return packets;
}
