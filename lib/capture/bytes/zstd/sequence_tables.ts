/**
 * The head of a block's sequences section (RFC 8878, 3.1.1.3.2.1): how many there are, and the
 * three tables of their codes.
 * @module
 */

import type { BlockInput } from "./block_input.ts";
import { readDistribution } from "./fse_distribution.ts";
import { buildFseTable, type FseTable, singleFseTable } from "./fse_table.ts";
import { LITERAL_LENGTHS, MATCH_LENGTHS, OFFSETS, type SequenceCodes } from "./sequence_codes.ts";
import { ZstdError } from "./zstd_error.ts";

/** Modes of a table; 3 repeats the one before. */
const PREDEFINED = 0;
const RLE = 1;
const COMPRESSED = 2;

/** Three tables, kept from block to block. */
export class SequenceTables {
  #literalLengths: FseTable | undefined;
  #offsets: FseTable | undefined;
  #matchLengths: FseTable | undefined;

  /** Sequences of the block that was read last. */
  count = 0;

  /** Forgets the tables: a frame begins. */
  reset(): void {
    this.#literalLengths = this.#offsets = this.#matchLengths = undefined;
  }

  /** Table of literal lengths; there is one once a block had sequences. */
  get literalLengths(): FseTable {
    return this.#literalLengths ?? LITERAL_LENGTHS.predefined;
  }

  /** Table of offsets. */
  get offsets(): FseTable {
    return this.#offsets ?? OFFSETS.predefined;
  }

  /** Table of match lengths. */
  get matchLengths(): FseTable {
    return this.#matchLengths ?? MATCH_LENGTHS.predefined;
  }

  /**
   * Reads the head.
   * @param at the section's first byte
   * @returns the index behind the head
   */
  read(input: BlockInput, at: number): number {
    const { bytes, end } = input;
    if (at >= end) throw new ZstdError("a block without sequences");
    const first = bytes[at];
    const length = first < 128 ? 1 : first < 255 ? 2 : 3;
    this.count = first < 128
      ? first
      : first < 255
      ? (first - 128) << 8 | bytes[at + 1]
      : (bytes[at + 1] | bytes[at + 2] << 8) + 0x7f00;
    const modesAt = at + length;
    if (this.count === 0 && modesAt <= end) return modesAt;
    if (modesAt >= end) throw new ZstdError("sequences cut short");
    const modes = bytes[modesAt];
    if ((modes & 3) !== 0) throw new ZstdError("sequences of an unknown kind");
    let next = modesAt + 1;
    [this.#literalLengths, next] = readTable(
      input,
      next,
      modes >> 6,
      LITERAL_LENGTHS,
      this.#literalLengths,
    );
    [this.#offsets, next] = readTable(input, next, modes >> 4 & 3, OFFSETS, this.#offsets);
    [this.#matchLengths, next] = readTable(
      input,
      next,
      modes >> 2 & 3,
      MATCH_LENGTHS,
      this.#matchLengths,
    );
    return next;
  }
}

function readTable(
  input: BlockInput,
  at: number,
  mode: number,
  { bounds, extraBits, predefined }: SequenceCodes,
  before: FseTable | undefined,
): [table: FseTable, at: number] {
  if (mode === PREDEFINED) return [predefined, at];
  if (mode === RLE) {
    if (at >= input.end) throw new ZstdError("sequences cut short");
    const code = input.bytes[at];
    if (code >= bounds.mostSymbols) throw new ZstdError("an unknown code of sequences");
    return [singleFseTable(code, extraBits), at + 1];
  }
  if (mode === COMPRESSED) {
    const [distribution, next] = readDistribution(input, at, input.end, bounds);
    return [buildFseTable(distribution, extraBits), next];
  }
  if (before === undefined) throw new ZstdError("sequences whose tables are missing");
  return [before, at];
}
