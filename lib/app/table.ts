/**
 * Writes tables of text for the terminal.
 * @module
 */

import { formatNumber } from "./format.ts";

/** A column of a table. */
export interface Column {
  /** What the column holds. */
  readonly header: string;
  /** Unit of its numbers, shown in the header. */
  readonly unit?: string;
  /** Digits after the point of its numbers. @default as many as each has */
  readonly digits?: number;
}

/** What a cell holds; what is undefined, null or no number is shown as a dash. */
export type Cell = string | number | null | undefined;

/**
 * Lays out a table: columns of numbers to the right, all else to the left.
 *
 * @example
 * ```ts
 * import { formatTable } from "#lib/app/table.ts";
 *
 * formatTable(
 *   [{ header: "link" }, { header: "error", unit: "packets", digits: 1 }],
 *   [["eth0", 12.25], ["eth1", 3]],
 * );
 * // link  error (packets)
 * // ----  ---------------
 * // eth0             12.3
 * // eth1              3.0
 * ```
 * @param rows cells by column, each row as long as `columns`
 * @returns lines joined by line feeds, without a last one
 */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
): string {
  const laidOut = columns.map((column, index) => {
    const cells = rows.map((row) => row[index]);
    const texts = cells.map((cell) => writeCell(cell, column.digits));
    const header = column.unit === undefined ? column.header : `${column.header} (${column.unit})`;
    const width = Math.max(...[header, ...texts].map(widthOf));
    const isNumeric = cells.some((cell) => typeof cell === "number") &&
      cells.every((cell) => typeof cell !== "string");
    const pad = isNumeric ? padLeft : padRight;
    return [header, "-".repeat(width), ...texts].map((text) => pad(text, width));
  });
  return Array.from(
    { length: rows.length + 2 },
    (_, line) => laidOut.map((texts) => texts[line]).join("  ").trimEnd(),
  ).join("\n");
}

function writeCell(cell: Cell, digits: number | undefined): string {
  if (typeof cell === "string") return cell;
  if (cell === undefined || cell === null || !Number.isFinite(cell)) return "-";
  return formatNumber(cell, digits);
}

/** Counts characters, not UTF-16 units. */
function widthOf(text: string): number {
  return [...text].length;
}

function padLeft(text: string, width: number): string {
  return " ".repeat(width - widthOf(text)) + text;
}

function padRight(text: string, width: number): string {
  return text + " ".repeat(width - widthOf(text));
}
