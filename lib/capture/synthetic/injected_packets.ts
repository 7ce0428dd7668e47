/**
 * The packets of attacks, which belong to no flow: floods, amplified answers, scans.
 * @module
 */

import type { Random } from "#lib/core/random.ts";
import { CLIENTS, writeClient4, writeStranger4 } from "./flow_endpoints.ts";
import { BARE_TCP_BYTES, DATAGRAM_HEADER_BYTES } from "./frame_sizes.ts";
import type { Injection } from "./injection.ts";
import { ADDRESS_WORDS, type RowWriter, TcpFlag } from "./row_writer.ts";

const TCP = 6;
const UDP = 17;
/** The host that is attacked, by its number on the link. */
const VICTIM = 10;
const ATTACKED_PORT = 443;
/** Reflectors that answer the victim: open resolvers. Answers to ANY questions of 1,200 to 1,472
 * bytes, as Rossow ("Amplification hell", NDSS 2014) measured them. */
const REFLECTORS = 2_000;
const REFLECTED_PORT = 53;
const AMPLIFIED_BYTES = 1_200;
const AMPLIFIED_SPREAD_BYTES = 273;
/** Ports that a scan goes through on each host. */
const SCANNED_PORTS = 1_024;
/** One port in so many is open. */
const OPEN_EVERY = 97;
const FIRST_EPHEMERAL_PORT = 1_024;
const STRANGERS = 65_536;

/** Writes the packets of one attack, one at each call. */
export class InjectedPackets {
  readonly #injection: Injection;
  readonly #random: Random;
  readonly #rows: RowWriter;
  /** The host on the link, then the stranger. */
  readonly #words = new Uint32Array(ADDRESS_WORDS);
  readonly #bytes = new Uint8Array(this.#words.buffer);
  #count = 0;
  #port = 0;
  #seq = 0;

  /** Writes nothing yet. */
  constructor(
    injection: Injection,
    { random, rows }: { readonly random: Random; readonly rows: RowWriter },
  ) {
    this.#injection = injection;
    this.#random = random;
    this.#rows = rows;
  }

  /** Number of the link that is attacked. */
  get link(): number {
    return this.#injection.link;
  }

  /** Writes a packet. @param ts event time, µs */
  write(ts: number): void {
    const { kind } = this.#injection;
    if (kind === "syn-flood") this.#flood(ts);
    else if (kind === "udp-amplification") this.#amplify(ts);
    else this.#scan(ts);
    this.#count++;
  }

  /** A SYN from a forged address, which is never answered. */
  #flood(ts: number): void {
    const bits = this.#random.uint32();
    this.#between(VICTIM, bits & 0xffff);
    this.#segment(ts, TcpFlag.syn, ATTACKED_PORT, 0);
  }

  /** A large answer that the victim never asked for. */
  #amplify(ts: number): void {
    const random = this.#random;
    const bytes = AMPLIFIED_BYTES + random.integer(AMPLIFIED_SPREAD_BYTES);
    this.#between(VICTIM, random.integer(REFLECTORS));
    const { link } = this.#injection;
    this.#rows.packet(ts, link, UDP, 4, DATAGRAM_HEADER_BYTES, bytes);
    this.#rows.ends(this.#words, 0, this.#ephemeral(), REFLECTED_PORT, 1);
  }

  /** By turns a SYN to the next port of the next host, and what the host says to it. */
  #scan(ts: number): void {
    const probe = this.#count >> 1;
    const client = 1 + Math.floor(probe / SCANNED_PORTS) % CLIENTS;
    const port = 1 + probe % SCANNED_PORTS;
    this.#between(client, STRANGERS - 1);
    if ((this.#count & 1) === 0) return this.#segment(ts, TcpFlag.syn, port, 0);
    const isOpen = probe % OPEN_EVERY === 0;
    const flags = (isOpen ? TcpFlag.syn : TcpFlag.rst) | TcpFlag.ack;
    this.#segment(ts, flags, port, 1);
  }

  /** @param isAnswer 1 from the host on the link to the stranger, 0 the other way */
  #segment(ts: number, flags: number, port: number, isAnswer: number): void {
    const { link } = this.#injection;
    if (!isAnswer) {
      this.#port = this.#ephemeral();
      this.#seq = this.#random.uint32();
    }
    this.#rows.packet(ts, link, TCP, 4, BARE_TCP_BYTES, 0);
    this.#rows.ends(this.#words, 0, port, this.#port, 1 - isAnswer);
    const ack = isAnswer ? (this.#seq + 1) >>> 0 : 0;
    this.#rows.tcp(flags, isAnswer ? this.#random.uint32() : this.#seq, ack, 0);
  }

  #between(client: number, stranger: number): void {
    writeClient4(this.#bytes, 0, this.#injection.link, client);
    writeStranger4(this.#bytes, 16, stranger);
  }

  #ephemeral(): number {
    return FIRST_EPHEMERAL_PORT + this.#random.integer(STRANGERS - FIRST_EPHEMERAL_PORT);
  }
}
