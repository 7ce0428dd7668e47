/**
 * Holds the reading of one capture against tshark's, packet by packet and by window.
 * @module
 */

import { deepEqual, equal } from "node:assert/strict";
import { openCapture } from "#lib/capture/open.ts";
import { readRows, type Row } from "./read_rows.ts";
import { askTshark, parseTshark, type TsharkRow } from "./tshark.ts";

const WINDOW_US = 5_000_000n;
const TCP = 6;
const UDP = 17;

/** Fails where the two readings differ in a time, a length, a protocol, a port, or in the packets
 * and bytes of a 5-s window summed from tshark's text alone. */
export async function compareWithTshark(path: string): Promise<void> {
  const text = await askTshark(path);
  await using source = await openCapture(path);
  const rows = await readRows(source, 8192);
  const expected = parseTshark(text);
  equal(rows.length, expected.length);
  rows.forEach((row, i) =>
    deepEqual([i + 1, comparable(row, expected[i])], [i + 1, asRow(expected[i])])
  );
  deepEqual(windowsOfRows(rows), windowsOfText(text));
}

/** Cuts from a row what tshark's fields do not say. */
function comparable(row: Row, { proto }: TsharkRow): Partial<Row> {
  const { ts, len, src, dst, sport, dport } = row;
  return { ts, len, src, dst, sport, dport, proto: proto === undefined ? undefined : row.proto };
}

/** Ports count where the outermost protocol is TCP or UDP: others carry headers of inner packets. */
function asRow({ ts, len, proto, src, dst, sport, dport }: TsharkRow): Partial<Row> {
  const hasPorts = proto === TCP || proto === UDP;
  const ports = hasPorts ? { sport: sport ?? 0, dport: dport ?? 0 } : { sport: 0, dport: 0 };
  return { ts, len, src, dst, ...ports, proto };
}

function windowsOfRows(rows: readonly Row[]): Map<string, [packets: number, bytes: number]> {
  const windows = new Map<string, [number, number]>();
  for (const { ts, len } of rows) count(windows, BigInt(ts) / WINDOW_US, len);
  return windows;
}

/** Straight from the digits, so that a fault in {@link parseTshark} cannot hide one in the reader. */
function windowsOfText(text: string): Map<string, [packets: number, bytes: number]> {
  const windows = new Map<string, [number, number]>();
  for (const line of text.split("\n")) {
    const [time, len] = line.split("\t");
    if (time !== "") {
      count(windows, BigInt(time.split(".")[0]) / (WINDOW_US / 1_000_000n), Number(len));
    }
  }
  return windows;
}

function count(windows: Map<string, [number, number]>, window: bigint, len: number): void {
  const sums = windows.get(`${window}`) ?? [0, 0];
  windows.set(`${window}`, [sums[0] + 1, sums[1] + len]);
}
