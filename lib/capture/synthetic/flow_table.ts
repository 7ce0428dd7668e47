/**
 * The flows that are under way on each link, and the packets that they send.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import { Random } from "#lib/core/random.ts";
import { drawEndpoints } from "./flow_endpoints.ts";
import type { SyntheticOptions } from "./options.ts";
import { streamOf } from "./random_stream.ts";
import { fillSizeTable, SIZE_TABLE_LENGTH } from "./size_table.ts";
import type { TrafficProfile } from "./traffic_profile.ts";

/** Tells the stream of flows from the other streams of the seed. */
const FLOW_STREAM = 4;
/** Flows under way on one link, one for each percent of the packets. */
const FLOWS = 100;
/** 32-bit words of the two addresses of one flow. */
const WORDS = 8;
/** Flow lengths are Pareto: most flows have a handful of packets, few have most of the packets.
 * Crovella and Bestavros ("Self-similarity in World Wide Web traffic", IEEE/ACM Transactions on
 * Networking 5(6), 1997) found a tail index near 1.2 for transfers. */
const LENGTH_SHAPE = 1.2;
const SHORTEST_PACKETS = 3;
const LONGEST_PACKETS = 1e9;
/** Client ports (RFC 6335, section 6). */
const FIRST_CLIENT_PORT = 49_152;
const CLIENT_PORTS = 16_384;
/** Bytes by which an IPv6 header is longer than an IPv4 header without options. */
const IPV6_EXTRA_BYTES = 20;
const FULL_FRAME_BYTES = 1_514;
const ICMP = 1;
const ICMPV6 = 58;

/**
 * A fixed number of flows under way per link, in columns; one that has sent its last packet makes
 * room for a new one of the same service. Since a packet comes from any of them alike, the shares
 * of the services hold whatever the lengths of the flows.
 */
export class FlowTable {
  readonly #profile: TrafficProfile;
  readonly #random: Random;
  /** By flow of a link: its service. */
  readonly #serviceOf = new Uint8Array(FLOWS);
  /** By service: the part of its packets that go to the client, of 2^16. */
  readonly #toClientBound: Uint32Array;
  /** By service and direction (to the server, to the client): a table of sizes. */
  readonly #sizes: Uint16Array;
  /** The columns of the flows, by link and flow. */
  readonly #packetsLeft: Float64Array;
  readonly #family: Uint8Array;
  readonly #proto: Uint8Array;
  readonly #clientPort: Uint16Array;
  readonly #addresses: Uint32Array;

  /** Makes the table; each flow opens with its first packet. */
  constructor(options: SyntheticOptions, profile: TrafficProfile) {
    this.#profile = profile;
    this.#random = new Random(options.seed, streamOf(FLOW_STREAM, options.startUs));
    const { services } = profile;
    this.#toClientBound = new Uint32Array(services.length);
    this.#sizes = new Uint16Array(services.length * 2 * SIZE_TABLE_LENGTH);
    let flow = 0;
    services.forEach((service, index) => {
      this.#serviceOf.fill(index, flow, flow += service.sharePercent);
      this.#toClientBound[index] = Math.round(service.toClientShare * 2 ** 16);
      const at = index * 2 * SIZE_TABLE_LENGTH;
      fillSizeTable(this.#sizes.subarray(at), service.toServer);
      fillSizeTable(this.#sizes.subarray(at + SIZE_TABLE_LENGTH), service.toClient);
    });
    const flows = options.links * FLOWS;
    this.#packetsLeft = new Float64Array(flows);
    this.#family = new Uint8Array(flows);
    this.#proto = new Uint8Array(flows);
    this.#clientPort = new Uint16Array(flows);
    this.#addresses = new Uint32Array(flows * WORDS);
  }

  /**
   * Writes all columns of a packet but its kind, link and time.
   * @param batch where to
   * @param words the batch's addresses as 32-bit words
   * @param row which row
   * @param link number of the link, from 0
   */
  writePacket(batch: PacketBatch, words: Uint32Array, row: number, link: number): void {
    const random = this.#random;
    const bits = random.uint32();
    const inLink = ((bits & 0xffff) * FLOWS) >>> 16;
    const flow = link * FLOWS + inLink;
    const service = this.#serviceOf[inLink];
    if (this.#packetsLeft[flow] === 0) this.#open(flow, link, service);
    this.#packetsLeft[flow]--;

    const toClient = bits >>> 16 < this.#toClientBound[service] ? 1 : 0;
    const size =
      this.#sizes[(service * 2 + toClient) * SIZE_TABLE_LENGTH + (random.uint32() >>> 24)];
    const family = this.#family[flow];
    batch.len[row] = family === 4 ? size : Math.min(size + IPV6_EXTRA_BYTES, FULL_FRAME_BYTES);
    batch.proto[row] = this.#proto[flow];
    batch.family[row] = family;
    const clientPort = this.#clientPort[flow];
    const serverPort = this.#profile.services[service].port;
    batch.sport[row] = toClient ? serverPort : clientPort;
    batch.dport[row] = toClient ? clientPort : serverPort;
    // The first half of a flow's words is the client: swap the halves on the way to it.
    const swap = toClient * (WORDS / 2);
    const from = flow * WORDS;
    const to = row * WORDS;
    for (let i = 0; i < WORDS; i++) words[to + i] = this.#addresses[from + (i ^ swap)];
  }

  #open(flow: number, link: number, service: number): void {
    const random = this.#random;
    const { ipv6Share, services } = this.#profile;
    const { proto, port } = services[service];
    const family = random.uniform() < ipv6Share ? 6 : 4;
    const packets = Math.floor(random.pareto(LENGTH_SHAPE, SHORTEST_PACKETS));
    this.#packetsLeft[flow] = Math.min(packets, LONGEST_PACKETS);
    this.#family[flow] = family;
    this.#proto[flow] = proto === ICMP && family === 6 ? ICMPV6 : proto;
    this.#clientPort[flow] = port === 0 ? 0 : FIRST_CLIENT_PORT + random.integer(CLIENT_PORTS);
    const words = this.#addresses.subarray(flow * WORDS, (flow + 1) * WORDS);
    const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
    drawEndpoints(bytes, link, family, random);
  }
}
