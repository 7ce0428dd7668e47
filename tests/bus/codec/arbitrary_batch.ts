/**
 * Random packet records, for properties of the codecs.
 * @module
 */

import fc from "fast-check";
import { LinkTable } from "#lib/core/link_table.ts";
import { ADDRESS_STRIDE_BYTES, NOT_IP, PacketBatch, RecordKind } from "#lib/core/packet.ts";

/** One record, plain. Addresses are 16 bytes each, of which IPv4 uses 4. */
export interface PlainRecord {
  readonly kind: number;
  readonly ts: number;
  readonly link: string;
  readonly len: number;
  readonly proto: number;
  readonly family: number;
  readonly src: readonly number[];
  readonly dst: readonly number[];
  readonly sport: number;
  readonly dport: number;
  readonly flags: number;
  readonly rttUs: number;
  readonly marks: number;
}

const LINKS = ["eth0", "wan:1", "ünï 🦀", 'q"\\uote', "__proto__", "{[", "x".repeat(255)];

const address = fc.oneof(
  fc.constant({ family: 0, src: bytes([]), dst: bytes([]) }),
  fc.record({ family: fc.constant(4), src: addressOf(4), dst: addressOf(4) }),
  fc.record({ family: fc.constant(6), src: addressOf(16), dst: addressOf(16) }),
);

const packet = fc.record({
  kind: fc.constant<number>(RecordKind.packet),
  ts: fc.oneof(
    fc.integer({ min: 1.7e15, max: 1.7e15 + 10_000_000 }),
    fc.maxSafeNat(),
  ),
  link: fc.constantFrom(...LINKS),
  len: fc.oneof(fc.integer({ min: 20, max: 1500 }), fc.integer({ min: 0, max: 2 ** 32 - 1 })),
  proto: fc.constantFrom(0, 1, 6, 17, 58, NOT_IP),
  address,
  sport: fc.constantFrom(0, 1, 443, 65_535),
  dport: fc.constantFrom(0, 53, 65_535),
  flags: fc.constantFrom(0, 0, 0, 2, 16, 255),
  rttUs: fc.constantFrom(0, 0, 0, 0, 1, 25_000, 2 ** 32 - 1),
  marks: fc.constantFrom(0, 0, 0, 1, 2, 3),
}).map(({ address, ...rest }): PlainRecord => ({ ...rest, ...address }));

const marker = fc.record({
  kind: fc.constantFrom<number>(RecordKind.tick, RecordKind.end),
  ts: fc.maxSafeNat(),
  link: fc.constantFrom(...LINKS),
}).map((rest): PlainRecord => ({
  ...rest,
  len: 0,
  proto: NOT_IP,
  family: 0,
  src: bytes([]),
  dst: bytes([]),
  sport: 0,
  dport: 0,
  flags: 0,
  rttUs: 0,
  marks: 0,
}));

/** Any records, ticks and ends among them. */
export const arbitraryRecords: fc.Arbitrary<PlainRecord[]> = fc.array(
  fc.oneof({ weight: 4, arbitrary: packet }, { weight: 1, arbitrary: marker }),
  { maxLength: 60 },
);

/** Makes a batch of records. */
export function batchOf(records: readonly PlainRecord[], capacity = records.length): PacketBatch {
  const batch = new PacketBatch(capacity, new LinkTable());
  for (const record of records) {
    const row = batch.length;
    batch.push({ ...record, link: batch.links.intern(record.link) });
    batch.family[row] = record.family;
    batch.addresses.set([...record.src, ...record.dst], row * ADDRESS_STRIDE_BYTES);
    batch.sport[row] = record.sport;
    batch.dport[row] = record.dport;
    batch.flags[row] = record.flags;
    batch.rttUs[row] = record.rttUs;
    batch.marks[row] = record.marks;
  }
  return batch;
}

/** Reads a batch back as plain records. */
export function recordsOf(batch: PacketBatch): PlainRecord[] {
  return Array.from({ length: batch.length }, (_, row) => {
    const at = row * ADDRESS_STRIDE_BYTES;
    const hasAddress = batch.family[row] !== 0;
    const slice = (from: number) =>
      hasAddress ? Array.from(batch.addresses.subarray(from, from + 16)) : bytes([]);
    return {
      kind: batch.kind[row],
      ts: batch.ts[row],
      link: batch.links.name(batch.link[row]),
      len: batch.len[row],
      proto: batch.proto[row],
      family: batch.family[row],
      src: slice(at),
      dst: slice(at + 16),
      sport: batch.sport[row],
      dport: batch.dport[row],
      flags: batch.flags[row],
      rttUs: batch.rttUs[row],
      marks: batch.marks[row],
    };
  });
}

function addressOf(size: number): fc.Arbitrary<number[]> {
  const octet = fc.oneof(fc.constantFrom(0, 255), fc.integer({ min: 0, max: 255 }));
  return fc.array(octet, { minLength: size, maxLength: size }).map(bytes);
}

function bytes(used: readonly number[]): number[] {
  return Array.from({ length: 16 }, (_, i) => used[i] ?? 0);
}
