/**
 * Real Ethernet frames for synthetic packets: headers of the right lengths and checksums, and
 * zeros for payload, but for the identifiers of questions for names.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import { type TcpColumns, TcpSeen } from "#lib/core/tcp_columns.ts";
import {
  BARE_TCP_BYTES,
  DATAGRAM_HEADER_BYTES,
  ETHERNET_BYTES,
  ipHeaderBytes,
  LONGEST_FRAME_BYTES,
  SYN_BYTES,
  TCP_BYTES,
} from "./frame_sizes.ts";
import { internetChecksum } from "./internet_checksum.ts";
import { TcpFlag } from "./row_writer.ts";

const TCP = 6;
const UDP = 17;
const ICMP = 1;
/** Ethernet types (IANA). */
const IPV4_TYPE = 0x0800;
const IPV6_TYPE = 0x86dd;
/** Locally administered: the router on the link, and one host in place of all clients. */
const ROUTER = [2, 0, 0, 0, 0, 1];
const HOST = [2, 0, 0, 0, 0, 2];
const HOPS = 64;
/** Questions and answers of names (RFC 1035, section 4.1.1): identifier and flags are written. */
const DNS_PORT = 53;
const DNS_BYTES = 4;
const DNS_QUESTION = 0x0100;
const DNS_ANSWER = 0x8180;
/** What a frame before may have written. */
const LONGEST_HEADERS_BYTES = ETHERNET_BYTES + ipHeaderBytes(6) + SYN_BYTES;
const DO_NOT_FRAGMENT = 0x4000;
/** Echo request and reply (RFC 792; RFC 4443, section 4). */
const ECHO = { 4: { request: 8, reply: 0 }, 6: { request: 128, reply: 129 } } as const;
/** Windows of a SYN and of later segments, and the shift that both sides offer. */
const FIRST_WINDOW = 64_240;
const LATER_WINDOW = 501;
const WINDOW_SHIFT = 7;

/** Builds one frame after the other in the same memory. */
export class FrameBuilder {
  /** The frame; whole, though only its headers are ever written: the rest stays zero. */
  readonly #frame = new Uint8Array(LONGEST_FRAME_BYTES);
  readonly #view = new DataView(this.#frame.buffer);
  #identification = 0;

