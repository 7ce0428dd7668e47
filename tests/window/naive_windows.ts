/**
 * The definition of windows in `docs/windows.md`, followed word by word with lists and objects:
 * the oracle for both forms.
 * @module
 */

import type { WindowOptions } from "#lib/window/window_options.ts";

/** One record of a log. */
export interface LogRecord {
  readonly kind: number;
  readonly ts: number;
  readonly link: number;
  readonly len: number;
  readonly proto: number;
}

/** One window, as an object. */
export interface PlainWindow {
  link: number;
  start: number;
  totalBytes: number;
  packetCount: number;
  first: number;
  last: number;
  protocol: number;
  partial: number;
  ended: number;
  watermark: number;
}

/** What came out: windows in order of closing, and what did not get into one. */
export interface NaiveResult {
  windows: PlainWindow[];
  /** The packets of each window. */
  packetsOf: Map<PlainWindow, readonly LogRecord[]>;
  late: number;
  open: number;
  gaps: number;
}

/** Cuts a log into windows, link by link. */
export function naiveWindows(log: readonly LogRecord[], options: WindowOptions): NaiveResult {
  const result: NaiveResult = { windows: [], packetsOf: new Map(), late: 0, open: 0, gaps: 0 };
  for (const link of new Set(log.map((record) => record.link))) {
    cutLink(link, log.filter((record) => record.link === link), options, result);
  }
  result.windows.sort((a, b) => a.link - b.link);
  return result;
}

function cutLink(
  link: number,
  records: readonly LogRecord[],
  { windowUs: w, outOfOrdernessUs: o, allowedLatenessUs: l, idleTimeoutUs: i }: WindowOptions,
  result: NaiveResult,
): void {
  const floor = (t: number) => Math.floor(t / w) * w;
  let highest = -Infinity;
  let closedBefore = -Infinity;
  let session: LogRecord[] = [];
  let given: number[] = [];

  const giveBelow = (bound: number, watermark: number) => {
    if (session.length === 0) return;
    const begin = Math.min(...session.map(({ ts }) => floor(ts)));
    for (let start = begin; start < bound; start += w) {
      if (given.includes(start)) continue;
      const packets = session.filter(({ kind, ts }) => kind === 0 && floor(ts) === start);
      const times = packets.map(({ ts }) => ts);
      result.windows.push({
        link,
        start,
        totalBytes: packets.reduce((sum, { len }) => sum + len, 0),
        packetCount: packets.length,
        first: packets.length === 0 ? NaN : Math.min(...times),
        last: packets.length === 0 ? NaN : Math.max(...times),
        protocol: majority(packets),
        partial: given.length === 0 ? 1 : 0,
        ended: 0,
        watermark,
      });
      result.packetsOf.set(result.windows[result.windows.length - 1], packets);
      given.push(start);
    }
  };
  const markLastPartial = () => result.windows[result.windows.length - 1].partial = 1;
  const closeSession = () => [session, given] = [[], []];
  const closeGap = (watermark: number) => {
    result.gaps++;
    giveBelow(floor(highest) + w, watermark);
    markLastPartial();
    closeSession();
    closedBefore = Math.max(closedBefore, floor(highest) + w);
  };

  for (const record of records) {
    const { kind, ts } = record;
    if (kind === 2) {
      if (session.length > 0 && ts - highest > i) closeGap(ts);
      const end = Math.max(ts, highest + 1);
      closedBefore = Math.max(closedBefore, Math.ceil(end / w) * w);
      if (session.length > 0) {
        giveBelow(closedBefore, end);
        if (end % w !== 0) markLastPartial();
        result.windows[result.windows.length - 1].ended = 1;
      }
      closeSession();
      continue;
    }
    if (session.length > 0 && ts - highest > i) closeGap(ts - o);
    if (floor(ts) < closedBefore) {
      if (kind === 0) result.late++;
      continue;
    }
    session.push(record);
    highest = Math.max(highest, ts);
    closedBefore = Math.max(closedBefore, floor(highest - o - l));
    giveBelow(closedBefore, highest - o);
  }
  result.open += session.filter(({ kind, ts }) => kind === 0 && !given.includes(floor(ts))).length;
}

function majority(packets: readonly LogRecord[]): number {
  const names = packets.map(({ proto }) => ["6", "17", "1"].indexOf(String(proto)));
  const classes = packets.map(({ proto }, k) => proto === 58 ? 2 : names[k] === -1 ? 3 : names[k]);
  const counts = [0, 1, 2, 3].map((c) => classes.filter((x) => x === c).length);
  return counts.indexOf(Math.max(...counts));
}
