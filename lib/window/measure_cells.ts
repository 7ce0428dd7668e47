/**
 * Sums and sketches of TCP measures, one cell for each window that somebody holds open: what both
 * the online windows and those of files add packets to.
 * @module
 */

import { PacketMark, RecordKind } from "#lib/core/packet.ts";
import { addToSketch, estimateDistinct, mixedBits, SKETCH_BYTES } from "./hyper_log_log.ts";
import type { MeasuredColumns } from "./record_buffer.ts";
import type { WindowMeasures } from "./window_measures.ts";

/** Numbers of a cell. */
const Sum = {
  rtt: 0,
  rttMin: 1,
  rttSamples: 2,
  retransmissions: 3,
  newFlows: 4,
  syns: 5,
  resets: 6,
  count: 7,
} as const;

const SYN = 2;
const RST = 4;
const ACK = 16;
const TCP = 6;
const UDP = 17;

/** Sketches of a cell: of sources, then of destination ports. */
const CELL_BYTES = 2 * SKETCH_BYTES;
/** Registers hold 25 at most: 8 of them, 6 bits each, make a whole number below 2^48. */
const REGISTERS_A_NUMBER = 8;
const REGISTER_VALUES = 64;

/** Numbers that {@link MeasureCells.exportCell} gives. */
export const EXPORTED_NUMBERS: number = Sum.count + CELL_BYTES / REGISTERS_A_NUMBER;

/** Cells that are taken and given back; 568 bytes each, for as many as were ever in use at once. */
export class MeasureCells {
  #sums = new Float64Array(0);
  #registers = new Uint8Array(0);
  #cells = 0;
  readonly #free: number[] = [];

  /** Gives an empty cell. */
  take(): number {
    const cell = this.#free.pop() ?? this.#cells++;
    if (this.#cells * Sum.count > this.#sums.length) this.#grow();
    return cell;
  }

  /** Takes a cell back, and empties it. */
  giveBack(cell: number): void {
    this.#sums.fill(0, cell * Sum.count, (cell + 1) * Sum.count);
    this.#registers.fill(0, cell * CELL_BYTES, (cell + 1) * CELL_BYTES);
    this.#free.push(cell);
  }

  /** Adds the packets of the rows `[from, to)`; ticks and ends among them count nothing. */
  add(cell: number, columns: MeasuredColumns, from: number, to: number): void {
    const { kind, flags, rttUs, marks, proto, family, addressWords, dport } = columns;
    const sums = this.#sums;
    const registers = this.#registers;
    const at = cell * Sum.count;
    const sources = cell * CELL_BYTES;
    const ports = sources + SKETCH_BYTES;
    for (let row = from; row < to; row++) {
      if (kind[row] !== RecordKind.packet) continue;
      const rtt = rttUs[row];
      if (rtt !== 0) {
        sums[at + Sum.rtt] += rtt;
        if (sums[at + Sum.rttSamples]++ === 0 || rtt < sums[at + Sum.rttMin]) {
          sums[at + Sum.rttMin] = rtt;
        }
      }
      const mark = marks[row];
      if ((mark & PacketMark.retransmission) !== 0) sums[at + Sum.retransmissions]++;
      if ((mark & PacketMark.newFlow) !== 0) sums[at + Sum.newFlows]++;
      const bits = flags[row];
      if ((bits & (SYN | ACK)) === SYN) sums[at + Sum.syns]++;
      if ((bits & RST) !== 0) sums[at + Sum.resets]++;
      if (family[row] !== 0) {
        addToSketch(registers, sources, sourceHash(addressWords, row * 8, family[row]));
      }
      const hasPort = (proto[row] === TCP || proto[row] === UDP) && dport[row] !== 0;
      if (hasPort) addToSketch(registers, ports, mixedBits(dport[row]));
    }
  }

  /** Writes what a cell holds to a row of closed windows. */
  write(cell: number, out: WindowMeasures, row: number): void {
    const at = cell * Sum.count;
    const sums = this.#sums;
    out.rttSumUs[row] = sums[at + Sum.rtt];
    out.rttMinUs[row] = sums[at + Sum.rttMin];
    out.rttSamples[row] = sums[at + Sum.rttSamples];
    out.retransmissions[row] = sums[at + Sum.retransmissions];
    out.newFlows[row] = sums[at + Sum.newFlows];
    out.syns[row] = sums[at + Sum.syns];
    out.resets[row] = sums[at + Sum.resets];
    out.sources[row] = estimateDistinct(this.#registers, cell * CELL_BYTES);
    out.destinationPorts[row] = estimateDistinct(
      this.#registers,
      cell * CELL_BYTES + SKETCH_BYTES,
    );
  }

  /** Copies a cell out, as whole numbers. */
  exportCell(cell: number): number[] {
    const numbers = [...this.#sums.subarray(cell * Sum.count, (cell + 1) * Sum.count)];
    const end = (cell + 1) * CELL_BYTES;
    for (let at = cell * CELL_BYTES; at < end; at += REGISTERS_A_NUMBER) {
      let number = 0;
      for (let i = 0; i < REGISTERS_A_NUMBER; i++) {
        number = number * REGISTER_VALUES + this.#registers[at + i];
      }
      numbers.push(number);
    }
    return numbers;
  }

  /** Puts back what {@link MeasureCells.exportCell} gave. */
  importCell(cell: number, numbers: Float64Array): void {
    this.#sums.set(numbers.subarray(0, Sum.count), cell * Sum.count);
    numbers.subarray(Sum.count, EXPORTED_NUMBERS).forEach((packed, k) => {
      let number = packed;
      const first = cell * CELL_BYTES + k * REGISTERS_A_NUMBER;
      for (let i = REGISTERS_A_NUMBER - 1; i >= 0; i--) {
        this.#registers[first + i] = number % REGISTER_VALUES;
        number = Math.floor(number / REGISTER_VALUES);
      }
    });
  }

  #grow(): void {
    const cells = Math.max(16, 2 * (this.#sums.length / Sum.count));
    const sums = new Float64Array(cells * Sum.count);
    const registers = new Uint8Array(cells * CELL_BYTES);
    sums.set(this.#sums);
    registers.set(this.#registers);
    this.#sums = sums;
    this.#registers = registers;
  }
}

/** Hashes the first of a record's two addresses. */
function sourceHash(words: Uint32Array, at: number, family: number): number {
  if (family === 4) return mixedBits(words[at]);
  let hash = 6;
  for (let i = 0; i < 4; i++) hash = mixedBits(Math.imul(hash, 31) ^ words[at + i]);
  return hash;
}
