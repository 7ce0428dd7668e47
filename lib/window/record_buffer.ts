/**
 * Packet records gathered over many batches, for the forms of windows that look at all of a log at
 * once.
 * @module
 */

/** The columns of packet records that windows are made from; a `PacketBatch` is one. */
export interface RecordColumns {
  /** How many of the rows are in use. */
  readonly length: number;
  /** Record kind, see `RecordKind`. */
  readonly kind: Uint8Array;
  /** Event time, µs. */
  readonly ts: Float64Array;
  /** Index of the link. */
  readonly link: Uint32Array;
  /** Bytes on the wire. */
  readonly len: Uint32Array;
  /** IP protocol number. */
  readonly proto: Uint8Array;
}

/** The columns that TCP measures are made from besides; a `PacketBatch` has them. */
export interface MeasuredColumns extends RecordColumns {
  /** TCP flags. */
  readonly flags: Uint8Array;
  /** Round-trip times, µs; 0 for none. */
  readonly rttUs: Uint32Array;
  /** Bits of `PacketMark`. */
  readonly marks: Uint8Array;
  /** Address family: 4, 6, or 0 for none. */
  readonly family: Uint8Array;
  /** Words of the addresses, 8 a record, the source first. */
  readonly addressWords: Uint32Array;
  /** Destination port. */
  readonly dport: Uint16Array;
}

/**
 * Gives the same columns, if those of the TCP measures are among them.
 * @throws {RangeError} if they are not
 */
export function measuredColumns(columns: RecordColumns | MeasuredColumns): MeasuredColumns {
  if ("rttUs" in columns) return columns;
  throw new RangeError(
    "Cannot measure records without columns for measures: hand in packet batches",
  );
}

/** Columns that grow: 18 bytes a record, twice that while they are being copied. */
export class RecordBuffer implements RecordColumns {
  /** How many of the rows are in use. */
  length = 0;
  /** Record kind, see `RecordKind`. */
  kind: Uint8Array;
  /** Event time, µs. */
  ts: Float64Array;
  /** Index of the link. */
  link: Uint32Array;
  /** Bytes on the wire. */
  len: Uint32Array;
  /** IP protocol number. */
  proto: Uint8Array;

  /** Makes an empty buffer. @param capacity rows before the columns grow for the first time */
  constructor(capacity = 65_536) {
    this.kind = new Uint8Array(capacity);
    this.ts = new Float64Array(capacity);
    this.link = new Uint32Array(capacity);
    this.len = new Uint32Array(capacity);
    this.proto = new Uint8Array(capacity);
  }

  /** Copies rows in, behind those that are there. */
  append(records: RecordColumns): void {
    const rows = records.length;
    if (this.length + rows > this.ts.length) this.#grow(this.length + rows);
    this.kind.set(records.kind.subarray(0, rows), this.length);
    this.ts.set(records.ts.subarray(0, rows), this.length);
    this.link.set(records.link.subarray(0, rows), this.length);
    this.len.set(records.len.subarray(0, rows), this.length);
    this.proto.set(records.proto.subarray(0, rows), this.length);
    this.length += rows;
  }

  /** Forgets all rows; the columns are reused. */
  clear(): void {
    this.length = 0;
  }

  #grow(rows: number): void {
    const former: RecordColumns = { ...this.#columns(), length: this.length };
    const bigger = new RecordBuffer(Math.max(rows, this.ts.length * 2));
    bigger.append(former);
    Object.assign(this, bigger.#columns());
  }

  #columns(): Omit<RecordColumns, "length"> {
    const { kind, ts, link, len, proto } = this;
    return { kind, ts, link, len, proto };
  }
}
