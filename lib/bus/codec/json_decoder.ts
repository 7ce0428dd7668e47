/**
 * JSON records back into columns.
 * @module
 */

import {
  ADDRESS_STRIDE_BYTES,
  NOT_IP,
  PacketBatch,
  PacketMark,
  RecordKind,
} from "#lib/core/packet.ts";
import { parseAddress } from "./address.ts";
import { isDeeperThan } from "./json_depth.ts";
import * as record from "./record.ts";

/**
 * Adds the record of one JSON message to a batch.
 * @param text the message
 * @param key the message's key, which must be the record's link
 * @returns 1, {@link record.NO_ROOM}, or why the message is bad
 */
export function decodeJson(
  text: string,
  key: string,
  batch: PacketBatch,
  columns: record.RecordColumns,
): record.DecodedRows {
  if (batch.free === 0) return record.NO_ROOM;
  if (text.length > record.MAX_JSON_SIZE) return `larger than ${record.MAX_JSON_SIZE} bytes`;
  if (isDeeperThan(text, MAX_DEPTH)) return `nested deeper than ${MAX_DEPTH} levels`;
  let fields: Fields;
  try {
    fields = JSON.parse(text);
  } catch {
    return "not JSON";
  }
  const reason = addRow(fields, key, batch, columns);
  if (reason !== undefined) return reason;
  batch.length++;
  return 1;
}

/** A record is flat; fields of later versions may nest a little. */
const MAX_DEPTH = 16;

/** What a record may hold; anything may stand in each field until it has been looked at. */
interface Fields {
  readonly v?: unknown;
  readonly kind?: unknown;
  readonly ts?: unknown;
  readonly link?: unknown;
  readonly len?: unknown;
  readonly proto?: unknown;
  readonly src?: unknown;
  readonly dst?: unknown;
  readonly sport?: unknown;
  readonly dport?: unknown;
  readonly flags?: unknown;
  readonly rtt?: unknown;
  readonly retransmission?: unknown;
  readonly newFlow?: unknown;
}

/** Writes the row after the batch's last; it counts only once the caller says so. */
function addRow(
  fields: Fields,
  key: string,
  batch: PacketBatch,
  columns: record.RecordColumns,
): string | undefined {
  const { v, kind, ts, link } = fields;
  if (v !== record.RECORD_VERSION) return record.BAD_VERSION;
  // JSON.parse makes it a plain field, but code further on might copy it into a prototype.
  if (Object.hasOwn(fields, "__proto__")) return "has a field __proto__";
  if (typeof ts !== "number" || !Number.isSafeInteger(ts) || ts < 0) return record.BAD_TS;
  if (typeof link !== "string" || !record.isLinkName(link)) return record.BAD_LINK;
  if (link !== key) return record.BAD_KEY;
  const row = batch.length;
  const isPacket = kind === undefined || kind === "packet";
  const reason = isPacket ? setPacket(fields, batch, row, columns) : setMarker(kind, batch, row);
  if (reason !== undefined) return reason;
  batch.ts[row] = ts + 0; // -0 becomes 0
  batch.link[row] = batch.links.intern(link); // last, so that bad records leave no names behind
  return undefined;
}

function setMarker(kind: unknown, batch: PacketBatch, row: number): string | undefined {
  if (kind !== "tick" && kind !== "end") return record.BAD_KIND;
  batch.kind[row] = kind === "tick" ? RecordKind.tick : RecordKind.end;
  batch.len[row] = 0;
  batch.proto[row] = NOT_IP;
  clearFlow(batch, row);
  return undefined;
}

function setPacket(
  fields: Fields,
  batch: PacketBatch,
  row: number,
  columns: record.RecordColumns,
): string | undefined {
  const { len, proto } = fields;
  if (!isUint(len, 0xffffffff)) return "len is not an integer of 0 to 2^32 - 1 bytes";
  if (proto !== undefined && !isUint(proto, 255)) return "proto is not an integer of 0 to 255";
  batch.kind[row] = RecordKind.packet;
  batch.len[row] = len;
  batch.proto[row] = proto ?? NOT_IP;
  clearFlow(batch, row);
  if (columns === "counters") return undefined;
  return setMeasures(fields, batch, row) ?? setFlow(fields, batch, row);
}

function clearFlow(batch: PacketBatch, row: number): void {
  batch.family[row] = 0;
  batch.sport[row] = 0;
  batch.dport[row] = 0;
  batch.flags[row] = 0;
  batch.rttUs[row] = 0;
  batch.marks[row] = 0;
}

function setMeasures(fields: Fields, batch: PacketBatch, row: number): string | undefined {
  const { flags, rtt, retransmission, newFlow } = fields;
  if (flags !== undefined) {
    if (!isUint(flags, 255)) return "flags is not an integer of 0 to 255";
    batch.flags[row] = flags;
  }
  if (rtt !== undefined) {
    if (!isUint(rtt, 0xffffffff)) return "rtt is not an integer of 0 to 2^32 - 1 microseconds";
    batch.rttUs[row] = rtt;
  }
  if (!isMark(retransmission) || !isMark(newFlow)) {
    return "retransmission or newFlow is not true or false";
  }
  batch.marks[row] = (retransmission === true ? PacketMark.retransmission : 0) |
    (newFlow === true ? PacketMark.newFlow : 0);
  return undefined;
}

function setFlow(fields: Fields, batch: PacketBatch, row: number): string | undefined {
  const { src, dst, sport, dport } = fields;
  if (sport !== undefined) {
    if (!isUint(sport, 0xffff)) return "sport is not an integer of 0 to 65535";
    batch.sport[row] = sport;
  }
  if (dport !== undefined) {
    if (!isUint(dport, 0xffff)) return "dport is not an integer of 0 to 65535";
    batch.dport[row] = dport;
  }
  if (src === undefined && dst === undefined) return undefined;
  if (typeof src !== "string" || typeof dst !== "string") return BAD_ADDRESSES;
  const at = row * ADDRESS_STRIDE_BYTES;
  const family = parseAddress(src, batch.addresses, at);
  const other = parseAddress(dst, batch.addresses, at + ADDRESS_STRIDE_BYTES / 2);
  if (family === 0 || family !== other) return BAD_ADDRESSES;
  batch.family[row] = family;
  return undefined;
}

const BAD_ADDRESSES = "src and dst are not two addresses of one family";

function isMark(value: unknown): boolean {
  return value === undefined || typeof value === "boolean";
}

function isUint(value: unknown, most: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most;
}
