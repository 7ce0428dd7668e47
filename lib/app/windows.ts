/**
 * The work of `windows`: captures or the bus to a table of windows.
 * @module
 */

import type { WindowsConfig } from "#lib/config/scripts/windows.ts";
import { formatTime } from "#lib/core/time.ts";
import { averageGapSeconds, averagePacketBytes } from "#lib/window/averages.ts";
import { csvChunks } from "#lib/window/csv.ts";
import { MEASURE_COLUMNS } from "#lib/window/measure_columns.ts";
import { parquetBytes } from "#lib/window/parquet.ts";
import type { WindowContents } from "#lib/window/window_options.ts";
import { formatNumber } from "./format.ts";
import { readWindows, type WindowsRead } from "./read_windows.ts";
import type { Context } from "./run.ts";
import { formatTable } from "./table.ts";
import { windowOptionsOf } from "./window_settings.ts";
import { writeAside } from "./write_aside.ts";

/** Rows that a table on the terminal holds; a file holds all. */
const TABLE_ROWS = 100;

/** Names of the protocol classes in tables. */
const PROTOCOLS = ["TCP", "UDP", "ICMP", "other"] as const;

/** Writes the windows of captures or of the bus. */
export async function windows(context: Context<WindowsConfig>): Promise<void> {
  const { config } = context;
  const read = await readWindows({
    ...config,
    options: { ...windowOptionsOf(config), measures: config.measures },
  }, context);
  const { out, outputFormat } = config;
  const asText = () =>
    outputFormat === "csv"
      ? csvChunks(read.windows, read.links, config.measures)
      : [tableOf(read, out === undefined ? TABLE_ROWS : Infinity, config.measures)];
  if (out === undefined) { for (const text of asText()) context.out(text.slice(0, -1)); }
  else if (outputFormat !== "parquet") writeAside(out, asText());
  else writeAside(out, [parquetBytes(read.windows, read.links, config.measures)]);
  const summary = `${formatNumber(read.windows.length)} windows of ${read.links.size} links, ` +
    `${formatNumber(read.packets)} packets`;
  context.log.info(out === undefined ? summary : `${summary}, in ${out}`);
  context.result({
    windows: read.windows.length,
    links: read.links.size,
    packets: read.packets,
    out: out ?? null,
  });
}

function tableOf(
  { windows, links }: WindowsRead,
  most: number,
  contents: WindowContents,
): string {
  const measures = contents === "tcp" ? windows.attachMeasures() : undefined;
  const measureColumns = measures === undefined ? [] : MEASURE_COLUMNS;
  const shown = Math.min(windows.length, most);
  const rows = Array.from({ length: shown }, (_, row) => [
    links.name(windows.link[row]),
    formatTime(windows.start[row]),
    windows.totalBytes[row],
    averagePacketBytes(windows, row),
    windows.packetCount[row],
    averageGapSeconds(windows, row) * 1000,
    PROTOCOLS[windows.protocol[row]],
    ...measureColumns.map(({ value }) => measures === undefined ? NaN : value(measures, row)),
    windows.partial[row] === 1 ? "partial" : "",
  ]);
  const table = formatTable([
    { header: "link" },
    { header: "window start", unit: "UTC" },
    { header: "total", unit: "bytes", digits: 0 },
    { header: "packet size", unit: "bytes", digits: 1 },
    { header: "count", unit: "packets", digits: 0 },
    { header: "inter-arrival", unit: "ms", digits: 2 },
    { header: "protocol" },
    ...measureColumns,
    { header: "" },
  ], rows);
  const more = windows.length - shown;
  return more === 0
    ? `${table}\n`
    : `${table}\n… ${formatNumber(more)} more; write all with --out FILE\n`;
}
