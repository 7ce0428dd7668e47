/**
 * Packed messages back into columns.
 * @module
 */

import { ADDRESS_STRIDE_BYTES, PacketBatch, RecordKind } from "#lib/core/packet.ts";
import {
  addressSize,
  FIXED_HEADER_BYTES,
  MARK_RTT,
  MAX_PACKED_BYTES,
  PackedFlag,
  PackedLayout,
  packedLayout,
} from "./packed_layout.ts";
import * as record from "./record.ts";

/** Decodes packed messages; holds one buffer that every message is copied into, so that columns
 * lie aligned however the bus hands them out, and no view is made per message. */
export class PackedDecoder {
  readonly #bytes = new Uint8Array(MAX_PACKED_BYTES);
  readonly #u16 = new Uint16Array(this.#bytes.buffer);
  readonly #u32 = new Uint32Array(this.#bytes.buffer);
  readonly #f64 = new Float64Array(this.#bytes.buffer);
  readonly #utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

  /**
   * Adds the records of one message to a batch, all or none.
   * @param message starts with the magic byte
   * @param key the message's key, which must be the records' link
   * @returns the number of rows, {@link record.NO_ROOM}, or why the message is bad
   * @throws {RangeError} if the batch is empty and yet too small
   */
  decode(
    message: Uint8Array,
    key: string,
    batch: PacketBatch,
    columns: record.RecordColumns,
  ): record.DecodedRows {
    if (message.length > MAX_PACKED_BYTES) return `larger than ${MAX_PACKED_BYTES} bytes`;
    if (message.length < FIXED_HEADER_BYTES) return CUT;
    if (message[1] !== record.RECORD_VERSION) return record.BAD_VERSION;
    this.#bytes.set(message);
    const flags = this.#u16[1];
    const rows = this.#u32[1];
    const nameBytes = this.#u16[8];
    const headerBytes = this.#u16[9];
    if (rows > record.MAX_PACKED_ROWS) return `more than ${record.MAX_PACKED_ROWS} rows`;
    if (headerBytes % 8 !== 0 || headerBytes < FIXED_HEADER_BYTES + nameBytes) {
      return "header of a wrong size";
    }
    const addressBytes = this.#u32[5];
    if (addressBytes > message.length) return CUT;
    const layout = packedLayout(flags, rows, headerBytes, addressBytes);
    if (message.length < layout.end) return CUT;
    const link = this.#name(nameBytes);
    if (link === undefined || !record.isLinkName(link)) return record.BAD_LINK;
    if (link !== key) return record.BAD_KEY;
    if (batch.free < rows) {
      if (batch.length > 0) return record.NO_ROOM;
      throw new RangeError(
        `Cannot decode ${rows} rows into a batch of ${batch.capacity}: ` +
          `make it at least ${record.MAX_PACKED_ROWS}`,
      );
    }
    const reason = this.#columns(flags, rows, layout, batch, columns, message.length);
    if (reason !== undefined) return reason;
    if (rows > 0) batch.link.fill(batch.links.intern(link), batch.length, batch.length + rows);
    batch.length += rows;
    return rows;
  }

