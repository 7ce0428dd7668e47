/**
 * The sequences of a block (RFC 8878, 3.1.1.3.2 and 3.1.1.4): literals and matches in turn become
 * output.
 * @module
 */

import { bitsAt, openBits } from "./backward_bits.ts";
import type { BlockInput } from "./block_input.ts";
import type { History } from "./history.ts";
import type { Literals } from "./literals.ts";
import { LITERAL_LENGTHS, MATCH_LENGTHS } from "./sequence_codes.ts";
import type { SequenceTables } from "./sequence_tables.ts";
import { ZstdError } from "./zstd_error.ts";

/** Offset codes above have values beyond the largest window, 2^25, and more bits than one read. */
const MOST_OFFSET_CODE = 25;
/** From here on the engine's own copy pays for its call. */
const LONG_BYTES = 64;

/** The three offsets used last, the last one first; 1, 4 and 8 at the start of a frame. */
export type RecentOffsets = [number, number, number];

/**
 * Carries a block's sequences out, and the literals behind the last one.
 * @param start of the bit stream, which ends with the block
 * @param recent is moved on
 */
export function runSequences(
  input: BlockInput,
  start: number,
  tables: SequenceTables,
  literals: Literals,
  recent: RecentOffsets,
  history: History,
): void {
  const { view } = input;
  const { bytes: out, windowBytes, reachBytes, at: first } = history;
  const { bytes: literalBytes, end: literalEnd } = literals;
  const { log: literalLog, entries: literalEntries } = tables.literalLengths;
  const { log: offsetLog, entries: offsetEntries } = tables.offsets;
  const { log: matchLog, entries: matchEntries } = tables.matchLengths;
  const { bases: literalBases } = LITERAL_LENGTHS;
  const { bases: matchBases } = MATCH_LENGTHS;
  const outEnd = first + history.blockBytes;
  const floor = 8 * start;
  let [recent1, recent2, recent3] = recent;
  let literalAt = literals.at;
  let at = first;
  let place = openBits(input.bytes, start, input.end) - literalLog;
  let literalState = bitsAt(view, place, literalLog);
  place -= offsetLog;
  let offsetState = bitsAt(view, place, offsetLog);
  place -= matchLog;
  let matchState = bitsAt(view, place, matchLog);
  for (let left = tables.count; left > 0; left--) {
    const literalEntry = literalEntries[literalState];
    const offsetEntry = offsetEntries[offsetState];
    const matchEntry = matchEntries[matchState];
    const offsetCode = offsetEntry >> 19;
    if (offsetCode > MOST_OFFSET_CODE) throw new ZstdError("a match beyond the window");
    place -= offsetCode;
    let offset = (1 << offsetCode) + bitsAt(view, place, offsetCode);
    const matchBits = matchEntry >> 14 & 31;
    place -= matchBits;
    const matchLength = matchBases[matchEntry >> 19] + bitsAt(view, place, matchBits);
    const literalBits = literalEntry >> 14 & 31;
    place -= literalBits;
    const literalLength = literalBases[literalEntry >> 19] + bitsAt(view, place, literalBits);
    if (left > 1) {
      // The bits of the next states, in this order (3.1.1.3.2.1.2).
      const literalNext = literalEntry >> 10 & 15;
      const matchNext = matchEntry >> 10 & 15;
      const offsetNext = offsetEntry >> 10 & 15;
      place -= literalNext;
      literalState = (literalEntry & 1023) + bitsAt(view, place, literalNext);
      place -= matchNext;
      matchState = (matchEntry & 1023) + bitsAt(view, place, matchNext);
      place -= offsetNext;
      offsetState = (offsetEntry & 1023) + bitsAt(view, place, offsetNext);
    }
    if (place < floor) throw new ZstdError("sequences cut short");

    // Values to 3 are recent offsets; behind no literals, all but the last (3.1.1.5).
    if (offset > 3) {
      offset -= 3;
      recent3 = recent2;
      recent2 = recent1;
    } else {
      const which = offset - (literalLength === 0 ? 0 : 1);
      if (which === 0) offset = recent1;
      else {
        offset = which === 1 ? recent2 : which === 2 ? recent3 : recent1 - 1;
        if (which > 1) recent3 = recent2;
        recent2 = recent1;
      }
    }
    recent1 = offset;

    if (literalLength > literalEnd - literalAt) throw new ZstdError("literals run out");
    const matchAt = at + literalLength;
    const next = matchAt + matchLength;
    if (next > outEnd) throw new ZstdError("a block of too many bytes");
    if (offset < 1 || offset > windowBytes || offset > reachBytes + matchAt - first) {
      throw new ZstdError("a match beyond the window");
    }
    if (literalLength > LONG_BYTES) {
      out.set(literalBytes.subarray(literalAt, literalAt + literalLength), at);
      literalAt += literalLength;
    } else {
      for (; at < matchAt; at++) out[at] = literalBytes[literalAt++];
    }
    let from = matchAt - offset;
    if (from < 0) history.copyAround(matchAt, offset, matchLength);
    else if (matchLength > LONG_BYTES && offset >= matchLength) {
      out.copyWithin(matchAt, from, from + matchLength);
    } else {
      for (at = matchAt; at < next; at++) out[at] = out[from++];
    }
    at = next;
  }
  if (place !== floor) throw new ZstdError("sequences and their bits do not match");
  const rest = literalEnd - literalAt;
  if (rest > outEnd - at) throw new ZstdError("a block of too many bytes");
  out.set(literalBytes.subarray(literalAt, literalEnd), at);
  history.at = at + rest;
  recent[0] = recent1;
  recent[1] = recent2;
  recent[2] = recent3;
}
