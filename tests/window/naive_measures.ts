/**
 * TCP measures of packets, and of windows by the words of `docs/windows.md`: the oracle for both
 * forms of windows.
 * @module
 */

import { estimateDistinct, SKETCH_BYTES } from "#lib/window/hyper_log_log.ts";
import type { PacketBatch } from "#lib/core/packet.ts";
import { Random } from "#lib/core/random.ts";
import type { WindowBatch } from "#lib/window/window_batch.ts";
import type { LogRecord } from "./naive_windows.ts";

/** What a packet carries besides its counters. */
export interface PacketMeasures {
  readonly flags: number;
  readonly rttUs: number;
  readonly marks: number;
  readonly family: number;
  /** Words of the source, then of the destination. */
  readonly words: readonly number[];
  readonly dport: number;
}

/** Measures of a window, as an object. */
export interface PlainMeasures {
  readonly rttSumUs: number;
  readonly rttMinUs: number;
  readonly rttSamples: number;
  readonly retransmissions: number;
  readonly newFlows: number;
  readonly syns: number;
  readonly resets: number;
  readonly sources: number;
  readonly destinationPorts: number;
}

/** Gives each record measures; equal objects get the same. */
export function drawMeasures(
  log: readonly LogRecord[],
  seed: number,
): Map<LogRecord, PacketMeasures> {
  const random = new Random(seed);
  const pick = <T>(...values: readonly T[]) => values[random.integer(values.length)];
  return new Map(
    [...new Set(log)].map((record) => {
      const family = pick(0, 4, 4, 6);
      const words = Array.from({ length: 8 }, () => pick(1, 2, 2 ** 32 - 1, random.uint32()));
      return [record, {
        flags: pick(0, 1, 2, 4, 16, 18, 20, 255),
        rttUs: pick(0, 0, 1, 25_000, 2 ** 32 - 1),
        marks: pick(0, 0, 1, 2, 3),
        family,
        words,
        dport: pick(0, 53, 443, random.integer(65_536)),
      }];
    }),
  );
}

/** Writes measures into the rows of a batch. */
export function writeMeasures(
  batch: PacketBatch,
  log: readonly LogRecord[],
  measures: ReadonlyMap<LogRecord, PacketMeasures>,
): PacketBatch {
  log.forEach((record, row) => {
    const { flags, rttUs, marks, family, words, dport } = measures.get(record)!;
    batch.flags[row] = flags;
    batch.rttUs[row] = rttUs;
    batch.marks[row] = marks;
    batch.family[row] = family;
    batch.addressWords.set(words, row * 8);
    batch.dport[row] = dport;
  });
  return batch;
}

/** Measures packets of one window, one after the other and from the start each time. */
export function naiveMeasures(packets: readonly (LogRecord & PacketMeasures)[]): PlainMeasures {
  const rtts = packets.map(({ rttUs }) => rttUs).filter((rttUs) => rttUs > 0);
  const count = (matches: (flags: number, marks: number) => boolean) =>
    packets.filter(({ flags, marks }) => matches(flags, marks)).length;
  const bits = (flags: number) => flags.toString(2).padStart(8, "0");
  return {
    rttSumUs: rtts.reduce((sum, rtt) => sum + rtt, 0),
    rttMinUs: rtts.length === 0 ? 0 : Math.min(...rtts),
    rttSamples: rtts.length,
    retransmissions: count((_, marks) => marks % 2 === 1),
    newFlows: count((_, marks) => marks >= 2),
    syns: count((flags) => bits(flags)[6] === "1" && bits(flags)[3] === "0"),
    resets: count((flags) => bits(flags)[5] === "1"),
    sources: distinct(
      packets.filter(({ family }) => family > 0).map(({ family, words }) =>
        family === 4 ? [words[0]] : words.slice(0, 4)
      ),
    ),
    destinationPorts: distinct(
      packets.filter(({ proto, dport }) => (proto === 6 || proto === 17) && dport > 0)
        .map(({ dport }) => [dport]),
    ),
  };
}

/** Gives the measures of rows as objects, in their order. */
export function measuresOf({ measures, length }: WindowBatch): PlainMeasures[] {
  if (measures === undefined) return [];
  return Array.from({ length }, (_, row) => ({
    rttSumUs: measures.rttSumUs[row],
    rttMinUs: measures.rttMinUs[row],
    rttSamples: measures.rttSamples[row],
    retransmissions: measures.retransmissions[row],
    newFlows: measures.newFlows[row],
    syns: measures.syns[row],
    resets: measures.resets[row],
    sources: measures.sources[row],
    destinationPorts: measures.destinationPorts[row],
  }));
}

/** A HyperLogLog by its definition, on the binary digits of hashes. */
function distinct(values: readonly (readonly number[])[]): number {
  const registers = new Uint8Array(SKETCH_BYTES);
  for (const words of values) {
    const digits = hashOf(words).toString(2).padStart(32, "0");
    const index = parseInt(digits.slice(0, 8), 2);
    const rank = `${digits.slice(8)}1`.indexOf("1") + 1;
    registers[index] = Math.max(registers[index], rank);
  }
  return estimateDistinct(registers, 0);
}

function hashOf(words: readonly number[]): bigint {
  if (words.length === 1) return mixed(BigInt(words[0]));
  return words.reduce((hash, word) => mixed(BigInt.asUintN(32, hash * 31n) ^ BigInt(word)), 6n);
}

/** The finalizer of MurmurHash3, in whole numbers. */
function mixed(word: bigint): bigint {
  let hash = word;
  hash = BigInt.asUintN(32, (hash ^ (hash >> 16n)) * 0x85ebca6bn);
  hash = BigInt.asUintN(32, (hash ^ (hash >> 13n)) * 0xc2b2ae35n);
  return hash ^ (hash >> 16n);
}
