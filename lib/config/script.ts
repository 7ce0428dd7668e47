/**
 * What a script says of itself: its options, what must hold between them, and the text of its
 * `--help`.
 * @module
 */

import type { Option, Options } from "./option.ts";

/** The values of options: `ConfigOf<typeof trainOptions>`. */
export type ConfigOf<O extends Options> = {
  readonly [P in keyof O]: O[P] extends Option<infer T> ? T : never;
};

/** A condition between the values of options; `C` holds those that it looks at. */
export interface Check<C> {
  /** What must hold. */
  readonly name: string;
  /** Gives the sentence that says what is wrong, `undefined` where nothing is. */
  violation(config: C): string | undefined;
}

/** A script; `O` are its options. */
export interface Script<O extends Options> {
  /** Name of the script. */
  readonly name: string;
  /** Names of its tasks. @default the name of the script */
  readonly tasks?: readonly string[];
  /** What it does, as one sentence. */
  readonly purpose: string;
  /** Command lines with a task's name first, without `deno task`. */
  readonly examples: readonly string[];
  /** Its options by property of the configuration, in the order of `--help`. */
  readonly options: O;
  /** What must hold between its options. */
  readonly checks: readonly Check<NoInfer<ConfigOf<O>>>[];
}

/** Gives the names of a script's tasks; there is at least one. */
export function tasksOf(
  { name, tasks }: Pick<Script<Options>, "name" | "tasks">,
): readonly string[] {
  return tasks ?? [name];
}
