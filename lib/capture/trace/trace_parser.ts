/**
 * Plain-text traces of times and lengths: packets without headers, of one link.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import type { ByteWindow } from "../bytes/byte_window.ts";
import { writeNotIp } from "../link/header_decoder.ts";
import type { LinkNaming } from "../link_naming.ts";
import { Undecoded, UNDECODED_NAMES } from "../link/undecoded.ts";
import type { RecordParser } from "../record_parser.ts";
import type { SourceStats } from "../source.ts";
import { readTraceLine } from "./trace_line.ts";

/** No line of a trace is longer. */
const MAX_LINE_BYTES = 256;
const LINE_END = 0x0a;

/** Reads the lines of a trace. */
export class TraceParser implements RecordParser {
  /** Set at a line that is none of a trace. */
  broken: string | undefined;
  readonly #naming: LinkNaming;

  /** Starts before the first line. */
  constructor(naming: LinkNaming) {
    this.#naming = naming;
  }

  /** Reads whole lines; behind the last one no end is needed. */
  parse(input: ByteWindow, batch: PacketBatch, stats: SourceStats): number {
    const link = batch.links.intern(this.#naming.override ?? this.#naming.stem);
    const before = batch.length;
    let need = 0;
    while (batch.length < batch.capacity) {
      const { bytes, at, end } = input;
      let lineEnd = bytes.subarray(at, Math.min(end, at + MAX_LINE_BYTES)).indexOf(LINE_END);
      const isLast = lineEnd < 0 && input.isAtEnd && end > at;
      if (isLast && end - at < MAX_LINE_BYTES) lineEnd = end - at;
      if (lineEnd < 0) {
        if (end - at < MAX_LINE_BYTES) need = end - at + 1;
        else this.broken = `its line is longer than ${MAX_LINE_BYTES} bytes`;
        break;
      }
      const line = readTraceLine(String.fromCharCode(...bytes.subarray(at, at + lineEnd)));
      if (line === undefined) {
        this.broken = `its line is not a time in seconds and a length in bytes`;
        break;
      }
      const row = batch.length;
      batch.kind[row] = 0;
      batch.ts[row] = line.ts;
      batch.link[row] = link;
      batch.len[row] = line.len;
      writeNotIp(batch, row);
      stats.bytes += line.len;
      batch.length = row + 1;
      input.at = Math.min(end, at + lineEnd + 1);
    }
    const packets = batch.length - before;
    stats.packets += packets;
    if (packets > 0) {
      const reason = UNDECODED_NAMES[Undecoded.noHeaders];
      stats.undecoded.set(reason, (stats.undecoded.get(reason) ?? 0) + packets);
    }
    return need;
  }
}
