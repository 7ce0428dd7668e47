/**
 * The card of a model: a page for people on what it was made from and how well it does.
 * @module
 */

/** What a card tells. */
export interface ModelCard {
  /** Where the packets came from, such as file names or a topic. */
  readonly data: string;
  /** SHA-256 of the windows that it was trained on. */
  readonly dataHash: string;
  /** Sequences of each part. */
  readonly sequences: {
    /** Learnt from. */
    readonly train: number;
    /** Stopped by. */
    readonly validation: number;
    /** Scored on. */
    readonly test: number;
  };
  /** Seed of weights, order and dropout. */
  readonly seed: number;
  /** All options of the run, by name. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Scores on the test part, as `evaluate` gives them; the first row names the columns. */
  readonly scores: readonly object[];
}

/**
 * Writes a card as Markdown.
 * @param title name of the model and its hash
 * @param created RFC 3339
 */
export function renderCard(title: string, created: string, card: ModelCard): string {
  const { train, validation, test } = card.sequences;
  const facts: [string, string][] = [
    ["made", created],
    ["data", card.data],
    ["data, SHA-256", card.dataHash],
    ["sequences", `${train} to train on, ${validation} to validate, ${test} to test`],
    ["seed", String(card.seed)],
  ];
  const options = Object.entries(card.options).map(([name, value]): [string, string] => [
    name,
    typeof value === "string" ? value : JSON.stringify(value) ?? "",
  ]);
  return [
    `# ${title}`,
    "Forecasts the traffic of the next windows from the last ones. Intended for links like those " +
    "it was trained on; the scores below are of the last part of that data in time, which " +
    "training never saw. Check them against persistence before you trust the model.",
    table(["fact", "value"], facts),
    "## Scores",
    card.scores.length === 0 ? "None were taken." : scoreTable(card.scores),
    "## Options",
    table(["option", "value"], options),
  ].join("\n\n") + "\n";
}

function scoreTable(scores: readonly object[]): string {
  const columns = Object.keys(scores[0]);
  const rows = scores.map((row) =>
    Object.values(row).map((value) =>
      typeof value === "number" ? String(Number(value.toPrecision(4))) : String(value ?? "–")
    )
  );
  return table(columns, rows);
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
  return [line(columns), line(columns.map(() => "---")), ...rows.map(line)].join("\n");
}
