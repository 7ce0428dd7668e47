/**
 * Decodes single packets for the tests of link layers and tunnels.
 * @module
 */

import { HeaderDecoder } from "#lib/capture/link/header_decoder.ts";
import type { TunnelView } from "#lib/capture/link/header_walk.ts";
import { UNDECODED_NAMES } from "#lib/capture/link/undecoded.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import { type Row, rowsOf } from "../read_rows.ts";

/** A decoded row, and the name of the reason that the decoder gave. */
export interface Decoded {
  readonly row: Row;
  /** Empty where all was read. */
  readonly reason: string;
}

/**
 * Decodes a packet that lies amid other bytes, into a row full of leftovers.
 * @param around the value of those bytes
 */
export function decode(
  linkType: number,
  packet: Uint8Array,
  tunnel: TunnelView = "outer",
  around = 0xaa,
): Decoded {
  const batch = new PacketBatch(1, new LinkTable());
  batch.push({ kind: 0, ts: 0, link: batch.links.intern("l") });
  batch.addresses.fill(0x77);
  batch.sport[0] =
    batch.dport[0] =
    batch.proto[0] =
    batch.family[0] =
      0x77;
  const memory = new Uint8Array(packet.length + 200).fill(around);
  memory.set(packet, 100);
  const decoder = new HeaderDecoder(linkType, tunnel);
  const reason = decoder.decode(memory, 100, 100 + packet.length, batch, 0);
  return { row: rowsOf(batch)[0], reason: UNDECODED_NAMES[reason] };
}

/** What a packet comes to, in a line: protocol, addresses with ports, and the reason if any. */
export function summary(linkType: number, packet: Uint8Array, tunnel?: TunnelView): string {
  const { row: { proto, src, dst, sport, dport }, reason } = decode(linkType, packet, tunnel);
  const line = src === "" ? `${proto}` : `${proto} ${src}:${sport} > ${dst}:${dport}`;
  return reason === "" ? line : `${line} (${reason})`;
}
