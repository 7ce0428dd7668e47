/**
 * What a capture reads as, in two numbers and a text: the same for the same packets.
 * @module
 */

import type { ByteSource } from "#lib/capture/bytes/byte_source.ts";
import { openByteSource } from "#lib/capture/open.ts";
import type { TunnelView } from "#lib/capture/link/header_walk.ts";
import { UserError } from "#lib/core/errors.ts";
import { ADDRESS_STRIDE_BYTES, type PacketBatch } from "#lib/core/packet.ts";

/** A reading to be compared. */
export interface Digest {
  /** FNV-1a over all columns of all packets. */
  readonly hash: number;
  readonly packets: number;
  /** Counters and damage, or the sentence by which the capture is refused. */
  readonly said: string;
}

/**
 * Reads a capture to its end through a batch, which is left empty.
 * @throws whatever reading throws but a {@link UserError}: that is what fuzzing looks for
 */
export async function digestOf(
  bytes: ByteSource,
  batch: PacketBatch,
  tunnel: TunnelView,
): Promise<Digest> {
  let source;
  try {
    source = await openByteSource(bytes, { name: "x", stem: "x", tunnel });
  } catch (error) {
    if (error instanceof UserError) return { hash: 0, packets: 0, said: error.message };
    throw error;
  }
  await using open = source;
  batch.clear();
  let hash = 0x811c9dc5;
  let packets = 0;
  while (await open.read(batch) > 0) {
    hash = hashRows(hash, batch);
    packets += batch.length;
    batch.clear();
  }
  const { stats, damage } = open;
  if (stats.packets !== packets) throw new Error(`${stats.packets} counted, ${packets} given`);
  const counts = [...stats.undecoded].sort().join();
  return { hash, packets, said: `${stats.bytes} ${stats.dropped} ${counts} ${damage}` };
}

function hashRows(before: number, batch: PacketBatch): number {
  let hash = before;
  const add = (value: number) => {
    hash = Math.imul(hash ^ value, 0x01000193);
  };
  for (let row = 0; row < batch.length; row++) {
    const ts = batch.ts[row];
    if (!Number.isSafeInteger(ts)) throw new Error(`the time ${ts} is no integer`);
    add(ts | 0);
    add(ts / 2 ** 32 | 0);
    for (const letter of batch.links.name(batch.link[row])) add(letter.codePointAt(0)!);
    for (const column of [batch.kind, batch.len, batch.proto, batch.family, batch.flags]) {
      add(column[row]);
    }
    add(batch.sport[row]);
    add(batch.dport[row]);
    // Rows are reused: what a family does not use may hold leftovers.
    const used = batch.family[row] === 4 ? 4 : batch.family[row] === 6 ? 16 : 0;
    const at = row * ADDRESS_STRIDE_BYTES;
    for (let i = 0; i < used; i++) {
      add(batch.addresses[at + i]);
      add(batch.addresses[at + 16 + i]);
    }
    const { seen, seq, ack, tsVal, tsEcr, payloadBytes } = batch.tcp!;
    add(seen[row]);
    if ((seen[row] & 1) !== 0) [seq[row], ack[row], payloadBytes[row]].forEach(add);
    if ((seen[row] & 2) !== 0) [tsVal[row], tsEcr[row]].forEach(add);
  }
  return hash;
}
