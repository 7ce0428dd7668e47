/**
 * From messages of the bus to packet records in columns, whatever format each message has.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import type { FetchedMessages, Payload } from "../bus.ts";
import { decodeJson } from "./json_decoder.ts";
import { PackedDecoder } from "./packed_decoder.ts";
import { PACKED_MAGIC } from "./packed_layout.ts";
import { DecodedRows, MAX_JSON_SIZE, NO_ROOM, RecordColumns } from "./record.ts";

/** A message that holds no record of ours. */
export interface BadMessage {
  /** Its place in the {@link FetchedMessages} that were decoded. */
  readonly index: number;
  /** Why; one of a few fixed sentences, fit to count by. */
  readonly reason: string;
}

/**
 * Decodes messages; JSON or packed is told by each message's first byte. A bad message is
 * listed, never thrown, and leaves no row behind.
 *
 * @example
 * ```ts
 * import { encodeJson } from "#lib/bus/codec/json_encoder.ts";
 * import { type BadMessage, RecordDecoder } from "#lib/bus/codec/record_decoder.ts";
 * import { LinkTable } from "#lib/core/link_table.ts";
 * import { PacketBatch } from "#lib/core/packet.ts";
 *
 * const batch = new PacketBatch(8192, new LinkTable());
 * batch.push({ kind: 0, ts: 1_700_000_000_000_000, link: batch.links.intern("eth0"), len: 60 });
 * const sent = encodeJson(batch, "packets");
 * batch.clear();
 *
 * const decoder = new RecordDecoder({ columns: "counters" });
 * const bad: BadMessage[] = [];
 * const messages = {
 *   partition: 0,
 *   offsets: [0],
 *   keys: sent.map((message) => message.key),
 *   values: sent.map((message) => message.value),
 * };
 * for (let at = 0; at < messages.offsets.length;) {
 *   at = decoder.decode(messages, at, batch, bad);
 *   // ... work on the batch ...
 *   batch.clear();
 * }
 * ```
 */
export class RecordDecoder {
  readonly #columns: RecordColumns;
  readonly #packed = new PackedDecoder();
  readonly #utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

  /** Makes a decoder that fills these columns of batches. */
  constructor(options: { readonly columns: RecordColumns }) {
    this.#columns = options.columns;
  }

  /**
   * Adds the records of `messages` to the batch, from the message at index `from` on, until all
   * are done, the batch has too little room for the next one, or it holds enough.
   * @param bad gets the bad messages, in order
   * @param enoughRows rows in the batch from which on no further message is taken
   * @returns the index of the first message that is not done: `messages.offsets.length` when all
   * are; else drain the batch and call again from there
   * @throws {RangeError} if the batch is empty and yet too small for one message; 8,192 rows are
   * always enough
   */
  decode(
    messages: FetchedMessages,
    from: number,
    batch: PacketBatch,
    bad: BadMessage[],
    enoughRows = Infinity,
  ): number {
    const { keys, values } = messages;
    for (let index = from; index < values.length; index++) {
      if (batch.length >= enoughRows) return index;
      const rows = this.#one(values[index], keys[index], batch);
      if (rows === NO_ROOM) return index;
      if (typeof rows === "string") bad.push({ index, reason: rows });
    }
    return values.length;
  }

  #one(value: Payload, key: string, batch: PacketBatch): DecodedRows {
    if (typeof value === "string") {
      return value.charCodeAt(0) === BRACE
        ? decodeJson(value, key, batch, this.#columns)
        : UNKNOWN_FORMAT;
    }
    if (value[0] === PACKED_MAGIC) return this.#packed.decode(value, key, batch, this.#columns);
    if (value[0] !== BRACE) return UNKNOWN_FORMAT;
    if (value.length > MAX_JSON_SIZE) return `larger than ${MAX_JSON_SIZE} bytes`;
    let text: string;
    try {
      text = this.#utf8.decode(value);
    } catch {
      return "not UTF-8";
    }
    return decodeJson(text, key, batch, this.#columns);
  }
}

const BRACE = 0x7b;
const UNKNOWN_FORMAT = "neither a JSON object nor packed records";
