/**
 * Packet records as JSON, one record a message.
 * @module
 */

import {
  ADDRESS_STRIDE_BYTES,
  PacketBatch,
  PacketMark,
  RECORD_KIND_NAMES,
  RecordKind,
} from "#lib/core/packet.ts";
import type { OutgoingMessage } from "../bus.ts";
import { formatAddress } from "./address.ts";
import { RECORD_VERSION } from "./record.ts";

/**
 * Writes each row of a batch as one JSON message, keyed by its link, in order.
 *
 * `{"v":1,"ts":1700000000000000,"link":"eth0","len":60,"proto":6,"src":"10.0.0.1",
 * "dst":"10.0.0.2","sport":1024,"dport":443}`: addresses are left out where the row has none,
 * ports where both are 0, TCP flags and measures where they are 0; a tick or an end carries `v`, `kind`, `ts` and `link` only.
 * @param topic where the messages shall go
 */
export function encodeJson(batch: PacketBatch, topic: string): OutgoingMessage[] {
  const messages = new Array<OutgoingMessage>(batch.length);
  const record: Fields = { ...NO_FIELDS };
  for (let row = 0; row < batch.length; row++) {
    const key = batch.links.name(batch.link[row]);
    record.ts = batch.ts[row];
    record.link = key;
    if (batch.kind[row] === RecordKind.packet) setPacket(record, batch, row);
    else setMarker(record, RECORD_KIND_NAMES[batch.kind[row]]);
    messages[row] = { topic, key, value: JSON.stringify(record) };
  }
  return messages;
}

/**
 * The fields in their order; JSON.stringify leaves out those that are undefined. One object serves
 * all rows: about twice as fast as putting the text together from pieces, which V8 has to flatten
 * once more.
 */
interface Fields {
  readonly v: number;
  kind: string | undefined;
  ts: number;
  link: string;
  len: number | undefined;
  proto: number | undefined;
  src: string | undefined;
  dst: string | undefined;
  sport: number | undefined;
  dport: number | undefined;
  flags: number | undefined;
  rtt: number | undefined;
  retransmission: true | undefined;
  newFlow: true | undefined;
}

const NO_FIELDS: Fields = {
  v: RECORD_VERSION,
  kind: undefined,
  ts: 0,
  link: "",
  len: undefined,
  proto: undefined,
  src: undefined,
  dst: undefined,
  sport: undefined,
  dport: undefined,
  flags: undefined,
  rtt: undefined,
  retransmission: undefined,
  newFlow: undefined,
};

function setMarker(record: Fields, kind: string): void {
  record.kind = kind;
  record.len = undefined;
  record.proto = undefined;
  record.src = undefined;
  record.dst = undefined;
  record.sport = undefined;
  record.dport = undefined;
  record.flags = undefined;
  record.rtt = undefined;
  record.retransmission = undefined;
  record.newFlow = undefined;
}

function setPacket(record: Fields, batch: PacketBatch, row: number): void {
  record.kind = undefined;
  record.len = batch.len[row];
  record.proto = batch.proto[row];
  const family = batch.family[row];
  const at = row * ADDRESS_STRIDE_BYTES;
  const half = ADDRESS_STRIDE_BYTES / 2;
  record.src = family === 0 ? undefined : formatAddress(batch.addresses, at, family);
  record.dst = family === 0 ? undefined : formatAddress(batch.addresses, at + half, family);
  const hasPorts = batch.sport[row] !== 0 || batch.dport[row] !== 0;
  record.sport = hasPorts ? batch.sport[row] : undefined;
  record.dport = hasPorts ? batch.dport[row] : undefined;
  record.flags = batch.flags[row] || undefined;
  record.rtt = batch.rttUs[row] || undefined;
  const marks = batch.marks[row];
  record.retransmission = (marks & PacketMark.retransmission) !== 0 ? true : undefined;
  record.newFlow = (marks & PacketMark.newFlow) !== 0 ? true : undefined;
}
