/**
 * Reads the headers of a packet, from its link layer to its ports, into one row.
 * @module
 */

import { NOT_IP, type PacketBatch } from "#lib/core/packet.ts";
import type { Decoder } from "./decoder.ts";
import { HeaderWalk, type TunnelView } from "./header_walk.ts";
import { LAYER_DECODERS } from "./layers.ts";
import { linkDecoder } from "./link_types.ts";
import { writeNoTcp } from "./tcp_header.ts";
import { Undecoded } from "./undecoded.ts";

/** Most headers read of one packet; each is a call, so that nested tunnels cost no more. */
const MAX_LAYERS = 64;

/** Decodes the packets of one link type. */
export class HeaderDecoder {
  readonly #first: Decoder;
  readonly #walk: HeaderWalk;

  /**
   * Makes a decoder; it keeps nothing from one packet to the next.
   * @param linkType LINKTYPE_ number; packets of one that is not read count by size only
   * @param tunnel which IP header of tunnelled packets is taken
   */
  constructor(linkType: number, tunnel: TunnelView) {
    this.#first = linkDecoder(linkType);
    this.#walk = new HeaderWalk(tunnel);
  }

  /**
   * Writes `proto`, `family`, `addresses`, `sport`, `dport` and `flags` of a row, all of them, and
   * the row of `tcp` where the batch has that. Never throws and never reads outside `[from, to)`.
   * @param from index of the packet's first byte
   * @param to index behind its last captured byte
   * @returns a number of {@link "./undecoded.ts".Undecoded}
   */
  decode(bytes: Uint8Array, from: number, to: number, batch: PacketBatch, row: number): number {
    const walk = this.#walk;
    walk.hasIp = false;
    let step = this.#first(bytes, from, to, batch, row, walk);
    if (step < 0) step = walkOn(step, bytes, batch, row, walk);
    if (!walk.hasIp) writeNotIp(batch, row);
    return step;
  }
}

/** What comes behind the headers that most packets begin with, one call a header. */
function walkOn(
  layer: number,
  bytes: Uint8Array,
  batch: PacketBatch,
  row: number,
  walk: HeaderWalk,
): number {
  let step = layer;
  for (let layers = 1; step < 0; layers++) {
    if (layers === MAX_LAYERS) return Undecoded.tooDeep;
    step = LAYER_DECODERS[-step](bytes, walk.at, walk.to, batch, row, walk);
  }
  // What a tunnel carries besides IP: the row keeps the tunnel's own addresses.
  return walk.hasIp && step === Undecoded.notIp ? Undecoded.tunnelNotIp : step;
}

/** Writes the row of a packet without IP: `proto`, `family`, ports, and what TCP has. */
export function writeNotIp(batch: PacketBatch, row: number): void {
  batch.proto[row] = NOT_IP;
  batch.family[row] = 0;
  batch.sport[row] = 0;
  batch.dport[row] = 0;
  writeNoTcp(batch, row);
}
