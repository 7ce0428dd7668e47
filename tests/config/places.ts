/**
 * Stands for the places where a user gives options.
 * @module
 */

import type { Places } from "#lib/config/resolve.ts";

/** What a test's user gave. */
export interface GivenPlaces {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
}

/** Gives the places that hold what a test's user gave, and nothing else. */
export function placesOf({ args = [], env = {}, files = {} }: GivenPlaces): Places {
  return {
    args,
    env: (name) => env[name],
    envNames: () => Object.keys(env),
    readTextFile: (path) =>
      Object.hasOwn(files, path)
        ? Promise.resolve(files[path])
        : Promise.reject(new Deno.errors.NotFound(path)),
  };
}
