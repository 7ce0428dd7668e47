/**
 * What the script `windows` says of itself.
 * @module
 */

import { choice } from "../kinds/choice.ts";
import { path } from "../kinds/text.ts";
import { withDerivedDefault } from "../defaults.ts";
import { busOptions, rangeOptions, readOptions } from "../options/bus.ts";
import { inputOptions } from "../options/records.ts";
import { windowMeasuresOptions } from "../options/measures.ts";
import { idleTimeoutCoversWindow, windowOptions } from "../options/window.ts";
import { jsonOption } from "../options/runtime.ts";
import type { ConfigOf, Script } from "../script.ts";

/** The options of `windows`. */
export const windowsOptions = {
  ...inputOptions,
  out: path({ doc: "Write to this file", defaultNote: "a table on standard output" }),
  outputFormat: withDerivedDefault(
    choice(["csv", "parquet", "table"], { doc: "Format of the output" }),
    "parquet for a file that ends so, csv for another; table without a file",
    ({ out }: { readonly out: string | undefined }) => {
      if (out === undefined) return "table";
      return out.endsWith(".parquet") ? "parquet" : "csv";
    },
  ),
  ...windowMeasuresOptions,
  ...windowOptions,
  ...busOptions,
  ...readOptions,
  ...rangeOptions,
  json: jsonOption,
};

/** The configuration of `windows`. */
export type WindowsConfig = ConfigOf<typeof windowsOptions>;

/** Turns captures or the bus into a table of windows. */
export const windowsScript: Script<typeof windowsOptions> = {
  name: "windows",
  purpose: "Write the windows of captures or of the bus as CSV, Parquet or a table",
  examples: [
    "windows --input day.pcap --out day.csv",
    "windows --input a.pcap --input b.pcap --window 1m",
    "windows --bus sqlite:data/traffic.db --out windows.parquet",
  ],
  options: windowsOptions,
  checks: [
    idleTimeoutCoversWindow,
    {
      name: "--output-format parquet has a file",
      violation: ({ out, outputFormat }) =>
        outputFormat === "parquet" && out === undefined
          ? "Cannot print --output-format parquet: expected a file; add --out windows.parquet"
          : undefined,
    },
  ],
};
