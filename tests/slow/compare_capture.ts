/**
 * Holds the reading of one capture against capinfos' totals and tshark's headers.
 * @module
 */

import { openCapture } from "#lib/capture/open.ts";
import type { TunnelView } from "#lib/capture/link/header_walk.ts";
import { UserError } from "#lib/core/errors.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import type { Info, Totals } from "../capture/capinfos.ts";
import { type Row, rowsOf } from "../capture/read_rows.ts";
import { type Header, tsharkHeaders } from "../capture/tshark_headers.ts";

/** How the readings of one capture differ. */
export interface Comparison {
  /** Packets that were read. */
  readonly packets: number;
  /** Totals that are not capinfos', by name. Where capinfos stops at damage or at a time that is
   * none, it says nothing: then packets are counted against tshark's. */
  readonly totals: readonly string[];
  /** Who refused the whole capture, if one did. */
  readonly refused: "" | "we" | "they" | "both";
  /** Packets whose outermost headers are not tshark's. */
  readonly outer: number;
  /** Packets whose innermost headers are not tshark's. */
  readonly inner: number;
  /** The first of them, to look at. */
  readonly example: string;
}

/** Compares; `info` is `undefined` where capinfos refused the capture. */
export async function compareCapture(path: string, info: Info | undefined): Promise<Comparison> {
  const outer = rowsOfCapture(path, "outer");
  const inner = rowsOfCapture(path, "inner");
  const totals: Sums = { packets: 0, bytes: 0, first: undefined, last: undefined };
  const differences = { outer: 0, inner: 0 };
  let theirs = 0;
  let example = "";
  const compare = (view: TunnelView, row: Row | undefined, header: Header, protocols: string) => {
    const ours = row === undefined ? "no packet" : describe(row);
    if (ours === describe(header)) return;
    differences[view]++;
    example ||= `${view}, packet ${totals.packets}, ${protocols}: ${ours}, tshark: ${
      describe(header)
    }`;
  };
  try {
    for await (const expected of tsharkHeaders(path)) {
      theirs++;
      const row = (await outer.next()).value;
      if (row !== undefined) add(totals, row);
      compare("outer", row, expected.outer, expected.protocols);
      compare("inner", (await inner.next()).value, expected.inner, expected.protocols);
    }
    for await (const row of outer) add(totals, row);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const refused = info === undefined ? "both" : "we";
    return { packets: 0, totals: [], refused, outer: 0, inner: 0, example: "" };
  }
  const { packets } = totals;
  if (info === undefined && theirs === 0) {
    return { packets, totals: [], refused: "they", outer: 0, inner: 0, example };
  }
  const differing = info === undefined
    ? packets === theirs ? [] : ["packets"]
    : differingTotals(totals, info);
  return { packets, totals: differing, refused: "", ...differences, example };
}

interface Sums {
  packets: number;
  bytes: number;
  first: number | undefined;
  last: number | undefined;
}

function add(totals: Sums, { ts, len }: Row): void {
  totals.packets++;
  totals.bytes += len;
  totals.first = Math.min(totals.first ?? ts, ts);
  totals.last = Math.max(totals.last ?? ts, ts);
}

function differingTotals(totals: Totals, info: Info): string[] {
  return (["packets", "bytes", "first", "last"] as const)
    .filter((name) => info[name] !== undefined && totals[name] !== info[name]);
}

async function* rowsOfCapture(path: string, tunnel: TunnelView): AsyncGenerator<Row, undefined> {
  await using source = await openCapture(path, { tunnel });
  const batch = new PacketBatch(8192, new LinkTable());
  while (await source.read(batch) > 0) {
    yield* rowsOf(batch);
    batch.clear();
  }
}

function describe({ proto, src, dst, sport, dport }: Header): string {
  return `${proto} ${src}:${sport} > ${dst}:${dport}`;
}
