/**
 * The names of an option in each place where it can be given, from the property that holds it.
 * @module
 */

import type { Option } from "./option.ts";

/** One option under all its names. */
export interface OptionNames {
  /** Key in a configuration file: `outOfOrderness`. */
  readonly key: string;
  /** Flag, with its dashes: `--out-of-orderness`. */
  readonly flag: string;
  /** Environment variable: `TRAFFIC_OUT_OF_ORDERNESS`. */
  readonly env: string;
}

/**
 * Gives the names of an option.
 * @param property where the configuration holds it, with the unit: `outOfOrdernessMs`
 * @throws {RangeError} if the property does not end in the unit that the option declares
 */
export function namesOf(property: string, option: Pick<Option<unknown>, "suffix">): OptionNames {
  if (!property.endsWith(option.suffix) || property === option.suffix) {
    throw new RangeError(
      `Cannot name the option "${property}": its property must end in ${option.suffix}`,
    );
  }
  const key = property.slice(0, property.length - option.suffix.length);
  const words = key.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase();
  return { key, flag: `--${words}`, env: `TRAFFIC_${words.replaceAll("-", "_").toUpperCase()}` };
}
