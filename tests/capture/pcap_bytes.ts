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
  /** Whose variant of the format it is. @default libpcap's */
  readonly variant?: "libpcap" | "kuznetzov" | "ixia";
  /** The format's minor version; before 2.3 the two lengths are the other way round. @default 4 */
  readonly minor?: number;
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
  const { variant = "libpcap", minor = 4 } = fields;
  const plainMagic = resolution === "nano" ? 0xa1b23c4d : 0xa1b2c3d4;
  const magic = { libpcap: plainMagic, kuznetzov: 0xa1b2cd34, ixia: 0x1c0001ac }[variant];
  const u32 = (value: number) => order === "little" ? le32(value) : le32(value).reverse();
  const version = order === "little" ? [2, 0, minor, 0] : [0, 2, 0, minor];
  const header = bytes(u32(magic), version, u32(0), u32(0), u32(65535), u32(linkType));
  const bodies = records.map(({ seconds, fraction, data, original, captured }) => {
    const lengths = [captured ?? data.length, original ?? data.length];
    if (minor < 3) lengths.reverse();
    // Kuznetzov's: number of the interface, protocol, packet type, padding.
    const more = variant === "kuznetzov" ? [...u32(3), 0, 8, 0, 0] : [];
    return bytes(u32(seconds), u32(fraction), u32(lengths[0]), u32(lengths[1]), more, data);
  });
  const length = bodies.reduce((sum, body) => sum + body.length, 0);
  return bytes(header, variant === "ixia" ? u32(length) : [], ...bodies);
}

function le32(value: number): number[] {
  return [value & 0xff, value >>> 8 & 0xff, value >>> 16 & 0xff, value >>> 24];
}
