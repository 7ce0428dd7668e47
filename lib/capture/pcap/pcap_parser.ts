/**
 * Classic pcap (draft-ietf-opsawg-pcap): a file header, then records of one link.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import type { ByteWindow } from "../bytes/byte_window.ts";
import { MAX_SNAP_BYTES } from "../limits.ts";
import { HeaderDecoder } from "../link/header_decoder.ts";
import { Undecoded, UndecodedTally } from "../link/undecoded.ts";
import type { ParserOptions, RecordParser } from "../record_parser.ts";
import type { SourceStats } from "../source.ts";
import { PCAP_HEADER_BYTES, type PcapHeader, readPcapHeader } from "./pcap_header.ts";

/** Reads the records of a classic pcap; all packets are of one link. */
export class PcapParser implements RecordParser {
  /** Set at a record that claims too much. */
  broken: string | undefined;
  readonly #options: ParserOptions;
  readonly #undecoded = new UndecodedTally();
  #header: PcapHeader | undefined;
  #decoder: HeaderDecoder | undefined;
  /** Bytes of the file header that are still before the window. */
  #skipBytes = 0;

  /** Starts before the file header. */
  constructor(options: ParserOptions) {
    this.#options = options;
  }

  /** Reads the file header once, then records. */
  parse(input: ByteWindow, batch: PacketBatch, stats: SourceStats): number {
    if (this.#header === undefined || this.#decoder === undefined) {
      if (input.end - input.at < PCAP_HEADER_BYTES) return PCAP_HEADER_BYTES;
      this.#header = readPcapHeader(input.view, input.at);
      this.#decoder = new HeaderDecoder(this.#header.linkType, this.#options.tunnel);
      this.#skipBytes = this.#header.headerBytes;
    }
    if (this.#skipBytes > 0) {
      if (input.end - input.at < this.#skipBytes) return this.#skipBytes;
      input.at += this.#skipBytes;
      this.#skipBytes = 0;
    }
    const need = this.#parseRecords(this.#header, this.#decoder, input, batch, stats);
    this.#undecoded.flush(stats.undecoded);
    return need;
  }

  /** The inner loop of reading pcap: no call but the decoder, no object, no copy. */
  #parseRecords(
    { littleEndian, resolution, lengths, recordHeaderBytes }: PcapHeader,
    decoder: HeaderDecoder,
    input: ByteWindow,
    batch: PacketBatch,
    stats: SourceStats,
  ): number {
    const { bytes, view, end } = input;
    const { kind, ts, link, len, capacity } = batch;
    const { override, stem } = this.#options.naming;
    const isNano = resolution === "nano";
    const isPlain = lengths === "captured-first";
    const linkIndex = batch.links.intern(override ?? stem);
    const firstRow = batch.length;
    let row = firstRow;
    let wireBytes = 0;
    let at = input.at;
    let need = 0;
    while (row < capacity) {
      need = recordHeaderBytes;
      if (end - at < need) break;
      let captured = view.getUint32(at + 8, littleEndian);
      let original = view.getUint32(at + 12, littleEndian);
      if (!isPlain && (lengths === "original-first" || captured > original)) {
        [captured, original] = [original, captured];
      }
      if (captured > MAX_SNAP_BYTES) {
        this.broken = `it claims ${captured} captured bytes, more than ${MAX_SNAP_BYTES}`;
        break;
      }
      need += captured;
      if (end - at < need) break;
      const fraction = view.getUint32(at + 4, littleEndian);
      kind[row] = 0;
      ts[row] = view.getUint32(at, littleEndian) * 1_000_000 +
        (isNano ? Math.floor(fraction / 1000) : fraction);
      link[row] = linkIndex;
      len[row] = original;
      wireBytes += original;
      const reason = decoder.decode(bytes, at + recordHeaderBytes, at + need, batch, row);
      if (reason !== Undecoded.none) this.#undecoded.add(reason);
      row++;
      at += need;
      need = 0;
    }
    input.at = at;
    batch.length = row;
    stats.packets += row - firstRow;
    stats.bytes += wireBytes;
    return need;
  }
}
