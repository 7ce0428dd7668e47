/**
 * The packets of flows: sizes, sequence numbers and timestamps.
 * @module
 */

import { MICROS_PER_MS } from "#lib/core/time.ts";
import type { FlowColumns } from "./flow_columns.ts";
import type { FlowPool } from "./flow_pools.ts";
import {
  BARE_TCP_BYTES,
  DATAGRAM_HEADER_BYTES,
  ETHERNET_BYTES,
  ipHeaderBytes,
  LONGEST_FRAME_BYTES,
  SYN_BYTES,
  TCP_BYTES,
} from "./frame_sizes.ts";
import { ADDRESS_WORDS, type RowWriter, TcpFlag } from "./row_writer.ts";
import { fillSizeTable, SIZE_TABLE_LENGTH } from "./size_table.ts";
import type { Service } from "./traffic_profile.ts";

const TCP = 6;
const PAYLOADS = 3;

/** Kinds of payloads, each with its sizes. */
export const Payload = { question: 0, answer: 1, bulk: 2 } as const;

/** Writes the packets of flows as rows. */
export class SegmentWriter {
  readonly #flows: FlowColumns;
  readonly #rows: RowWriter;
  readonly #port: Uint16Array;
  readonly #link: Uint32Array;
  /** By pool: where the tables of its service begin. */
  readonly #tablesAt: Uint32Array;
  readonly #sizes: Uint16Array;

  /** Writes nothing yet. */
  constructor(pools: readonly FlowPool[], flows: FlowColumns, rows: RowWriter) {
    this.#flows = flows;
    this.#rows = rows;
    this.#port = Uint16Array.from(pools, ({ service }) => service.port);
    this.#link = Uint32Array.from(pools, ({ link }) => link);
    const services = [...new Set(pools.map(({ service }) => service))];
    const index = new Map(services.map((service, i) => [service, i]));
    const stride = PAYLOADS * SIZE_TABLE_LENGTH;
    this.#tablesAt = Uint32Array.from(pools, ({ service }) => index.get(service)! * stride);
    this.#sizes = sizeTables(services);
  }

  /**
   * Draws a payload that fits into a frame.
   * @param kind see {@link Payload}
   * @param byte random, 0 to 255
   * @returns its bytes
   */
  payloadBytes(flow: number, pool: number, kind: number, byte: number): number {
    const flows = this.#flows;
    const header = flows.proto[flow] === TCP ? TCP_BYTES : DATAGRAM_HEADER_BYTES;
    const headers = ETHERNET_BYTES + ipHeaderBytes(flows.family[flow]) + header;
    const drawn = this.#sizes[this.#tablesAt[pool] + kind * SIZE_TABLE_LENGTH + byte];
    return Math.min(drawn, LONGEST_FRAME_BYTES - headers);
  }

  /** Writes a packet of a flow that is not TCP. @param side who sends: 0 client, 1 server */
  datagram(flow: number, pool: number, ts: number, side: number, payloadBytes: number): void {
    const flows = this.#flows;
    const family = flows.family[flow];
    const proto = flows.proto[flow];
    this.#rows.packet(ts, this.#link[pool], proto, family, DATAGRAM_HEADER_BYTES, payloadBytes);
    this.#writeEnds(flow, pool, side);
  }

  /**
   * Writes a TCP segment.
   * @param side who sends: 0 client, 1 server
   * @param fate `lost` is seen here, but tells the other side nothing
   */
  segment(
    flow: number,
    pool: number,
    ts: number,
    side: number,
    flags: number,
    payloadBytes: number,
    fate: "arrives" | "lost" = "arrives",
  ): void {
    const flows = this.#flows;
    const rows = this.#rows;
    const own = 2 * flow + side;
    const other = 2 * flow + 1 - side;
    const isReset = (flags & TcpFlag.rst) !== 0;
    const isSyn = (flags & TcpFlag.syn) !== 0;
    const header = isSyn ? SYN_BYTES : isReset ? BARE_TCP_BYTES : TCP_BYTES;
    rows.packet(ts, this.#link[pool], TCP, flows.family[flow], header, payloadBytes);
    this.#writeEnds(flow, pool, side);
    const acks = (flags & TcpFlag.ack) !== 0;
    rows.tcp(flags, flows.seq[own], acks ? flows.seq[other] : 0, payloadBytes);
    const tsVal = (Math.floor(ts / MICROS_PER_MS) + flows.tsOffset[own]) >>> 0;
    if (!isReset) rows.timestamps(tsVal, acks ? flows.echo[own] : 0);
    // SYN and FIN take a sequence number each (RFC 9293, section 3.4).
    const taken = payloadBytes + ((flags & (TcpFlag.syn | TcpFlag.fin)) !== 0 ? 1 : 0);
    flows.seq[own] += taken;
    flows.fresh[own] = 1;
    if (fate === "lost") return;
    // The echo is of the earliest segment that is not acknowledged (RFC 7323, section 4.3).
    if (flows.fresh[other]) flows.echo[other] = tsVal;
    if (taken > 0) flows.fresh[other] = 0;
  }

  #writeEnds(flow: number, pool: number, side: number): void {
    const { addresses, clientPort } = this.#flows;
    const from = flow * ADDRESS_WORDS;
    this.#rows.ends(addresses, from, clientPort[flow], this.#port[pool], side);
  }
}

function sizeTables(services: readonly Service[]): Uint16Array {
  const tables = new Uint16Array(services.length * PAYLOADS * SIZE_TABLE_LENGTH);
  services.forEach(({ questions, answers, bulk }, service) => {
    [questions, answers, bulk].forEach((mix, kind) => {
      const at = (service * PAYLOADS + kind) * SIZE_TABLE_LENGTH;
      fillSizeTable(tables.subarray(at), mix);
    });
  });
  return tables;
}
