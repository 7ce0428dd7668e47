/**
 * The capture that readers are compared on: classic pcap, Ethernet, IPv4, TCP, made from a seed.
 * @module
 */

import { Random } from "#lib/core/random.ts";

/** Length of the file's header. */
export const FILE_HEADER_BYTES = 24;
/** Length of a record's header. */
export const RECORD_HEADER_BYTES = 16;
/** Bytes kept of each packet: Ethernet, IPv4, TCP with timestamps. */
export const CAPTURED_BYTES = 66;

const RECORD_BYTES = RECORD_HEADER_BYTES + CAPTURED_BYTES;
const ETHERNET_BYTES = 14;
const BEGIN_S = 1_700_000_000;

/** Makes a capture of so many packets, 2 µs apart, between random addresses and ports. */
export function sampleCapture(packets: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(FILE_HEADER_BYTES + packets * RECORD_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0xa1b2c3d4, true);
  view.setUint32(4, 0x0004_0002, true);
  view.setUint32(16, 262_144, true);
  view.setUint32(20, 1, true);
  const random = new Random(7);
  for (let k = 0; k < packets; k++) {
    const at = FILE_HEADER_BYTES + k * RECORD_BYTES;
    const payload = random.integer(1_449);
    view.setUint32(at, BEGIN_S + Math.floor(2 * k / 1e6), true);
    view.setUint32(at + 4, 2 * k % 1e6, true);
    view.setUint32(at + 8, CAPTURED_BYTES, true);
    view.setUint32(at + 12, CAPTURED_BYTES + payload, true);
    const ip = at + RECORD_HEADER_BYTES + ETHERNET_BYTES;
    view.setUint16(ip - 2, 0x0800);
    view.setUint8(ip, 0x45);
    view.setUint16(ip + 2, 52 + payload);
    view.setUint8(ip + 8, 64);
    view.setUint8(ip + 9, 6);
    view.setUint32(ip + 12, 0x0a00_0000 + random.integer(65_536));
    view.setUint32(ip + 16, 0xc000_0200 + random.integer(256));
    view.setUint16(ip + 20, 1_024 + random.integer(60_000));
    view.setUint16(ip + 22, 443);
    view.setUint8(ip + 32, 0x80);
    view.setUint8(ip + 33, 0x10);
    view.setUint32(ip + 40, 0x0101_080a);
  }
  return bytes;
}
