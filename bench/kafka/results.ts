/**
 * What a comparison gives, as `bench/results/kafka.json` keeps it.
 * @module
 */

import type { RecordFormat } from "#lib/app/record_publisher.ts";

/** What is measured. `pipeline` is read, decode, window, forecast and commit; `windows` is read,
 * decode and window, as the Python programs do with pandas. */
export type Stage = "produce" | "consume" | "pipeline" | "windows";

/** One measurement. */
export interface Measured {
  /** How records lay in messages. */
  readonly format: RecordFormat;
  /** What was measured. */
  readonly stage: Stage;
  /** Messages in a second of wall time. */
  readonly messagesPerSecond: number;
  /** Packets in a second of wall time. */
  readonly packetsPerSecond: number;
  /** Length of the measurement. */
  readonly seconds: number;
}

/** What one participant gives in one round. */
export interface Answer {
  /** One for each stage and format. */
  readonly rows: readonly Measured[];
  /** Versions of what it runs on. */
  readonly versions?: Readonly<Record<string, string>>;
}

/** One participant's stage over all rounds. */
export interface Series {
  /** Who. */
  readonly participant: string;
  /** How records lay in messages. */
  readonly format: RecordFormat;
  /** What was measured. */
  readonly stage: Stage;
  /** Packets/s of each round, in order. */
  readonly packetsPerSecond: readonly number[];
  /** Messages/s of each round, in order. */
  readonly messagesPerSecond: readonly number[];
  /** The least of the rounds, packets/s. */
  readonly minimum: number;
  /** The median of the rounds, packets/s. */
  readonly median: number;
  /** (largest − least) / median. */
  readonly spread: number;
}

/** A comparison. */
export interface Results {
  /** What was typed. */
  readonly command: string;
  /** When it began, RFC 3339. */
  readonly date: string;
  /** The commit that was measured; ends with "+" where files differed from it. */
  readonly commit: string;
  /** What it ran on. */
  readonly machine: {
    /** Number of processors that the system shows. */
    readonly cores: number;
    /** Their model, as the system names it. */
    readonly cpu: string;
    /** Mean number of running processes over a minute, when it began and after each round: above
     * about 1 at the beginning, others were at work too. */
    readonly load: readonly number[];
  };
  /** Versions of what took part. */
  readonly versions: Readonly<Record<string, string>>;
  /** Least length of each measurement. */
  readonly seconds: number;
  /** Each participant had its turn once a round. */
  readonly rounds: number;
  /** By participant, format and stage. */
  readonly series: readonly Series[];
}

/** Adds the rounds of each participant's stages up. */
export function seriesOf(
  answers: readonly { readonly participant: string; readonly rows: readonly Measured[] }[],
): Series[] {
  const all = answers.flatMap(({ participant, rows }) =>
    rows.map((row) => ({ participant, ...row }))
  );
  const groups = Map.groupBy(all, (one) => `${one.participant} ${one.format} ${one.stage}`);
  return [...groups.values()].map((rounds) => {
    const [{ participant, format, stage }] = rounds;
    const rates = rounds.map((one) => Math.round(one.packetsPerSecond));
    const sorted = rates.toSorted((a, b) => a - b);
    const middle = (sorted.length - 1) / 2;
    const median = (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
    return {
      participant,
      format,
      stage,
      packetsPerSecond: rates,
      messagesPerSecond: rounds.map((one) => Math.round(one.messagesPerSecond)),
      minimum: sorted[0],
      median,
      spread: (sorted[sorted.length - 1] - sorted[0]) / median,
    };
  });
}
