/**
 * Reads a model directory, and trusts none of it before it is verified.
 * @module
 */

import { join } from "node:path";
import { UserError } from "#lib/core/errors.ts";
import { FEATURES, type Target, TARGETS } from "#lib/features/columns.ts";
import { parseScaler, type Scaler } from "#lib/features/scaler.ts";
import { previousPath } from "./install_directory.ts";
import { ArtifactFile } from "./file_names.ts";
import { type Manifest, parseManifest } from "./manifest.ts";
import { modelHash } from "./model_hash.ts";
import { sha256 } from "./sha256.ts";
import { unpackWeights } from "./weights_file.ts";
import type { TrainingResult } from "../train_options.ts";

/** A model, verified. */
export interface ModelArtifact {
  /** What it is. */
  readonly manifest: Manifest;
  /** What it forecasts. */
  readonly target: Target;
  /** Scales its inputs, and its forecasts back. */
  readonly scaler: Scaler;
  /** In the order of `weightSpecs`. */
  readonly weights: readonly Float32Array[];
  /** How training went. */
  readonly history: TrainingResult;
}

/**
 * Reads a model. Loads no backend and no tfjs.
 *
 * Where a writer crashed while it put a new model in the place of an old one, the old one is read.
 *
 * @param path such as `models/default`
 * @throws {UserError} if there is no model, or it is damaged, of a newer version or for other
 * features; says what to do
 *
 * @example
 * ```ts no-assert
 * import { readArtifact } from "#lib/model/artifact/read_artifact.ts";
 *
 * async function hashOf(path: string): Promise<string> {
 *   return (await readArtifact(path)).manifest.modelHash;
 * }
 * ```
 */
export async function readArtifact(path: string): Promise<ModelArtifact> {
  const subject = `the model "${path}"`;
  const found = await findManifest(path);
  if (found === undefined) {
    throw new UserError(`Cannot open ${subject}: there is none; make it with deno task train`);
  }
  try {
    return await readVerified(found, subject);
  } catch (error) {
    // the directory may have been swapped for a newer model between two of the reads
    const now = await findManifest(path);
    if (now === undefined || now.text === found.text) throw error;
    return await readVerified(now, subject);
  }
}

interface FoundManifest {
  readonly directory: string;
  readonly text: string;
}

async function findManifest(path: string): Promise<FoundManifest | undefined> {
  for (const directory of [path, previousPath(path)]) {
    try {
      return { directory, text: await Deno.readTextFile(join(directory, ArtifactFile.manifest)) };
    } catch (error) {
      const missing = error instanceof Deno.errors.NotFound ||
        error instanceof Deno.errors.NotADirectory;
      if (!missing) throw error;
    }
  }
}

async function readVerified(found: FoundManifest, subject: string): Promise<ModelArtifact> {
  const manifest = parseManifest(found.text, subject);
  const files = new Map<string, Uint8Array>();
  for (const name of Object.values(ArtifactFile)) {
    if (name === ArtifactFile.manifest) continue;
    files.set(name, await readWhole(found.directory, name, manifest, subject));
  }
  const textOf = (name: string) => new TextDecoder().decode(files.get(name));
  const weights = unpackWeights(
    textOf(ArtifactFile.model),
    files.get(ArtifactFile.weights)!,
    manifest.network,
    subject,
  );
  const scaler = parseScaler(textOf(ArtifactFile.scaler), subject);
  scaler.checkFits(manifest.features, subject);
  scaler.checkFits(FEATURES.map(({ name }) => name), subject);
  const target = TARGETS.find(({ name }) => name === manifest.target);
  if (target === undefined) {
    throw new UserError(
      `Cannot open ${subject}: it forecasts "${manifest.target}", expected one of ` +
        `${TARGETS.map(({ name }) => name).join(", ")}; train anew with deno task train`,
    );
  }
  if (modelHash(manifest, scaler, weights) !== manifest.modelHash) {
    throw new UserError(
      `Cannot open ${subject}: its hash ${manifest.modelHash} is not that of its contents; ` +
        "train anew with deno task train",
    );
  }
  return { manifest, target, scaler, weights, history: JSON.parse(textOf(ArtifactFile.history)) };
}

async function readWhole(
  directory: string,
  name: string,
  manifest: Manifest,
  subject: string,
): Promise<Uint8Array> {
  const broken = (problem: string, cause?: unknown) =>
    new UserError(
      `Cannot open ${subject}: its ${name} ${problem}; train anew with deno task train`,
      { cause },
    );
  const expected = manifest.files[name];
  if (expected === undefined) throw broken(`is not in ${ArtifactFile.manifest}`);
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(join(directory, name));
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) throw broken("is missing", cause);
    throw cause;
  }
  if (bytes.length !== expected.bytes) {
    throw broken(`has ${bytes.length} bytes, expected ${expected.bytes}`);
  }
  if (sha256(bytes) !== expected.sha256) throw broken("was changed after it was written");
  return bytes;
}
