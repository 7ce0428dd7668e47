/**
 * Puts the TCP connections of synthetic traffic together again, by RFC 9293 and not by the
 * generator: the oracle of the flow tests.
 * @module
 */

import assert from "node:assert/strict";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import { TcpColumns, TcpSeen } from "#lib/core/tcp_columns.ts";
import type { SyntheticSource } from "#lib/capture/synthetic/synthetic_source.ts";

/** A segment. */
export interface Segment {
  readonly ts: number;
  /** `ip:port` of the sender. */
  readonly from: string;
  readonly flags: number;
  readonly seq: number;
  readonly ack: number;
  readonly payload: number;
  /** `undefined` without timestamps. */
  readonly tsVal: number | undefined;
  readonly tsEcr: number | undefined;
  /** Bytes on the wire. */
  readonly len: number;
  readonly family: number;
}

/** Flags. */
export const [FIN, SYN, RST, ACK] = [1, 2, 4, 16];

/** Reads all packets of a source; gives the segments of each connection, which a SYN begins. */
export function connectionsOf(source: SyntheticSource, rows = 1 << 20): Segment[][] {
  const batch = new PacketBatch(rows, new LinkTable());
  const tcp = batch.tcp = new TcpColumns(rows);
  source.readUntil(batch, Infinity);
  const open = new Map<string, Segment[]>();
  const all: Segment[][] = [];
  for (let row = 0; row < batch.length; row++) {
    if (batch.proto[row] !== 6) {
      assert.equal(tcp.seen[row], 0);
      continue;
    }
    assert.ok(tcp.seen[row] & TcpSeen.header);
    const from = `${batch.addresses.slice(row * 32, row * 32 + 16)}:${batch.sport[row]}`;
    const to = `${batch.addresses.slice(row * 32 + 16, row * 32 + 32)}:${batch.dport[row]}`;
    const key = [from, to].sort().join(" ");
    const hasTimestamps = (tcp.seen[row] & TcpSeen.timestamps) !== 0;
    const segment: Segment = {
      ...{ ts: batch.ts[row], from, flags: batch.flags[row], seq: tcp.seq[row], ack: tcp.ack[row] },
      payload: tcp.payloadBytes[row],
      tsVal: hasTimestamps ? tcp.tsVal[row] : undefined,
      tsEcr: hasTimestamps ? tcp.tsEcr[row] : undefined,
      ...{ len: batch.len[row], family: batch.family[row] },
    };
    const current = open.get(key);
    const isRepeatedSyn = current?.length === 1 && current[0].seq === segment.seq;
    if (segment.flags === SYN && !isRepeatedSyn) {
      all.push([segment]);
      open.set(key, all[all.length - 1]);
    } else {
      assert.ok(current, "a segment without a SYN before it");
      current.push(segment);
    }
  }
  return all;
}

/** Sequence numbers that a segment takes. */
export function taken({ flags, payload }: Segment): number {
  return payload + ((flags & (SYN | FIN)) !== 0 ? 1 : 0);
}

/** Whether a segment carries again what its sender has sent before; its index says which. */
export function isRepeat(segments: readonly Segment[], index: number): boolean {
  const { from, seq } = segments[index];
  return taken(segments[index]) > 0 &&
    segments.slice(0, index).some((s) => s.from === from && s.seq === seq && taken(s) > 0);
}