  /**
   * Builds the frame of a row.
   * @param batch packets of the generator, with the side table of TCP
   * @returns the frame, without its check sequence, to be overwritten by the next one
   */
  build(batch: PacketBatch, row: number): Uint8Array {
    const family = batch.family[row];
    const tcp = batch.tcp!;
    const header = headerBytes(batch, tcp, row);
    const frameBytes = batch.len[row];
    const transportAt = ETHERNET_BYTES + ipHeaderBytes(family);
    // Short frames are padded behind the IP packet; only bare TCP headers are that short.
    const payloadBytes = batch.proto[row] === TCP
      ? tcp.payloadBytes[row]
      : frameBytes - transportAt - header;
    const isFromHost = isClient(batch, row);
    this.#frame.fill(0, 0, LONGEST_HEADERS_BYTES);
    this.#frame.set(isFromHost ? ROUTER : HOST, 0);
    this.#frame.set(isFromHost ? HOST : ROUTER, 6);
    this.#view.setUint16(12, family === 4 ? IPV4_TYPE : IPV6_TYPE);
    const start = family === 4
      ? this.#ipv4(batch, row, header + payloadBytes)
      : this.#ipv6(batch, row, header + payloadBytes);
    if (batch.proto[row] === TCP) this.#tcp(transportAt, batch, tcp, row);
    else if (batch.proto[row] === UDP) this.#udp(transportAt, batch, row, 8 + payloadBytes);
    else this.#echo(transportAt, batch, row, isFromHost ? "request" : "reply");
    // But for what names its question the payload is zeros, which no sum notices.
    const end = transportAt + header + DNS_BYTES;
    // An ICMP header of IPv4 has no pseudo-header (RFC 792).
    const pseudo = batch.proto[row] === ICMP ? 0 : start;
    const checksum = internetChecksum(this.#frame, transportAt, end, pseudo);
    const checksumAt = batch.proto[row] === TCP ? 16 : batch.proto[row] === UDP ? 6 : 2;
    // For UDP 0 means that there is none: RFC 768 has all ones in its place.
    const written = checksum === 0 && batch.proto[row] === UDP ? 0xffff : checksum;
    this.#view.setUint16(transportAt + checksumAt, written);
    return this.#frame.subarray(0, frameBytes);
  }

  /** Writes the header (RFC 791); gives the sum of the pseudo-header. */
  #ipv4(batch: PacketBatch, row: number, transportBytes: number): number {
    const view = this.#view;
    const at = ETHERNET_BYTES;
    view.setUint8(at, 0x45);
    view.setUint16(at + 2, 20 + transportBytes);
    view.setUint16(at + 4, this.#identification++ & 0xffff);
    view.setUint16(at + 6, DO_NOT_FRAGMENT);
    view.setUint8(at + 8, HOPS);
    view.setUint8(at + 9, batch.proto[row]);
    this.#frame.set(batch.addresses.subarray(row * 32, row * 32 + 4), at + 12);
    this.#frame.set(batch.addresses.subarray(row * 32 + 16, row * 32 + 20), at + 16);
    view.setUint16(at + 10, internetChecksum(this.#frame, at, at + 20));
    return sumOfWords(view, at + 12, at + 20) + batch.proto[row] + transportBytes;
  }

  /** Writes the header (RFC 8200); gives the sum of the pseudo-header. */
  #ipv6(batch: PacketBatch, row: number, transportBytes: number): number {
    const view = this.#view;
    const at = ETHERNET_BYTES;
    view.setUint8(at, 0x60);
    view.setUint16(at + 4, transportBytes);
    view.setUint8(at + 6, batch.proto[row]);
    view.setUint8(at + 7, HOPS);
    this.#frame.set(batch.addresses.subarray(row * 32, row * 32 + 32), at + 8);
    return sumOfWords(view, at + 8, at + 40) + batch.proto[row] + transportBytes;
  }

  #tcp(at: number, batch: PacketBatch, tcp: TcpColumns, row: number): void {
    const view = this.#view;
    const flags = batch.flags[row];
    const isSyn = (flags & TcpFlag.syn) !== 0;
    view.setUint16(at, batch.sport[row]);
    view.setUint16(at + 2, batch.dport[row]);
    view.setUint32(at + 4, tcp.seq[row]);
    view.setUint32(at + 8, tcp.ack[row]);
    view.setUint8(at + 12, (headerBytes(batch, tcp, row) / 4) << 4);
    view.setUint8(at + 13, flags);
    const window = (flags & TcpFlag.rst) !== 0 ? 0 : isSyn ? FIRST_WINDOW : LATER_WINDOW;
    view.setUint16(at + 14, window);
    if ((tcp.seen[row] & TcpSeen.timestamps) === 0) return;
    if (isSyn) this.#frame.set(synOptions(batch.family[row]), at + 20);
    else this.#frame.set([1, 1, 8, 10], at + 20);
    const timesAt = isSyn ? at + 28 : at + 24;
    view.setUint32(timesAt, tcp.tsVal[row]);
    view.setUint32(timesAt + 4, tcp.tsEcr[row]);
  }

  #udp(at: number, batch: PacketBatch, row: number, bytes: number): void {
    this.#view.setUint16(at, batch.sport[row]);
    this.#view.setUint16(at + 2, batch.dport[row]);
    this.#view.setUint16(at + 4, bytes);
    const isAnswer = batch.sport[row] === DNS_PORT;
    if (!isAnswer && batch.dport[row] !== DNS_PORT) return;
    // The identifier joins answer and question, which have the client's port in common.
    this.#view.setUint16(at + 8, isAnswer ? batch.dport[row] : batch.sport[row]);
    this.#view.setUint16(at + 10, isAnswer ? DNS_ANSWER : DNS_QUESTION);
  }

  #echo(at: number, batch: PacketBatch, row: number, kind: "request" | "reply"): void {
    this.#view.setUint8(at, ECHO[batch.family[row] === 4 ? 4 : 6][kind]);
    // The client tells its flows apart by the identifier; each has one question at a time.
    const client = row * 32 + (kind === "request" ? 0 : 16);
    const last = batch.family[row] === 4 ? client + 3 : client + 15;
    this.#view.setUint16(at + 4, batch.addresses[last]);
    this.#view.setUint16(at + 6, 1);
  }
}

/** Gives the length of the transport header of a row. */
function headerBytes(batch: PacketBatch, tcp: TcpColumns, row: number): number {
  if (batch.proto[row] !== TCP) return DATAGRAM_HEADER_BYTES;
  if ((tcp.seen[row] & TcpSeen.timestamps) === 0) return BARE_TCP_BYTES;
  return (batch.flags[row] & TcpFlag.syn) !== 0 ? SYN_BYTES : TCP_BYTES;
}

/** Says whether the source of a row is a client of its link: 10.0.0.0/8 or 2001:db8:0::/48. */
function isClient(batch: PacketBatch, row: number): boolean {
  const { addresses } = batch;
  const at = row * 32;
  return batch.family[row] === 4 ? addresses[at] === 10 : addresses[at + 4] === 0;
}

/** MSS (RFC 9293), selective acknowledgments (RFC 2018), timestamps and window scale (RFC 7323),
 * the timestamps themselves left zero. */
function synOptions(family: number): number[] {
  const segment = LONGEST_FRAME_BYTES - ETHERNET_BYTES - ipHeaderBytes(family) - BARE_TCP_BYTES;
  return [
    ...[2, 4, segment >> 8, segment & 255],
    ...[4, 2, 8, 10, 0, 0, 0, 0, 0, 0, 0, 0],
    ...[1, 3, 3, WINDOW_SHIFT],
  ];
}

function sumOfWords(view: DataView, from: number, to: number): number {
  let sum = 0;
  for (let at = from; at < to; at += 2) sum += view.getUint16(at);
  return sum;
}
