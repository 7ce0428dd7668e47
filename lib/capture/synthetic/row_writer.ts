/**
 * Writes synthetic packets into the columns of a batch.
 * @module
 */

import { type PacketBatch, RecordKind } from "#lib/core/packet.ts";
import { type TcpColumns, TcpSeen } from "#lib/core/tcp_columns.ts";
import { ETHERNET_BYTES, ipHeaderBytes, SHORTEST_FRAME_BYTES } from "./frame_sizes.ts";

/** 32-bit words of the two addresses of a row. */
export const ADDRESS_WORDS = 8;

/** Bits of a TCP header's flags (RFC 9293, section 3.1). */
export const TcpFlag = { fin: 1, syn: 2, rst: 4, push: 8, ack: 16 } as const;

/** Adds rows to the batch that it is bound to. Each packet takes a call of {@link
 * RowWriter.packet}, one of {@link RowWriter.ends}, and for TCP one of {@link RowWriter.tcp}. */
export class RowWriter {
  /** Bytes on the wire of all packets that were written. */
  bytes = 0;
  #batch: PacketBatch | undefined;
  #tcp: TcpColumns | undefined;
  #words: Uint32Array = new Uint32Array();
  /** By number of the link: its index in the batch's table. */
  #linkIndex: Uint32Array = new Uint32Array();

  /** Writes into another batch from now on. @param linkIndex by number of the link: its index */
  bind(batch: PacketBatch, linkIndex: Uint32Array): void {
    this.#linkIndex = linkIndex;
    this.#tcp = batch.tcp;
    if (batch === this.#batch) return;
    const { buffer, byteOffset, length } = batch.addresses;
    this.#batch = batch;
    this.#words = new Uint32Array(buffer, byteOffset, length / 4);
  }

  /**
   * Begins a row behind the last one.
   * @param headerBytes of the transport header
   * @param payloadBytes behind it
   */
  packet(
    ts: number,
    link: number,
    proto: number,
    family: number,
    headerBytes: number,
    payloadBytes: number,
  ): void {
    const batch = this.#batch!;
    const row = batch.length++;
    const frame = ETHERNET_BYTES + ipHeaderBytes(family) + headerBytes + payloadBytes;
    const bytes = frame < SHORTEST_FRAME_BYTES ? SHORTEST_FRAME_BYTES : frame;
    this.bytes += bytes;
    batch.kind[row] = RecordKind.packet;
    batch.ts[row] = ts;
    batch.link[row] = this.#linkIndex[link];
    batch.len[row] = bytes;
    batch.proto[row] = proto;
    batch.family[row] = family;
    batch.flags[row] = 0;
    batch.rttUs[row] = 0;
    batch.marks[row] = 0;
    if (this.#tcp !== undefined) this.#tcp.seen[row] = 0;
  }

  /**
   * Writes the addresses and ports of the row.
   * @param words holds the client's address, then the server's, from `from` on
   * @param toClient 1 from server to client, 0 the other way
   */
  ends(
    words: Uint32Array,
    from: number,
    clientPort: number,
    serverPort: number,
    toClient: number,
  ): void {
    const batch = this.#batch!;
    const row = batch.length - 1;
    batch.sport[row] = toClient ? serverPort : clientPort;
    batch.dport[row] = toClient ? clientPort : serverPort;
    // The first half of the words is the client: swap the halves on the way to it.
    const swap = toClient * (ADDRESS_WORDS / 2);
    const to = row * ADDRESS_WORDS;
    for (let i = 0; i < ADDRESS_WORDS; i++) this.#words[to + i] = words[from + (i ^ swap)];
  }

  /** Writes what the TCP header of the row says further. */
  tcp(
    flags: number,
    seq: number,
    ack: number,
    payloadBytes: number,
  ): void {
    const batch = this.#batch!;
    const row = batch.length - 1;
    batch.flags[row] = flags;
    const tcp = this.#tcp;
    if (tcp === undefined) return;
    tcp.seen[row] = TcpSeen.header;
    tcp.seq[row] = seq;
    tcp.ack[row] = ack;
    tcp.payloadBytes[row] = payloadBytes;
  }

  /** Adds the timestamps option (RFC 7323) to the TCP header of the row. */
  timestamps(tsVal: number, tsEcr: number): void {
    const tcp = this.#tcp;
    if (tcp === undefined) return;
    const row = this.#batch!.length - 1;
    tcp.seen[row] = TcpSeen.header | TcpSeen.timestamps;
    tcp.tsVal[row] = tsVal;
    tcp.tsEcr[row] = tsEcr;
  }
}
