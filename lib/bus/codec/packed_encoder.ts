/**
 * Packet records in packed columns, many records a message.
 * @module
 */

import { ADDRESS_STRIDE_BYTES, PacketBatch, RecordKind } from "#lib/core/packet.ts";
import type { OutgoingMessage } from "../bus.ts";
import {
  addressSize,
  FIXED_HEADER_BYTES,
  MARK_RTT,
  PACKED_MAGIC,
  PackedFlag,
  packedLayout,
  padTo8,
} from "./packed_layout.ts";
import { MAX_PACKED_ROWS, RECORD_VERSION } from "./record.ts";
import { rowsByLink } from "./rows_by_link.ts";

/**
 * Writes a batch as packed messages, keyed by link: the rows of each link in their order, at
 * most {@link MAX_PACKED_ROWS} a message. Columns that would hold nothing are left out.
 * @param topic where the messages shall go
 */
export function encodePacked(batch: PacketBatch, topic: string): OutgoingMessage[] {
  const messages: OutgoingMessage[] = [];
  for (const [link, rows] of rowsByLink(batch)) {
    const key = batch.links.name(link);
    for (let from = 0; from < rows.length; from += MAX_PACKED_ROWS) {
      const value = packRows(batch, rows.subarray(from, from + MAX_PACKED_ROWS), key);
      messages.push({ topic, key, value });
    }
  }
  return messages;
}

const EARLIEST_SPAN_TOO_WIDE_US = 2 ** 32;

function packRows(batch: PacketBatch, rows: Uint32Array, link: string): Uint8Array {
  const name = new TextEncoder().encode(link);
  const headerBytes = padTo8(FIXED_HEADER_BYTES + name.length);
  let base = Infinity;
  let latest = -Infinity;
  for (const row of rows) {
    base = Math.min(base, batch.ts[row]);
    latest = Math.max(latest, batch.ts[row]);
  }
  const contents = contentsOf(batch, rows);
  let { flags } = contents;
  if (latest - base >= EARLIEST_SPAN_TOO_WIDE_US) flags |= PackedFlag.wideTimes;
  const layout = packedLayout(flags, rows.length, headerBytes, contents.addressBytes);
  const buffer = new ArrayBuffer(layout.end + 4 * contents.rtts);
  const bytes = new Uint8Array(buffer);
  bytes[0] = PACKED_MAGIC;
  bytes[1] = RECORD_VERSION;
  const header = new DataView(buffer);
  header.setUint16(2, flags, true);
  header.setUint32(4, rows.length, true);
  header.setFloat64(8, base, true);
  header.setUint16(16, name.length, true);
  header.setUint16(18, headerBytes, true);
  header.setUint32(20, contents.addressBytes, true);
  bytes.set(name, FIXED_HEADER_BYTES);

  const n = rows.length;
  if ((flags & PackedFlag.wideTimes) !== 0) {
    const ts = new Float64Array(buffer, layout.ts, n);
    for (let i = 0; i < n; i++) ts[i] = batch.ts[rows[i]];
  } else {
    const offset = new Uint32Array(buffer, layout.ts, n);
    for (let i = 0; i < n; i++) offset[i] = batch.ts[rows[i]] - base;
  }
  const len = new Uint32Array(buffer, layout.len, n);
  for (let i = 0; i < n; i++) {
    len[i] = batch.len[rows[i]];
    bytes[layout.proto + i] = batch.proto[rows[i]];
  }
  if ((flags & PackedFlag.kinds) !== 0) {
    for (let i = 0; i < n; i++) bytes[layout.kind + i] = batch.kind[rows[i]];
  }
  if ((flags & PackedFlag.addresses) !== 0) {
    packAddresses(batch, rows, bytes, layout.family, layout.addresses);
  }
  if ((flags & PackedFlag.ports) !== 0) {
    const sport = new Uint16Array(buffer, layout.sport, n);
    const dport = new Uint16Array(buffer, layout.dport, n);
    for (let i = 0; i < n; i++) {
      sport[i] = batch.sport[rows[i]];
      dport[i] = batch.dport[rows[i]];
    }
  }
  if ((flags & PackedFlag.tcpFlags) !== 0) {
    for (let i = 0; i < n; i++) bytes[layout.tcpFlags + i] = batch.flags[rows[i]];
  }
  if ((flags & PackedFlag.measures) !== 0) {
    const rtts = new Uint32Array(buffer, layout.rtts, 1 + contents.rtts);
    for (let i = 0; i < n; i++) {
      const rttUs = batch.rttUs[rows[i]];
      bytes[layout.marks + i] = batch.marks[rows[i]] | (rttUs === 0 ? 0 : MARK_RTT);
      if (rttUs !== 0) rtts[++rtts[0]] = rttUs;
    }
  }
  return bytes;
}

/** What is to be packed besides the columns that are always there. */
interface Contents {
  /** Columns that hold something. */
  readonly flags: number;
  /** Bytes of all addresses. */
  readonly addressBytes: number;
  /** Round-trip times. */
  readonly rtts: number;
}

function contentsOf(batch: PacketBatch, rows: Uint32Array): Contents {
  let kinds = 0;
  let families = 0;
  let ports = 0;
  let addressBytes = 0;
  let tcpFlags = 0;
  let marks = 0;
  let rtts = 0;
  for (const row of rows) {
    const family = batch.family[row];
    kinds |= batch.kind[row] ^ RecordKind.packet;
    families |= family;
    addressBytes += 2 * addressSize(family);
    ports |= batch.sport[row] | batch.dport[row];
    tcpFlags |= batch.flags[row];
    marks |= batch.marks[row];
    if (batch.rttUs[row] !== 0) rtts++;
  }
  const flags = (kinds !== 0 ? PackedFlag.kinds : 0) |
    (families !== 0 ? PackedFlag.addresses : 0) |
    (ports !== 0 ? PackedFlag.ports : 0) |
    (tcpFlags !== 0 ? PackedFlag.tcpFlags : 0) |
    (marks !== 0 || rtts > 0 ? PackedFlag.measures : 0);
  return { flags, addressBytes, rtts };
}

function packAddresses(
  batch: PacketBatch,
  rows: Uint32Array,
  bytes: Uint8Array,
  familyAt: number,
  addressesAt: number,
): void {
  const { addresses } = batch;
  let to = addressesAt;
  for (let i = 0; i < rows.length; i++) {
    const family = batch.family[rows[i]];
    bytes[familyAt + i] = family;
    const size = addressSize(family);
    const source = rows[i] * ADDRESS_STRIDE_BYTES;
    const destination = source + ADDRESS_STRIDE_BYTES / 2;
    for (let k = 0; k < size; k++) {
      bytes[to + k] = addresses[source + k];
      bytes[to + size + k] = addresses[destination + k];
    }
    to += 2 * size;
  }
}