  #name(nameBytes: number): string | undefined {
    try {
      return this.#utf8.decode(
        this.#bytes.subarray(FIXED_HEADER_BYTES, FIXED_HEADER_BYTES + nameBytes),
      );
    } catch {
      return undefined;
    }
  }

  /** Writes all columns but `link` after the batch's last row. */
  #columns(
    flags: number,
    rows: number,
    layout: PackedLayout,
    batch: PacketBatch,
    columns: record.RecordColumns,
    messageBytes: number,
  ): string | undefined {
    const start = batch.length;
    const end = start + rows;
    const timesAreRight = (flags & PackedFlag.wideTimes) !== 0
      ? this.#wideTimes(rows, layout, batch)
      : this.#narrowTimes(rows, layout, batch);
    if (!timesAreRight) return record.BAD_TS;
    if ((flags & PackedFlag.kinds) === 0) batch.kind.fill(RecordKind.packet, start, end);
    else if (!this.#kinds(rows, layout, batch)) return record.BAD_KIND;
    batch.len.set(this.#u32.subarray(layout.len / 4, layout.len / 4 + rows), start);
    batch.proto.set(this.#bytes.subarray(layout.proto, layout.proto + rows), start);
    if (columns === "all" && (flags & PackedFlag.ports) !== 0) {
      batch.sport.set(this.#u16.subarray(layout.sport / 2, layout.sport / 2 + rows), start);
      batch.dport.set(this.#u16.subarray(layout.dport / 2, layout.dport / 2 + rows), start);
    } else {
      batch.sport.fill(0, start, end);
      batch.dport.fill(0, start, end);
    }
    if (columns === "all" && (flags & PackedFlag.tcpFlags) !== 0) {
      batch.flags.set(this.#bytes.subarray(layout.tcpFlags, layout.tcpFlags + rows), start);
    } else batch.flags.fill(0, start, end);
    batch.rttUs.fill(0, start, end);
    batch.marks.fill(0, start, end);
    if (columns === "all" && (flags & PackedFlag.measures) !== 0) {
      if (!this.#measures(rows, layout, batch, messageBytes)) return CUT;
    }
    if (columns === "all" && (flags & PackedFlag.addresses) !== 0) {
      return this.#addresses(rows, layout, batch);
    }
    batch.family.fill(0, start, end);
    return undefined;
  }

  /** Reads marks and round-trip times; false where fewer of these are there than marks say. */
  #measures(rows: number, layout: PackedLayout, batch: PacketBatch, messageBytes: number): boolean {
    const marks = this.#bytes;
    const rtts = this.#u32;
    const first = layout.rtts / 4 + 1;
    const end = Math.min(first + rtts[first - 1], Math.floor(messageBytes / 4));
    let next = first;
    for (let i = 0; i < rows; i++) {
      const mark = marks[layout.marks + i];
      batch.marks[batch.length + i] = mark & ~MARK_RTT;
      if ((mark & MARK_RTT) === 0) continue;
      if (next >= end) return false;
      batch.rttUs[batch.length + i] = rtts[next++];
    }
    return true;
  }

  #wideTimes(rows: number, layout: PackedLayout, batch: PacketBatch): boolean {
    const from = layout.ts / 8;
    for (let i = 0; i < rows; i++) {
      const ts = this.#f64[from + i];
      if (!Number.isSafeInteger(ts) || ts < 0) return false;
      batch.ts[batch.length + i] = ts + 0; // -0 becomes 0
    }
    return true;
  }

  #narrowTimes(rows: number, layout: PackedLayout, batch: PacketBatch): boolean {
    const base = this.#f64[1];
    if (!Number.isSafeInteger(base) || base < 0) return false;
    const from = layout.ts / 4;
    const out = batch.ts;
    const start = batch.length;
    const offsets = this.#u32;
    let latest = 0;
    for (let i = 0; i < rows; i++) {
      const offset = offsets[from + i];
      out[start + i] = base + offset;
      if (offset > latest) latest = offset;
    }
    return base + latest <= record.MAX_TS_US;
  }

  #kinds(rows: number, layout: PackedLayout, batch: PacketBatch): boolean {
    for (let i = 0; i < rows; i++) {
      const kind = this.#bytes[layout.kind + i];
      if (kind > RecordKind.end) return false;
      batch.kind[batch.length + i] = kind;
    }
    return true;
  }

  #addresses(rows: number, layout: PackedLayout, batch: PacketBatch): string | undefined {
    const bytes = this.#bytes;
    const { addresses } = batch;
    const start = batch.length;
    addresses.fill(0, start * ADDRESS_STRIDE_BYTES, (start + rows) * ADDRESS_STRIDE_BYTES);
    let from = layout.addresses;
    const addressesEnd = from + this.#u32[5];
    for (let i = 0; i < rows; i++) {
      const family = bytes[layout.family + i];
      batch.family[start + i] = family;
      const size = addressSize(family);
      if (size === 0 && family !== 0) return "a family is not 0, 4 or 6";
      if (from + 2 * size > addressesEnd) return WRONG_ADDRESSES;
      const source = (start + i) * ADDRESS_STRIDE_BYTES;
      const destination = source + ADDRESS_STRIDE_BYTES / 2;
      for (let k = 0; k < size; k++) {
        addresses[source + k] = bytes[from + k];
        addresses[destination + k] = bytes[from + size + k];
      }
      from += 2 * size;
    }
    return from === addressesEnd ? undefined : WRONG_ADDRESSES;
  }
}

const WRONG_ADDRESSES = "addresses of a wrong size";
const CUT = "cut short";
