/**
 * The capture that TCP measures are timed on: connections that send and acknowledge, made from a
 * seed.
 * @module
 */

import { Random } from "#lib/core/random.ts";

const FILE_HEADER_BYTES = 24;
const RECORD_BYTES = 16 + 66;
/** Connections under way, each with a segment and its acknowledgment in turn. */
const CONNECTIONS = 10_000;

/** Makes a capture of so many TCP packets with timestamps, snapped behind their headers. */
export function conversationCapture(packets: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(FILE_HEADER_BYTES + packets * RECORD_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0xa1b2c3d4, true);
  view.setUint32(4, 0x00040002, true);
  view.setUint32(16, 262_144, true);
  view.setUint32(20, 1, true);
  const random = new Random(2);
  const seq = new Uint32Array(CONNECTIONS);
  let connection = 0;
  for (let k = 0; k < packets; k++) {
    const at = FILE_HEADER_BYTES + k * RECORD_BYTES;
    const isAck = k % 2 === 1;
    if (!isAck) connection = random.integer(CONNECTIONS);
    const payload = isAck ? 0 : 1_448;
    const us = 1_700_000_000_000_000 + 2 * k;
    view.setUint32(at, Math.floor(us / 1e6), true);
    view.setUint32(at + 4, us % 1e6, true);
    view.setUint32(at + 8, 66, true);
    view.setUint32(at + 12, 66 + payload, true);
    const ip = at + 16 + 14;
    view.setUint16(ip - 2, 0x0800);
    view.setUint8(ip, 0x45);
    view.setUint16(ip + 2, 52 + payload);
    view.setUint8(ip + 9, 6);
    view.setUint32(ip + (isAck ? 16 : 12), 0x0a000000 + connection);
    view.setUint32(ip + (isAck ? 12 : 16), 0xc0000201);
    const tcp = ip + 20;
    view.setUint16(tcp + (isAck ? 2 : 0), 1_024 + connection);
    view.setUint16(tcp + (isAck ? 0 : 2), 443);
    view.setUint32(tcp + 4, isAck ? 1 : seq[connection]);
    seq[connection] += payload;
    view.setUint32(tcp + 8, isAck ? seq[connection] : 1);
    view.setUint8(tcp + 12, 0x80);
    view.setUint8(tcp + 13, 0x10);
    view.setUint32(tcp + 20, 0x0101080a);
    view.setUint32(tcp + 24, k);
    view.setUint32(tcp + 28, k - 1);
  }
  return bytes;
}
