/**
 * What a capture format has to bring: a parser of the records that lie in a window of bytes.
 * {@link "./parsed_source.ts"} makes a source of it.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import type { ByteWindow } from "./bytes/byte_window.ts";
import type { TunnelView } from "./link/header_walk.ts";
import type { LinkNaming } from "./link_naming.ts";
import type { SourceStats } from "./source.ts";

/** What every parser is told. */
export interface ParserOptions {
  /** How links are called. */
  readonly naming: LinkNaming;
  /** Which IP header of tunnelled packets is taken. */
  readonly tunnel: TunnelView;
}

/** Reads the records of one capture format, in place and without waiting. */
export interface RecordParser {
  /**
   * Takes whole records from the window until it or the batch is used up, or a record is broken;
   * moves `input.at` behind the last one taken.
   * @param batch gets a row for each packet; has free rows
   * @param stats is kept up to date
   * @returns bytes that the next record needs, where the window holds too few; else 0
   */
  parse(input: ByteWindow, batch: PacketBatch, stats: SourceStats): number;
  /** What is wrong with the record at `input.at`, as a clause; it and what follows can't be read. */
  readonly broken: string | undefined;
}
