/**
 * The columns of TCP measures that users see, defined once.
 * @module
 */

import { MICROS_PER_MS } from "#lib/core/time.ts";
import type { WindowMeasures } from "./window_measures.ts";

/** One column. */
export interface MeasureColumn {
  /** Its name in CSV and Parquet; `docs/windows.md` defines it. */
  readonly name: string;
  /** Its heading in tables, and its unit. */
  readonly header: string;
  /** Unit of its values. */
  readonly unit: string;
  /** Digits behind the point in tables. */
  readonly digits: number;
  /** Gives its value in a row; NaN where there is none. */
  readonly value: (measures: WindowMeasures, row: number) => number;
}

/** All columns, in order. */
export const MEASURE_COLUMNS: readonly MeasureColumn[] = [
  {
    name: "rtt_mean_ms",
    header: "RTT",
    unit: "ms",
    digits: 2,
    value: ({ rttSumUs, rttSamples }, row) => rttSumUs[row] / rttSamples[row] / MICROS_PER_MS,
  },
  {
    name: "rtt_min_ms",
    header: "least RTT",
    unit: "ms",
    digits: 2,
    value: ({ rttMinUs, rttSamples }, row) =>
      rttSamples[row] === 0 ? NaN : rttMinUs[row] / MICROS_PER_MS,
  },
  whole("rtt_samples", "RTTs", "samples", ({ rttSamples }) => rttSamples),
  whole("retransmissions", "resent", "packets", ({ retransmissions }) => retransmissions),
  whole("new_flows", "new", "flows", ({ newFlows }) => newFlows),
  whole("syn_count", "SYN", "packets", ({ syns }) => syns),
  whole("rst_count", "RST", "packets", ({ resets }) => resets),
  whole("distinct_sources", "sources", "addresses", ({ sources }) => sources),
  whole("distinct_destination_ports", "ports", "ports", (all) => all.destinationPorts),
];

function whole(
  name: string,
  header: string,
  unit: string,
  column: (measures: WindowMeasures) => Float64Array,
): MeasureColumn {
  return { name, header, unit, digits: 0, value: (measures, row) => column(measures)[row] };
}
