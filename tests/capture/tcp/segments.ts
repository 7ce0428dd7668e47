/**
 * TCP conversations written down segment by segment, for the tests of the measures.
 * @module
 */

import { FlowMeasures, type FlowMeasuresOptions } from "#lib/capture/tcp/flow_measures.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { ADDRESS_STRIDE_BYTES, PacketBatch, PacketMark } from "#lib/core/packet.ts";
import { TcpColumns, TcpSeen } from "#lib/core/tcp_columns.ts";

/** One packet; what is left out is as in a plain segment from the client to the server. */
export interface Segment {
  /** Event time, ms. */
  readonly ms: number;
  /** Who sends it. */
  readonly from?: "client" | "server";
  /** Letters of the flags: S, A, F, R. */
  readonly flags?: string;
  readonly seq?: number;
  readonly ack?: number;
  readonly bytes?: number;
  /** Timestamps: value and echo. */
  readonly stamps?: readonly [number, number];
  /** Tells conversations apart: the client's port. */
  readonly port?: number;
  readonly proto?: number;
  readonly family?: 4 | 6;
  readonly link?: number;
  readonly kind?: number;
  /** Whether the TCP header was cut off. */
  readonly cut?: "header";
}

const FLAGS: Readonly<Record<string, number>> = { F: 1, S: 2, R: 4, A: 16 };
const CLIENT = [192, 0, 2, 200, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7];
const SERVER = [192, 0, 2, 1, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9];

/** Puts segments into a batch that has columns for their headers. */
export function batchOf(segments: readonly Segment[]): PacketBatch {
  const batch = new PacketBatch(Math.max(1, segments.length), new LinkTable());
  const tcp = batch.tcp = new TcpColumns(batch.capacity);
  for (const name of ["a", "b"]) batch.links.intern(name);
  segments.forEach((segment, row) => {
    const { ms, from = "client", flags = "A", seq = 0, ack = 0, bytes = 0, stamps } = segment;
    const { port = 50_000, proto = 6, family = 4, link = 0, kind = 0 } = segment;
    batch.push({ kind, ts: 1.7e15 + ms * 1000, link, len: 60 + bytes, proto });
    const isUp = from === "client";
    batch.family[row] = family;
    batch.addresses.set(isUp ? CLIENT : SERVER, row * ADDRESS_STRIDE_BYTES);
    batch.addresses.set(isUp ? SERVER : CLIENT, row * ADDRESS_STRIDE_BYTES + 16);
    batch.sport[row] = isUp ? port : 443;
    batch.dport[row] = isUp ? 443 : port;
    // Leftovers of another use, which every row has to be cleared of.
    batch.rttUs[row] = batch.marks[row] = 77;
    if (proto !== 6) return;
    batch.flags[row] = [...flags].reduce((sum, letter) => sum | FLAGS[letter], 0);
    if (segment.cut === "header") return;
    tcp.seen[row] = TcpSeen.header | (stamps === undefined ? 0 : TcpSeen.timestamps);
    tcp.seq[row] = seq;
    tcp.ack[row] = ack;
    tcp.payloadBytes[row] = bytes;
    if (stamps !== undefined) [tcp.tsVal[row], tcp.tsEcr[row]] = stamps;
  });
  return batch;
}

/** What the measures said of each segment. */
export interface Measured {
  /** Round-trip times, ms; 0 for none. */
  readonly rtts: number[];
  /** Rows that are retransmissions. */
  readonly again: number[];
  /** Rows that begin a flow. */
  readonly begins: number[];
}

/** Measures segments. */
export function measured(segments: readonly Segment[], options?: FlowMeasuresOptions): Measured {
  const batch = batchOf(segments);
  new FlowMeasures(options).measure(batch);
  return resultOf(batch);
}

/** Reads the columns back. */
export function resultOf({ rttUs, marks, length }: PacketBatch): Measured {
  const rows = Array.from({ length }, (_, row) => row);
  return {
    rtts: rows.map((row) => rttUs[row] / 1000),
    again: rows.filter((row) => (marks[row] & PacketMark.retransmission) !== 0),
    begins: rows.filter((row) => (marks[row] & PacketMark.newFlow) !== 0),
  };
}

/** A handshake seen at a point: `serverMs` away from the server and back, `clientMs` from the
 * client and back. The client's next number is 1001, the server's 5001. */
export function handshake(serverMs: number, clientMs: number, port = 50_000, ms = 0): Segment[] {
  return [
    { ms, flags: "S", seq: 1000, port },
    { ms: ms + serverMs, from: "server", flags: "SA", seq: 5000, ack: 1001, port },
    { ms: ms + serverMs + clientMs, flags: "A", seq: 1001, ack: 5001, port },
  ];
}
