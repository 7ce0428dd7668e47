/**
 * The tables of a comparison, for the terminal and for `docs/kafka.md`, from its results alone.
 * @module
 */

import type { RecordFormat } from "#lib/app/record_publisher.ts";
import type { Column } from "#lib/app/table.ts";
import type { Results, Series, Stage } from "./results.ts";

/** What is put beside what: the row, and the participant that is 1. */
const STAGES: readonly { readonly stage: Stage; readonly doing: string }[] = [
  { stage: "produce", doing: "produce" },
  { stage: "consume", doing: "consume, decode" },
  { stage: "windows", doing: "consume, decode, windows with pandas" },
  { stage: "pipeline", doing: "consume, decode, window, forecast, commit" },
];

/** A line of the table; rates in packets/s, the spread in percent of the median. */
export type Line = readonly [
  doing: string,
  participant: string,
  format: RecordFormat,
  median: number,
  minimum: number,
  spread: number,
];

/** The columns of the table. */
export const COLUMNS: readonly Column[] = [
  { header: "stage" },
  { header: "who" },
  { header: "format" },
  { header: "median", unit: "packets/s", digits: 0 },
  { header: "least", unit: "packets/s", digits: 0 },
  { header: "spread", unit: "%", digits: 0 },
];

/** Gives the lines of the table: by stage and format, the fastest first. */
export function tableLines({ series }: Results): Line[] {
  return STAGES.flatMap(({ stage, doing }) =>
    series.filter((one) => one.stage === stage)
      .toSorted((a, b) => a.format.localeCompare(b.format) || b.median - a.median)
      .map(({ participant, format, median, minimum, spread }): Line => [
        doing,
        participant,
        format,
        median,
        minimum,
        100 * spread,
      ])
  );
}

/** One line of what has to hold. */
export interface Target {
  /** What is asked for. */
  readonly asked: string;
  /** What came. */
  readonly measured: string;
  /** Whether that is enough. */
  readonly holds: boolean;
}

const OURS = "ours, Kafka";

/** Compares the medians with what the system has to carry. */
export function targets({ series }: Results): Target[] {
  const find = (participant: string, format: RecordFormat, stage: Stage): number | undefined =>
    series.find((one: Series) =>
      one.participant === participant && one.format === format && one.stage === stage
    )?.median;
  const least = (format: RecordFormat, stage: Stage, rate: number): Target[] => {
    const median = find(OURS, format, stage);
    if (median === undefined) return [];
    const asked = `\`${format}\`, ${stage}: at least ${whole(rate)} packets/s`;
    return [{ asked, measured: whole(median), holds: median >= rate }];
  };
  const ratio = (
    format: RecordFormat,
    peer: string,
    stage: "produce" | "consume",
    times: number,
  ): Target[] => {
    const [mine, theirs] = [find(OURS, format, stage), find(peer, "json", stage)];
    if (mine === undefined || theirs === undefined) return [];
    const asked = `\`${format}\`, ${stage}: at least ${times} times ${peer.split(",")[0]}`;
    return [{
      asked,
      measured: `${(mine / theirs).toFixed(1)} times`,
      holds: mine >= times * theirs,
    }];
  };
  return [
    ...least("json", "produce", 45_000),
    ...least("packed", "produce", 1_500_000),
    ...least("json", "pipeline", 150_000),
    ...least("packed", "pipeline", 3_000_000),
    ...ratio("json", "kafka-python, pandas", "produce", 3),
    ...ratio("json", "kafka-python, pandas", "consume", 5),
    ...ratio("packed", "confluent-kafka, pandas", "produce", 5),
    ...ratio("packed", "confluent-kafka, pandas", "consume", 5),
  ];
}

/** Writes both tables as Markdown, each cell apart by one space: a formatter may pad them. */
export function markdownTables(results: Results): string {
  const asked = targets(results).map(({ asked, measured, holds }) => [
    asked,
    measured,
    holds ? "yes" : "no",
  ]);
  return [
    table(
      COLUMNS.map(({ header, unit }) => unit === undefined ? header : `${header} (${unit})`),
      tableLines(results).map((line) =>
        line.map((cell) => typeof cell === "number" ? whole(cell) : cell)
      ),
    ),
    "",
    table(["asked for", "measured", "holds"], asked),
  ].join("\n");
}

function table(heads: readonly string[], lines: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [row(heads), row(heads.map(() => "---")), ...lines.map(row)].join("\n");
}

function whole(rate: number): string {
  return Math.round(rate).toLocaleString("en");
}
