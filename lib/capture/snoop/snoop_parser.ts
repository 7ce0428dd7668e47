/**
 * snoop (RFC 1761), the capture format of Solaris: a file header, then records of one link.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import type { ByteWindow } from "../bytes/byte_window.ts";
import { MAX_SNAP_BYTES } from "../limits.ts";
import { HeaderDecoder } from "../link/header_decoder.ts";
import { Undecoded, UndecodedTally } from "../link/undecoded.ts";
import type { ParserOptions, RecordParser } from "../record_parser.ts";
import type { SourceStats } from "../source.ts";
import { readSnoopLinkType, SNOOP_HEADER_BYTES } from "./snoop_header.ts";

const RECORD_HEADER_BYTES = 24;
/** Longest record: packet, header and padding, which some writers make generous. */
const MAX_RECORD_BYTES = MAX_SNAP_BYTES + 64 * 1024;

/** Reads the records of a snoop file; all packets are of one link. */
export class SnoopParser implements RecordParser {
  /** Set at a record that contradicts itself. */
  broken: string | undefined;
  readonly #options: ParserOptions;
  readonly #undecoded = new UndecodedTally();
  #decoder: HeaderDecoder | undefined;
  /** The highest count of drops that a record gave; each counts from the start of the capture. */
  #dropped = 0;

  /** Starts before the file header. */
  constructor(options: ParserOptions) {
    this.#options = options;
  }

  /** Reads the file header once, then records. */
  parse(input: ByteWindow, batch: PacketBatch, stats: SourceStats): number {
    const { naming, tunnel } = this.#options;
    if (this.#decoder === undefined) {
      if (input.end - input.at < SNOOP_HEADER_BYTES) return SNOOP_HEADER_BYTES;
      this.#decoder = new HeaderDecoder(readSnoopLinkType(input.view, input.at), tunnel);
      input.at += SNOOP_HEADER_BYTES;
    }
    const link = batch.links.intern(naming.override ?? naming.stem);
    const before = batch.length;
    let need = 0;
    while (batch.length < batch.capacity && need === 0 && this.broken === undefined) {
      need = this.#takeRecord(input, batch, link, this.#decoder);
    }
    for (let row = before; row < batch.length; row++) stats.bytes += batch.len[row];
    stats.packets += batch.length - before;
    stats.dropped = this.#dropped;
    this.#undecoded.flush(stats.undecoded);
    return need;
  }

  /** Takes one record; gives what it needs where the window holds too little. */
  #takeRecord(input: ByteWindow, batch: PacketBatch, link: number, decoder: HeaderDecoder): number {
    const { view, at, end } = input;
    if (end - at < RECORD_HEADER_BYTES) return RECORD_HEADER_BYTES;
    const original = view.getUint32(at);
    const captured = view.getUint32(at + 4);
    const length = view.getUint32(at + 8);
    if (captured > MAX_SNAP_BYTES || length > MAX_RECORD_BYTES) {
      this.broken = `it claims ${Math.max(captured, length)} bytes, more than ${MAX_SNAP_BYTES}`;
      return 0;
    }
    if (length < RECORD_HEADER_BYTES + captured) {
      this.broken = `its record length ${length} is too short for ${captured} captured bytes`;
      return 0;
    }
    if (end - at < length) return length;
    const row = batch.length;
    batch.kind[row] = 0;
    batch.ts[row] = view.getUint32(at + 16) * 1_000_000 + view.getUint32(at + 20);
    batch.link[row] = link;
    batch.len[row] = original;
    const data = at + RECORD_HEADER_BYTES;
    const reason = decoder.decode(input.bytes, data, data + captured, batch, row);
    if (reason !== Undecoded.none) this.#undecoded.add(reason);
    this.#dropped = Math.max(this.#dropped, view.getUint32(at + 12));
    batch.length = row + 1;
    input.at = at + length;
    return 0;
  }
}
