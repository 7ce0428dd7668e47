/**
 * Reads the series that drives a profile's volume from text: CSV, with semicolons or tabs too.
 * @module
 */

import { UserError } from "#lib/core/errors.ts";
import { MICROS_PER_MS, MICROS_PER_SECOND, parseTime } from "#lib/core/time.ts";
import type { SeriesPoint } from "./rate_series.ts";

/** Which columns hold what. */
export interface SeriesColumns {
  /** Name of the time's column, or its number from 1 on. @default the first */
  readonly time?: string;
  /** Name of the value's column, or its number from 1 on. @default the one behind the time's */
  readonly value?: string;
  /** What numbers count from that are too small to be seconds since 1970, event time, µs. */
  readonly originUs: number;
}

/** Numbers from here on are seconds, and from there on milliseconds, since 1970: September 2001. */
const LEAST_EPOCH_SECONDS = 1e9;
const LEAST_EPOCH_MS = 1e12;
/** More points than anybody measures, and few enough for memory. */
const MOST_POINTS = 10_000_000;

/**
 * Reads a series. A row without a value goes by: the value before it holds on.
 * @param name names the file in sentences
 * @throws {UserError} that names the first line or column that is wrong
 */
export function parseSeries(text: string, name: string, columns: SeriesColumns): SeriesPoint[] {
  const lines = text.split(/\r?\n/);
  const head = lines[0] ?? "";
  const separator = [",", ";", "\t"].find((one) => head.includes(one)) ?? ",";
  const titles = cellsOf(head, separator);
  const hasTitles = Number.isNaN(timeOf(titles[0] ?? "", columns.originUs));
  const time = columnOf(columns.time ?? "1", titles, name, "time");
  const value = columnOf(columns.value ?? String(time + 2), titles, name, "value");
  const points: SeriesPoint[] = [];
  for (let i = hasTitles ? 1 : 0; i < lines.length; i++) {
    if (lines[i].trim() === "") continue;
    const cells = cellsOf(lines[i], separator);
    if ((cells[value] ?? "") === "") continue;
    const point = { timeUs: timeOf(cells[time], columns.originUs), value: Number(cells[value]) };
    const before = points[points.length - 1];
    const trouble = Number.isNaN(point.timeUs)
      ? `its time is "${cells[time]}": expected RFC 3339, 2025-03-01 08:00 or seconds`
      : !(point.value >= 0 && point.value < Infinity)
      ? `its value is "${cells[value]}": expected a number from 0 on`
      : before !== undefined && point.timeUs <= before.timeUs
      ? `its time is not after the one before: sort the rows, one a time`
      : undefined;
    if (trouble !== undefined) throw unreadable(name, `line ${i + 1}: ${trouble}`);
    points.push(point);
    if (points.length > MOST_POINTS) throw unreadable(name, `it has more than ${MOST_POINTS} rows`);
  }
  if (!points.some(({ value }) => value > 0)) {
    throw unreadable(name, "no value is above 0: name the columns of time and value");
  }
  return points;
}

function unreadable(name: string, trouble: string): UserError {
  return new UserError(`Cannot read the series "${name}", ${trouble}`);
}

/** Gives the index of a column that is named or numbered. */
function columnOf(
  wanted: string,
  titles: readonly string[],
  name: string,
  what: string,
): number {
  const named = titles.indexOf(wanted);
  const index = named >= 0 ? named : /^\d+$/.test(wanted) ? Number(wanted) - 1 : -1;
  if (index < 0 || index >= titles.length) {
    throw unreadable(
      name,
      `the ${what}'s column is to be ${wanted}: expected one of ${titles.join(", ")}`,
    );
  }
  return index;
}

/** Parts a line (RFC 4180); a quoted cell that goes on in the next line is no part of a series. */
function cellsOf(line: string, separator: string): string[] {
  if (!line.includes('"')) return line.split(separator).map((cell) => cell.trim());
  const cells: string[] = [];
  for (let at = 0; at <= line.length;) {
    const quoted = /^\s*"((?:[^"]|"")*)"\s*/.exec(line.slice(at));
    const found = line.indexOf(separator, at + (quoted?.[0].length ?? 0));
    const end = found < 0 ? line.length : found;
    cells.push(quoted?.[1].replaceAll('""', '"') ?? line.slice(at, end).trim());
    at = end + 1;
  }
  return cells;
}

/** Reads a time, µs; NaN where it is none. Without a zone it is UTC. */
function timeOf(text: string, originUs: number): number {
  if (text !== "" && !Number.isNaN(Number(text))) {
    const number = Number(text);
    if (number >= LEAST_EPOCH_MS) return Math.round(number * MICROS_PER_MS);
    const sinceUs = Math.round(number * MICROS_PER_SECOND);
    return number >= LEAST_EPOCH_SECONDS ? sinceUs : originUs + sinceUs;
  }
  const match = /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d)(?::(\d\d(?:\.\d+)?))?)?(Z|z|[+-]\d\d:\d\d)?$/
    .exec(text);
  if (match === null) return NaN;
  const [, day, minute = "00:00", second = "00", zone = "Z"] = match;
  try {
    return parseTime(`${day}T${minute}:${second}${zone}`);
  } catch {
    return NaN;
  }
}
