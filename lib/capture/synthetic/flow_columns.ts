/**
 * The flows that are under way, in columns.
 * @module
 */

import type { Random } from "#lib/core/random.ts";
import { drawEndpoints } from "./flow_endpoints.ts";
import type { FlowPool, FlowRange } from "./flow_pools.ts";
import { ADDRESS_WORDS } from "./row_writer.ts";

/** Tail index of the flows' lengths: most have a handful of exchanges, few have most of the
 * packets. Crovella and Bestavros ("Self-similarity in World Wide Web traffic", IEEE/ACM
 * Transactions on Networking 5(6), 1997) found it near 1.2 for transfers. */
export const LENGTH_SHAPE = 1.2;
/** Client ports (RFC 6335, section 6). */
const FIRST_CLIENT_PORT = 49_152;
const CLIENT_PORTS = 16_384;
const ICMP = 1;
const ICMPV6 = 58;
/** Round-trip times stay within this factor of the median. */
const RTT_BOUND = 20;
/** Shortest round-trip time, µs. */
const LEAST_RTT_US = 20;

/** How new flows are drawn. */
export interface FlowLaw {
  /** Part of the flows that go over IPv6. */
  readonly ipv6Share: number;
  /** Median round-trip time, µs. */
  readonly rttUs: number;
  /** Standard deviation of the round-trip times' logarithm. */
  readonly rttSpread: number;
}

/** Columns of flows; a flow's number is its row. */
export class FlowColumns {
  /** The pool that it belongs to. */
  readonly pool: Uint32Array;
  /** What it does, see `./flow_engine.ts`. */
  readonly phase: Uint8Array;
  /** 1 while its next packet is due at a known time. */
  readonly waiting: Uint8Array;
  /** Packets that are to come from it but have not begun, since it waits. */
  readonly backlog: Uint32Array;
  /** Exchanges until it ends. */
  readonly left: Uint32Array;
  /** Who sends in this exchange: 0 client, 1 server. */
  readonly sender: Uint8Array;
  /** Packets that the sender still sends at once. */
  readonly more: Uint8Array;
  /** 1 where an answer is to come. */
  readonly answer: Uint8Array;
  /** Payload of the last segment. */
  readonly lastBytes: Uint16Array;
  /** 4 or 6. */
  readonly family: Uint8Array;
  /** IP protocol number, by family. */
  readonly proto: Uint8Array;
  /** The client's port. */
  readonly clientPort: Uint16Array;
  /** Round-trip time, µs. */
  readonly rttUs: Uint32Array;
  /** Client's, then server's address, {@link ADDRESS_WORDS} words a flow. */
  readonly addresses: Uint32Array;
  /** By flow and side: the next sequence number. */
  readonly seq: Uint32Array;
  /** By flow and side: what its timestamp clock is ahead of event time, ms. */
  readonly tsOffset: Uint32Array;
  /** By flow and side: the timestamp of the other side that it echoes. */
  readonly echo: Uint32Array;
  /** By flow and side: 1 until a segment has come that it has not acknowledged yet. */
  readonly fresh: Uint8Array;
  readonly #pools: readonly FlowPool[];
  readonly #law: FlowLaw;

  /** Makes columns for all flows of the pools; none has begun. */
  constructor(pools: readonly FlowPool[], ranges: readonly FlowRange[], law: FlowLaw) {
    this.#pools = pools;
    this.#law = law;
    const flows = ranges.reduce((sum, { count }) => sum + count, 0);
    this.pool = new Uint32Array(flows);
    ranges.forEach(({ first, count }, pool) => this.pool.fill(pool, first, first + count));
    this.phase = new Uint8Array(flows);
    this.waiting = new Uint8Array(flows);
    this.backlog = new Uint32Array(flows);
    this.left = new Uint32Array(flows);
    this.sender = new Uint8Array(flows);
    this.more = new Uint8Array(flows);
    this.answer = new Uint8Array(flows);
    this.lastBytes = new Uint16Array(flows);
    this.family = new Uint8Array(flows);
    this.proto = new Uint8Array(flows);
    this.clientPort = new Uint16Array(flows);
    this.rttUs = new Uint32Array(flows);
    this.addresses = new Uint32Array(flows * ADDRESS_WORDS);
    this.seq = new Uint32Array(2 * flows);
    this.tsOffset = new Uint32Array(2 * flows);
    this.echo = new Uint32Array(2 * flows);
    this.fresh = new Uint8Array(2 * flows);
  }

  /** Draws a new flow in the place of one that has ended. */
  draw(flow: number, random: Random): void {
    const { link, service, servers } = this.#pools[this.pool[flow]];
    const { ipv6Share, rttUs, rttSpread } = this.#law;
    const family = random.uniform() < ipv6Share ? 6 : 4;
    const length = Math.floor(random.pareto(LENGTH_SHAPE, service.leastExchanges));
    const factor = rttSpread === 0 ? 1 : Math.exp(rttSpread * random.normal());
    const bounded = Math.min(Math.max(factor, 1 / RTT_BOUND), RTT_BOUND);
    this.left[flow] = Math.min(length, service.mostExchanges);
    this.rttUs[flow] = Math.max(LEAST_RTT_US, Math.round(rttUs * bounded));
    this.family[flow] = family;
    this.proto[flow] = service.proto === ICMP && family === 6 ? ICMPV6 : service.proto;
    const isPortless = service.port === 0;
    this.clientPort[flow] = isPortless ? 0 : FIRST_CLIENT_PORT + random.integer(CLIENT_PORTS);
    for (let side = 2 * flow; side < 2 * flow + 2; side++) {
      this.seq[side] = random.uint32();
      this.tsOffset[side] = random.uint32();
      this.echo[side] = 0;
      this.fresh[side] = 1;
    }
    const words = this.addresses.subarray(flow * ADDRESS_WORDS, (flow + 1) * ADDRESS_WORDS);
    const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
    drawEndpoints(bytes, { link, family, servers }, random);
  }
}
