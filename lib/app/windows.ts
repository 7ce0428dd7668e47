/**
 * The work of `windows`: captures or the bus to a table of windows.
 * @module
 */

import type { WindowsConfig } from "#lib/config/scripts/windows.ts";
import type { LinkTable } from "#lib/core/link_table.ts";
import { formatTime } from "#lib/core/time.ts";
import { averageGapSeconds, averagePacketBytes } from "#lib/window/averages.ts";
import { csvChunks } from "#lib/window/csv.ts";
import { writeParquet } from "#lib/window/parquet.ts";
import type { WindowBatch } from "#lib/window/window_batch.ts";
import { formatNumber } from "./format.ts";
import { readWindows } from "./read_windows.ts";
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
  const read = await readWindows({ ...config, options: windowOptionsOf(config) }, context);
  const format = config.outputFormat ?? formatOf(config.out);
  if (format === "table") {
    const table = tableOf(read.windows, read.links);
    if (config.out === undefined) context.out(table);
    else writeAside(config.out, [table, "\n"]);
  } else if (format === "parquet" && config.out !== undefined) {
    writeParquet(read.windows, read.links, config.out);
  } else if (config.out !== undefined) writeAside(config.out, csvChunks(read.windows, read.links));
  else for (const chunk of csvChunks(read.windows, read.links)) context.out(chunk.slice(0, -1));
  const summary = `${formatNumber(read.windows.length)} windows of ${read.links.size} links, ` +
    `${formatNumber(read.packets)} packets`;
  context.log.info(config.out === undefined ? summary : `${summary}, in ${config.out}`);
  context.result({
    windows: read.windows.length,
    links: read.links.size,
    packets: read.packets,
    out: config.out ?? null,
  });
}

function formatOf(out: string | undefined): "csv" | "parquet" | "table" {
  if (out === undefined) return "table";
  return out.endsWith(".parquet") ? "parquet" : out.endsWith(".txt") ? "table" : "csv";
}

function tableOf(windows: WindowBatch, links: LinkTable): string {
  const shown = Math.min(windows.length, TABLE_ROWS);
  const rows = Array.from({ length: shown }, (_, row) => [
    links.name(windows.link[row]),
    formatTime(windows.start[row]),
    windows.totalBytes[row],
    averagePacketBytes(windows, row),
    windows.packetCount[row],
    averageGapSeconds(windows, row) * 1000,
    PROTOCOLS[windows.protocol[row]],
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
    { header: "" },
  ], rows);
  const more = windows.length - shown;
  return more === 0 ? table : `${table}\n… ${formatNumber(more)} more; write all with --out FILE`;
}
