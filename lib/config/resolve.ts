/**
 * Makes a script's configuration from what the user gave: flag before environment before file
 * before default.
 * @module
 */

import { UsageError } from "#lib/core/errors.ts";
import type { Given, Place } from "./given.ts";
import { namesOf } from "./names.ts";
import type { Option, Options } from "./option.ts";
import { runtimeOptions } from "./options/runtime.ts";
import { readConfigFile } from "./read_file.ts";
import { type Flags, readFlags } from "./read_flags.ts";
import type { ConfigOf, Script } from "./script.ts";
import { scriptsKnowing, unknownName } from "./unknown_name.ts";

/** Where options are looked for. */
export interface Places {
  /** The command line, without the script's name. */
  readonly args: readonly string[];
  /** Gives an environment variable, `undefined` where it is not set. */
  env(name: string): string | undefined;
  /** The names of all environment variables; none where they may not be listed. */
  envNames(): readonly string[];
  /** Gives the text of a file. */
  readTextFile(path: string): Promise<string>;
}

/** What a script was asked to do. */
export type Request = "run" | "check" | "dump" | "help";

/** A script's configuration, and where each value comes from. */
export interface Resolved<O extends Options> {
  /** What the script was asked to do. */
  readonly request: Request;
  /** The values; where `request` is `help` they are the defaults and were not checked. */
  readonly config: ConfigOf<O>;
  /** The place of each value, by property. */
  readonly places: ReadonlyMap<string, Place | "default">;
}

/**
 * Resolves the configuration of a script.
 *
 * @example
 * ```ts
 * import { resolve } from "#lib/config/resolve.ts";
 * import { generateScript } from "#lib/config/scripts/generate.ts";
 *
 * const { config } = await resolve(generateScript, {
 *   args: ["--rate", "100"],
 *   env: (name) => ({ TRAFFIC_SPEED: "max" })[name],
 *   envNames: () => [],
 *   readTextFile: (path) => Deno.readTextFile(path),
 * });
 * config.ratePps; // 100
 * config.speed; // "max"
 * ```
 * @throws {UsageError} if an option is unknown or missing, or a value is not what is expected
 */
export async function resolve<const O extends Options>(
  script: Script<O>,
  places: Places,
): Promise<Resolved<O>> {
  if (asksForHelp(places.args)) {
    return { ...settle(script, new Map(), { lenient: true }), request: "help" };
  }
  const flags = await readFlags(places.args, script.name, { ...script.options, ...runtimeOptions });
  const env = readEnv(places, { ...script.options, config: runtimeOptions.config });
  await refuseUnknownEnv(places, script.name, script.options);
  const path = valueOf(runtimeOptions.config, flags.get("config") ?? env.get("config"));
  const file: Flags = path === undefined
    ? new Map()
    : await readConfigFile(await readText(places, path), path, script.name, script.options);
  const settled = settle(script, new Map([...file, ...env, ...flags]), { lenient: false });
  for (const check of script.checks) {
    const violation = check.violation(settled.config);
    if (violation !== undefined) throw new UsageError(violation);
  }
  const is = (name: "check" | "dump") => valueOf(runtimeOptions[name], flags.get(name)) === true;
  return { ...settled, request: is("dump") ? "dump" : is("check") ? "check" : "run" };
}

/** Help is given whatever else stands on the line. */
function asksForHelp(args: readonly string[]): boolean {
  return args.includes("--help") || args.includes("-h");
}

function settle<O extends Options>(
  script: Script<O>,
  given: Flags,
  { lenient }: { lenient: boolean },
): Omit<Resolved<O>, "request"> {
  const config: Record<string, unknown> = {};
  const places = new Map<string, Place | "default">();
  for (const [property, option] of Object.entries(script.options)) {
    const own = given.get(property);
    if (own === undefined && option.required && !lenient) {
      const { flag } = namesOf(property, option);
      throw new UsageError(`Cannot run ${script.name} without ${flag}: ${option.doc}`);
    }
    config[property] = valueOf(option, own) ?? option.default;
    places.set(property, own?.place ?? "default");
  }
  for (const [property, option] of Object.entries(script.options)) {
    if (option.derive !== undefined && !given.has(property) && !lenient) {
      config[property] = option.derive(config);
    }
  }
  // Every property has a value that its own option read, or that option's default.
  return { config: config as ConfigOf<O>, places };
}

/** Reads what was given for an option; `undefined` where nothing was. */
function valueOf<T>(option: Option<T>, given: Given | undefined): NonNullable<T> | undefined {
  if (given === undefined) return undefined;
  const value = option.kind.parse(given.texts);
  if (value !== undefined) return value;
  const shown = given.texts.map((text) => JSON.stringify(text)).join(", ");
  throw new UsageError(`Cannot use ${given.label} ${shown}: expected ${option.kind.expected}`);
}

function readEnv(places: Places, options: Options): Map<string, Given> {
  const given = new Map<string, Given>();
  for (const [property, option] of Object.entries(options)) {
    const { env } = namesOf(property, option);
    const text = places.env(env);
    // Compose files and CI hand over variables that are unset as empty ones.
    if (text) given.set(property, { place: "env", label: env, texts: [text] });
  }
  return given;
}

async function refuseUnknownEnv(places: Places, script: string, options: Options): Promise<void> {
  const known = Object.entries({ ...options, config: runtimeOptions.config })
    .map(([property, option]) => namesOf(property, option).env);
  for (const name of places.envNames()) {
    if (!name.startsWith("TRAFFIC_") || known.includes(name)) continue;
    if ((await scriptsKnowing(name, "env")).length > 0) continue;
    throw await unknownName({ name, place: "env", script, known });
  }
}

async function readText(places: Places, path: string): Promise<string> {
  try {
    return await places.readTextFile(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new UsageError(`Cannot read the configuration file "${path}": there is none`, {
      cause: error,
    });
  }
}
