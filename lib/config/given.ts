/**
 * What the user gave for options, and where: flags, environment variables, a configuration file.
 * @module
 */

/** The places where options are given, the strongest first. */
export type Place = "flag" | "env" | "file";

/** What was given for one option in one place. */
export interface Given {
  /** Where it was given. */
  readonly place: Place;
  /** Names the option as the user wrote it there: `--rate`, `TRAFFIC_RATE`, `rate in my.json`. */
  readonly label: string;
  /** The value's texts: one, or several where a list was given in parts. */
  readonly texts: readonly string[];
}
