/**
 * Every script, for those who need to know all options: the documentation, and the search for
 * what a mistyped name meant. Loaded only then.
 * @module
 */

import type { Options } from "../option.ts";
import type { Script } from "../script.ts";
import { captureScript } from "./capture.ts";
import { demoScript } from "./demo.ts";
import { docsScript } from "./docs.ts";
import { evaluateScript } from "./evaluate.ts";
import { generateScript } from "./generate.ts";
import { inferScript } from "./infer.ts";
import { kafkaScript } from "./kafka.ts";
import { reportScript } from "./report.ts";
import { throughputScript } from "./throughput.ts";
import { trainScript } from "./train.ts";
import { windowsScript } from "./windows.ts";

/** Every script, in the order in which a newcomer meets them. */
export const allScripts: readonly Script<Options>[] = [
  demoScript,
  generateScript,
  captureScript,
  windowsScript,
  trainScript,
  inferScript,
  evaluateScript,
  reportScript,
  throughputScript,
  kafkaScript,
  docsScript,
];
