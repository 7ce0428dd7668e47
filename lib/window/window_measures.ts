/**
 * The TCP measures of closed windows in columns, row by row beside those of a `WindowBatch`.
 * @module
 */

const COLUMNS = [
  "rttSumUs",
  "rttMinUs",
  "rttSamples",
  "retransmissions",
  "newFlows",
  "syns",
  "resets",
  "sources",
  "destinationPorts",
] as const;

/** Columns of numbers; all 0 in windows without packets. Sums are integers below 2^53, so they are exact. `docs/windows.md` defines each. */
export class WindowMeasures {
  /** Sum of the round-trip times, µs. */
  rttSumUs: Float64Array;
  /** Least of them, µs; 0 where there is none. */
  rttMinUs: Float64Array;
  /** Number of round-trip times. */
  rttSamples: Float64Array;
  /** Retransmissions. */
  retransmissions: Float64Array;
  /** Flows that began. */
  newFlows: Float64Array;
  /** TCP packets with SYN and without ACK. */
  syns: Float64Array;
  /** TCP packets with RST. */
  resets: Float64Array;
  /** Different source addresses, estimated. */
  sources: Float64Array;
  /** Different destination ports of TCP and UDP, estimated. */
  destinationPorts: Float64Array;

  /** Makes room for so many rows. */
  constructor(capacity: number) {
    this.rttSumUs = new Float64Array(capacity);
    this.rttMinUs = new Float64Array(capacity);
    this.rttSamples = new Float64Array(capacity);
    this.retransmissions = new Float64Array(capacity);
    this.newFlows = new Float64Array(capacity);
    this.syns = new Float64Array(capacity);
    this.resets = new Float64Array(capacity);
    this.sources = new Float64Array(capacity);
    this.destinationPorts = new Float64Array(capacity);
  }

  /** Makes room for more rows; those that are there stay. */
  grow(capacity: number): void {
    for (const name of COLUMNS) {
      const column = new Float64Array(capacity);
      column.set(this[name]);
      this[name] = column;
    }
  }

  /** Makes all columns of a row 0. */
  clearRow(row: number): void {
    for (const name of COLUMNS) this[name][row] = 0;
  }

  /** Copies a row of others. */
  copyRow(from: WindowMeasures, fromRow: number, row: number): void {
    for (const name of COLUMNS) this[name][row] = from[name][fromRow];
  }
}
