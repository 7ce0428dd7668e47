/**
 * snoop files byte by byte for the capture tests (RFC 1761).
 * @module
 */

import { bytes } from "./packet_bytes.ts";

/** One record. */
export interface SnoopRecord {
  readonly seconds: number;
  readonly micros: number;
  readonly data: Uint8Array;
  /** Length on the wire. @default what is captured */
  readonly original?: number;
  /** Packets dropped since the start of the capture. @default 0 */
  readonly drops?: number;
  /** What the record claims to hold. @default what it holds */
  readonly captured?: number;
  /** Length of the whole record. @default padded to 4 bytes */
  readonly length?: number;
}

/** Writes a whole file; datalink 4 is Ethernet. */
export function snoop(records: readonly SnoopRecord[], datalink = 4): Uint8Array {
  const header = bytes(new TextEncoder().encode("snoop"), 0, 0, 0, be32(2), be32(datalink));
  return bytes(
    header,
    ...records.map(({ seconds, micros, data, original, drops, captured, length }) => {
      const padding = new Uint8Array(-data.length & 3);
      return bytes(
        be32(original ?? data.length),
        be32(captured ?? data.length),
        be32(length ?? 24 + data.length + padding.length),
        be32(drops ?? 0),
        be32(seconds),
        be32(micros),
        data,
        padding,
      );
    }),
  );
}

function be32(value: number): number[] {
  return [value >>> 24, value >>> 16 & 0xff, value >>> 8 & 0xff, value & 0xff];
}
