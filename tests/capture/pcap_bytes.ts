/**
 * Classic pcap files byte by byte for the capture tests.
 * @module
 */

import { bytes } from "./packet_bytes.ts";

/** The numbers that open a file. */
export interface PcapFields {
  readonly order?: "little" | "big";
  readonly resolution?: "micro" | "nano";
  readonly linkType?: number;
}

/** One record. */
export interface PcapRecord {
  readonly seconds: number;
  /** Micro- or nanoseconds, as the file says. */
  readonly fraction: number;
  readonly data: Uint8Array;
  /** Length on the wire. @default what is captured */
  readonly original?: number;
  /** What the record claims to hold. @default what it holds */
  readonly captured?: number;
}

/** Writes a whole file. */
export function pcap(fields: PcapFields, records: readonly PcapRecord[]): Uint8Array {
  const { order = "little", resolution = "micro", linkType = 1 } = fields;
  const magic = resolution === "nano" ? 0xa1b23c4d : 0xa1b2c3d4;
  const u32 = (value: number) => order === "little" ? le32(value) : le32(value).reverse();
  const version = order === "little" ? [2, 0, 4, 0] : [0, 2, 0, 4];
  const header = bytes(u32(magic), version, u32(0), u32(0), u32(65535), u32(linkType));
  const bodies = records.map(({ seconds, fraction, data, original, captured }) =>
    bytes(
      u32(seconds),
      u32(fraction),
      u32(captured ?? data.length),
      u32(original ?? data.length),
      data,
    )
  );
  return bytes(header, ...bodies);
}

function le32(value: number): number[] {
  return [value & 0xff, value >>> 8 & 0xff, value >>> 16 & 0xff, value >>> 24];
}
