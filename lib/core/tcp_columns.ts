/**
 * The parts of TCP headers that round-trip times and retransmissions are found by: a side table of
 * a packet batch, which its sources fill and the TCP measures read.
 * @module
 */

/** Bits of {@link TcpColumns.seen}. */
export const TcpSeen = {
  /** The fixed header was read: `seq`, `ack` and `payloadBytes` hold. */
  header: 1,
  /** The timestamps option was there (RFC 7323, section 3.2): `tsVal` and `tsEcr` hold. */
  timestamps: 2,
} as const;

/**
 * Columns beside those of a `PacketBatch`, row by row. A source writes `seen` of every row, and
 * the columns that it says are there; the others hold leftovers.
 */
export class TcpColumns {
  /** Bits of {@link TcpSeen}; 0 where a row is no TCP, a later fragment, or was cut short. */
  readonly seen: Uint8Array;
  /** Sequence number of the first byte, or of the SYN. */
  readonly seq: Uint32Array;
  /** Acknowledgment number; means something where the row's flags hold ACK. */
  readonly ack: Uint32Array;
  /** Value of the sender's timestamp clock. */
  readonly tsVal: Uint32Array;
  /** Timestamp of the other side that is echoed; means something where the flags hold ACK. */
  readonly tsEcr: Uint32Array;
  /** Bytes behind the TCP header as they were on the wire, however few the capture kept. */
  readonly payloadBytes: Uint32Array;

  /** Makes columns of so many rows: the capacity of the batch that they belong to. */
  constructor(capacity: number) {
    this.seen = new Uint8Array(capacity);
    this.seq = new Uint32Array(capacity);
    this.ack = new Uint32Array(capacity);
    this.tsVal = new Uint32Array(capacity);
    this.tsEcr = new Uint32Array(capacity);
    this.payloadBytes = new Uint32Array(capacity);
  }
}
