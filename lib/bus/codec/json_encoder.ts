/**
 * Packet records as JSON, one record a message.
 * @module
 */

import {
  ADDRESS_STRIDE_BYTES,
  PacketBatch,
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
 * ports where both are 0; a tick or an end carries `v`, `kind`, `ts` and `link` only.
 * @param topic where the messages shall go
 */
export function encodeJson(batch: PacketBatch, topic: string): OutgoingMessage[] {
  const messages = new Array<OutgoingMessage>(batch.length);
  const quotedLinks = new Map<number, string>();
  let link = -1;
  let key = "";
  let quoted = "";
  for (let row = 0; row < batch.length; row++) {
    if (batch.link[row] !== link) {
      link = batch.link[row];
      key = batch.links.name(link);
      quoted = quotedLinks.get(link) ?? JSON.stringify(key);
      quotedLinks.set(link, quoted);
    }
    const value = batch.kind[row] === RecordKind.packet
      ? packetText(batch, row, quoted)
      : markerText(batch, row, quoted);
    messages[row] = { topic, key, value };
  }
  return messages;
}

const HEAD = `{"v":${RECORD_VERSION},"ts":`;

function packetText(batch: PacketBatch, row: number, quotedLink: string): string {
  let text = HEAD + batch.ts[row] + ',"link":' + quotedLink + ',"len":' + batch.len[row] +
    ',"proto":' + batch.proto[row];
  const family = batch.family[row];
  if (family !== 0) {
    const at = row * ADDRESS_STRIDE_BYTES;
    text += ',"src":"' + formatAddress(batch.addresses, at, family) +
      '","dst":"' + formatAddress(batch.addresses, at + ADDRESS_STRIDE_BYTES / 2, family) + '"';
  }
  if (batch.sport[row] !== 0 || batch.dport[row] !== 0) {
    text += ',"sport":' + batch.sport[row] + ',"dport":' + batch.dport[row];
  }
  return text + "}";
}

function markerText(batch: PacketBatch, row: number, quotedLink: string): string {
  const kind = RECORD_KIND_NAMES[batch.kind[row]];
  return `{"v":${RECORD_VERSION},"kind":"${kind}","ts":${batch.ts[row]},"link":${quotedLink}}`;
}
