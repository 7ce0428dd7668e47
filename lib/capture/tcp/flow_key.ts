/**
 * The key of a packet's flow: link, protocol, addresses and ports, the same for both directions.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";

/** Words of an address, and of a record's two, in `PacketBatch.addressWords`. */
const ADDRESS_WORDS = 4;
const RECORD_WORDS = 8;

/**
 * 64 bits of hash instead of the 40 bytes that they stand for: two of 131,072 flows share one with
 * a probability of 5 · 10⁻¹⁰. The hash is not keyed: whoever crafts collisions mixes up flows of
 * their own, and the search of {@link "./flow_table.ts".FlowTable} stays as short as it is.
 *
 * One object serves all packets, so that none is made per packet.
 */
export class FlowKey {
  /** First half of the hash, a signed word. */
  low = 0;
  /** Second half of the hash, a signed word; never 0. */
  high = 0;
  /** 0 where the sender is the lower of the two endpoints, 1 for the other direction. */
  direction: 0 | 1 = 0;

  /** Reads the key of a row that has addresses. */
  read(batch: PacketBatch, row: number): void {
    const { addressWords: words } = batch;
    const sport = batch.sport[row];
    const dport = batch.dport[row];
    const source = row * RECORD_WORDS;
    const target = source + ADDRESS_WORDS;
    const size = batch.family[row] === 4 ? 1 : ADDRESS_WORDS;
    let order = 0;
    for (let i = 0; i < size && order === 0; i++) order = words[source + i] - words[target + i];
    if (order === 0) order = sport - dport;
    const isUp = order <= 0;
    this.direction = isUp ? 0 : 1;
    const from = isUp ? source : target;
    const to = isUp ? target : source;
    const ports = isUp ? (sport << 16) | dport : (dport << 16) | sport;
    const protocol = (size << 8) | batch.proto[row];
    let low = stepLow(stepLow(batch.link[row], protocol), ports);
    let high = stepHigh(stepHigh(batch.link[row], protocol), ports);
    for (let i = 0; i < size; i++) {
      low = stepLow(stepLow(low, words[from + i]), words[to + i]);
      high = stepHigh(stepHigh(high, words[from + i]), words[to + i]);
    }
    this.low = finish(low);
    this.high = finish(high) | 1;
  }
}

// Each step maps words one to one, so that keys which differ in one word differ in the hash. The
// multipliers are those of MurmurHash3 (A. Appleby, public domain).

function stepLow(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, 0x85ebca6b);
  return mixed ^ (mixed >>> 13);
}

function stepHigh(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

function finish(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
