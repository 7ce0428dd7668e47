/**
 * The manifest of a model directory: what the model is, and the checksums that prove it whole.
 * @module
 */

import { UserError } from "#lib/core/errors.ts";
import { checkLstmConfig, type LstmConfig } from "../lstm_config.ts";
import { ArtifactFile } from "./file_names.ts";

/** Version of the directory's layout that this program writes, and the newest that it reads. */
export const MANIFEST_VERSION = 1;

/** Half-widths of forecast intervals, from the residuals of the validation part. */
export interface IntervalWidths {
  /** Share of true values that the intervals should hold. */
  readonly coverage: number;
  /** Per horizon, in units of the target: value ± half-width, for forecasts of the network. */
  readonly model: readonly number[];
  /** The same for persistence, which stands in while a link has too little history. */
  readonly persistence: readonly number[];
}

/** What there is to a model besides weights and scaler. */
export interface ModelDescription {
  /** Shape of the network. */
  readonly network: LstmConfig;
  /** Length of a window, µs. */
  readonly windowUs: number;
  /** Names of the features, in the order of the input. */
  readonly features: readonly string[];
  /** Name of the target. */
  readonly target: string;
  /** Widths of the forecast intervals. */
  readonly intervals: IntervalWidths;
}

/** What `manifest.json` says. */
export interface Manifest extends ModelDescription {
  /** Version of the layout. */
  readonly version: number;
  /** Tells models apart; see `modelHash`. */
  readonly modelHash: string;
  /** When the model was written, RFC 3339. */
  readonly created: string;
  /** The backend that it was trained on. */
  readonly backend: string;
  /** Size and SHA-256 of every other file, by name. */
  readonly files: Readonly<Record<string, FileSum>>;
}

/** Proves one file whole. */
export interface FileSum {
  /** Size. */
  readonly bytes: number;
  /** SHA-256, hexadecimal. */
  readonly sha256: string;
}

/**
 * Reads the text of a manifest.
 * @param subject what is being opened, such as `model "a"`
 * @throws {UserError} if it is none, or of a newer version
 */
export function parseManifest(text: string, subject: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw damaged(subject, "it is no JSON", cause);
  }
  const manifest = (value ?? {}) as Partial<Manifest>;
  if (Number.isInteger(manifest.version) && manifest.version! > MANIFEST_VERSION) {
    throw new UserError(
      `Cannot open ${subject}: its version ${manifest.version} is newer than ` +
        `${MANIFEST_VERSION}; use the program that made it, or train anew with deno task train`,
    );
  }
  const problem = problemOf(manifest);
  if (problem !== undefined) throw damaged(subject, problem);
  return manifest as Manifest;
}

function damaged(subject: string, problem: string, cause?: unknown): UserError {
  return new UserError(
    `Cannot open ${subject}: its ${ArtifactFile.manifest} is damaged (${problem}); train anew with ` +
      "deno task train",
    { cause },
  );
}

function problemOf(manifest: Partial<Manifest>): string | undefined {
  const { version, modelHash, created, backend, network, features, target } = manifest;
  if (version !== MANIFEST_VERSION) return `version ${version}`;
  for (const [name, text] of Object.entries({ modelHash, created, backend, target })) {
    if (typeof text !== "string" || text === "") return `no ${name}`;
  }
  if (!(Number.isInteger(manifest.windowUs) && manifest.windowUs! > 0)) return "no windowUs";
  try {
    checkLstmConfig(network!);
  } catch {
    return "no valid network";
  }
  const named = Array.isArray(features) && features.every((name) => typeof name === "string");
  if (!named || features.length !== network!.features) {
    return `features do not fit the network's ${network!.features}`;
  }
  if (!areWidths(manifest.intervals, network!.horizon)) return "no valid intervals";
  const sums = Object.values(manifest.files ?? {});
  if (sums.length === 0 || !sums.every(isFileSum)) return "no valid files";
}

function areWidths(value: IntervalWidths | undefined, horizon: number): boolean {
  const { coverage, model, persistence } = value ?? {};
  const isList = (list: unknown) =>
    Array.isArray(list) && list.length === horizon && list.every((width) => width >= 0);
  return coverage! > 0 && coverage! < 1 && isList(model) && isList(persistence);
}

function isFileSum(value: FileSum): boolean {
  return Number.isInteger(value?.bytes) && /^[0-9a-f]{64}$/.test(value?.sha256);
}
