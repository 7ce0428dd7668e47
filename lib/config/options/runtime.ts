/**
 * Options of every script: what happens before it starts, and the form of its result.
 * @module
 */

import type { Option } from "../option.ts";
import { duration } from "../kinds/duration.ts";
import { path } from "../kinds/text.ts";
import { toggle } from "../kinds/toggle.ts";

/** How the configuration is read and shown. They are flags only, but for `config`. */
export const runtimeOptions = {
  config: path({ doc: "Read options from this JSON file; comments are allowed" }),
  check: toggle({ doc: "Check the configuration, say whether it is right, and exit" }),
  dump: toggle({ doc: "Print each option's value and where it comes from as JSON, and exit" }),
  help: toggle({ doc: "Print this text and exit" }),
};

/** The form of a script's result; among the options of each. */
export const jsonOption: Option<boolean> = toggle({
  doc: "End standard output with one line of JSON for programs to read",
});

/** What a script that works for long says of its counters; they are in the result of `--json`. */
export const statsOptions = {
  statsEveryMs: duration({
    doc: "Write a line of counters to standard error this often; a table of them ends a run",
    defaultNote: "only the table",
    min: 100,
  }),
};
