/**
 * The packet record in columns: what every stage from capture to window hands on.
 *
 * A batch holds typed arrays of one capacity and a length, so that a stage fills and reuses one
 * batch for its whole life and no object is made per packet.
 * @module
 */

import type { LinkTable } from "./link_table.ts";
import type { TcpColumns } from "./tcp_columns.ts";

/** What a record says: a packet, "this link was silent up to here", or "this link is done". */
export const RecordKind = { packet: 0, tick: 1, end: 2 } as const;

/** Names of the record kinds on the wire, by their number. */
export const RECORD_KIND_NAMES = ["packet", "tick", "end"] as const;

/** Bits of {@link PacketBatch.marks}: what the flow that a packet belongs to says of it. */
export const PacketMark = {
  /** It carries again what was sent before, see `docs/windows.md`. */
  retransmission: 1,
  /** It is the first packet of its flow. */
  newFlow: 2,
} as const;

/** IP protocol number (IANA) that marks a packet which carries no IP; 255 is reserved by IANA. */
export const NOT_IP = 255;

/** Bytes that one record takes in {@link PacketBatch.addresses}: 16 of source, 16 of destination. */
export const ADDRESS_STRIDE_BYTES = 32;

/**
 * A batch of packet records in columns. Row `i` of every column belongs to one record;
 * rows from `length` on hold leftovers.
 *
 * The owner of a batch may overwrite it as soon as the call that it was handed to returns: a
 * stage that keeps rows copies them.
 *
 * @example
 * ```ts
 * import { PacketBatch } from "#lib/core/packet.ts";
 * import { LinkTable } from "#lib/core/link_table.ts";
 *
 * const batch = new PacketBatch(1024, new LinkTable());
 * const link = batch.links.intern("eth0");
 * batch.push({ kind: 0, ts: 1_700_000_000_000_000, link, len: 60, proto: 6 });
 * ```
 */
export class PacketBatch {
  /** How many of the rows are in use. */
  length = 0;
  /** Record kind, see {@link RecordKind}. */
  readonly kind: Uint8Array;
  /** Event time, integer microseconds since the Unix epoch, UTC. */
  readonly ts: Float64Array;
  /** Index of the link in {@link PacketBatch.links}. */
  readonly link: Uint32Array;
  /** Bytes on the wire (the original length, not what the capture kept). */
  readonly len: Uint32Array;
  /** IP protocol number (TCP 6, UDP 17, ICMP 1, ICMPv6 58), or {@link NOT_IP}. */
  readonly proto: Uint8Array;
  /** Address family of the row in {@link PacketBatch.addresses}: 4, 6, or 0 for none. */
  readonly family: Uint8Array;
  /** Per record 16 bytes of source, then 16 of destination; IPv4 uses the first 4 of each 16. */
  readonly addresses: Uint8Array;
  /** The same memory as {@link PacketBatch.addresses} in words of this machine's byte order, 8 a
   * record: for what compares and hashes addresses. IPv4 uses the first word of each 4. */
  readonly addressWords: Uint32Array;
  /** Source port, 0 where the protocol has none. */
  readonly sport: Uint16Array;
  /** Destination port, 0 where the protocol has none. */
  readonly dport: Uint16Array;
  /** Flags of the TCP header (RFC 9293, section 3.1): FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32,
   * ECE 64, CWR 128; 0 for what is no TCP or was cut off before them. Sources write it. */
  readonly flags: Uint8Array;
  /** Round-trip time that the packet completes a sample of, µs; 0 for most, which complete none.
   * Written by the TCP measures of `capture`; sources leave it and {@link PacketBatch.marks}
   * alone. */
  readonly rttUs: Uint32Array;
  /** Bits of {@link PacketMark}. Written by the TCP measures of `capture`. */
  readonly marks: Uint8Array;
  /**
   * What the TCP headers of the rows say further, where somebody wants TCP measures; whoever does
   * attaches it, sources fill it, row by row, where it is there. It never leaves the process.
   */
  tcp: TcpColumns | undefined = undefined;

  /**
   * Makes an empty batch.
   * @param capacity rows that the batch can hold
   * @param links the names behind the `link` column; shared by all batches of one stage
   */
  constructor(readonly capacity: number, readonly links: LinkTable) {
    this.kind = new Uint8Array(capacity);
    this.ts = new Float64Array(capacity);
    this.link = new Uint32Array(capacity);
    this.len = new Uint32Array(capacity);
    this.proto = new Uint8Array(capacity);
    this.family = new Uint8Array(capacity);
    this.addresses = new Uint8Array(capacity * ADDRESS_STRIDE_BYTES);
    this.addressWords = new Uint32Array(this.addresses.buffer);
    this.sport = new Uint16Array(capacity);
    this.dport = new Uint16Array(capacity);
    this.flags = new Uint8Array(capacity);
    this.rttUs = new Uint32Array(capacity);
    this.marks = new Uint8Array(capacity);
  }

  /** Rows that can still be added. */
  get free(): number {
    return this.capacity - this.length;
  }

  /** Forgets all rows; the columns are reused. */
  clear(): void {
    this.length = 0;
  }

  /**
   * Adds one record without addresses and ports. For ticks, ends and tests: hot paths write the
   * columns themselves.
   * @throws {RangeError} if the batch is full
   */
  push(record: { kind: number; ts: number; link: number; len?: number; proto?: number }): void {
    if (this.length === this.capacity) {
      throw new RangeError(
        `Cannot add a record: the batch holds its ${this.capacity} rows already`,
      );
    }
    const row = this.length++;
    this.kind[row] = record.kind;
    this.ts[row] = record.ts;
    this.link[row] = record.link;
    this.len[row] = record.len ?? 0;
    this.proto[row] = record.proto ?? NOT_IP;
    this.family[row] = 0;
    this.sport[row] = 0;
    this.dport[row] = 0;
    this.flags[row] = 0;
    this.rttUs[row] = 0;
    this.marks[row] = 0;
    if (this.tcp !== undefined) this.tcp.seen[row] = 0;
  }
}
