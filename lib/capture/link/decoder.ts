/**
 * The shape of a decoder of one layer: it reads a header in place and says what follows.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import type { HeaderWalk } from "./header_walk.ts";

/**
 * Reads one header, or some that belong together. IP decoders write `proto`, `family`, `addresses`,
 * `sport`, `dport` and `flags` of the row, all of them: rows are reused; and its row of `tcp` where
 * the batch has that. Never throws and never reads outside `[from, to)`.
 * @param bytes memory that holds the packet
 * @param from index of the header's first byte
 * @param to index behind the last captured byte
 * @param batch gets the row
 * @param row the row's number
 * @param walk gets `at` and `to` of what follows, and says whether tunnels are entered
 * @returns a number of {@link "./layer.ts".Layer} where another header follows, else one of
 * {@link "./undecoded.ts".Undecoded}
 */
export type Decoder = (
  bytes: Uint8Array,
  from: number,
  to: number,
  batch: PacketBatch,
  row: number,
  walk: HeaderWalk,
) => number;
