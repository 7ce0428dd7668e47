/**
 * Writes the effective configuration for `--dump`.
 * @module
 */

import { namesOf } from "./names.ts";
import type { Json, Options } from "./option.ts";
import type { Resolved } from "./resolve.ts";
import type { Script } from "./script.ts";

/**
 * Gives the configuration as JSON: per option, by its key in a configuration file, the value in
 * the notation of such a file (null where there is none) and the place that it comes from.
 */
export function dumpConfig<O extends Options>(script: Script<O>, resolved: Resolved<O>): string {
  const options: Record<string, Json> = {};
  for (const [property, option] of Object.entries(script.options)) {
    const value: unknown = resolved.config[property];
    options[namesOf(property, option).key] = {
      value: value === undefined || value === null ? null : option.kind.toJson(value),
      source: resolved.places.get(property) ?? "default",
    };
  }
  return JSON.stringify({ script: script.name, options }, null, 2);
}
