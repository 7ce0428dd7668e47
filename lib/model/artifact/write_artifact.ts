/**
 * Writes a model directory.
 * @module
 */

import { basename, resolve } from "node:path";
import { UserError } from "#lib/core/errors.ts";
import { formatTime, MICROS_PER_MS } from "#lib/core/time.ts";
import type { Scaler } from "#lib/features/scaler.ts";
import { readWeights } from "../lstm.ts";
import type { LayersModel } from "../tensors.ts";
import type { TrainingResult } from "../train_options.ts";
import { ArtifactFile } from "./file_names.ts";
import { installDirectory } from "./install_directory.ts";
import { type Manifest, MANIFEST_VERSION, type ModelDescription } from "./manifest.ts";
import { type ModelCard, renderCard } from "./model_card.ts";
import { modelHash } from "./model_hash.ts";
import { sha256 } from "./sha256.ts";
import { modelJson, packWeights } from "./weights_file.ts";

/** All that goes into a model directory. */
export interface ArtifactContents {
  /** The trained network. */
  readonly model: LayersModel;
  /** What it is. */
  readonly description: ModelDescription;
  /** Fitted on the training part. */
  readonly scaler: Scaler;
  /** How training went. */
  readonly history: TrainingResult;
  /** For people. */
  readonly card: ModelCard;
  /** The backend that it was trained on. */
  readonly backend: string;
  /** Now, ms since the Unix epoch. */
  readonly createdMs: number;
}

/**
 * Writes a model directory in one step: a reader finds the previous model or this one, whole.
 * @param path such as `models/default`
 * @returns the manifest
 * @throws {UserError} if the place cannot be written; a model that was there stays
 */
export async function writeArtifact(path: string, contents: ArtifactContents): Promise<Manifest> {
  const { model, description, scaler, history, card, backend } = contents;
  const weights = readWeights(model);
  const hash = modelHash(description, scaler, weights);
  const created = formatTime(contents.createdMs * MICROS_PER_MS);
  const title = `Model ${basename(resolve(path))}, ${hash}`;
  const files = new Map<string, string | Uint8Array>([
    [ArtifactFile.model, modelJson(model, description.network)],
    [ArtifactFile.weights, packWeights(weights)],
    [ArtifactFile.scaler, scaler.toJson()],
    [ArtifactFile.history, JSON.stringify(history, null, 1) + "\n"],
    [ArtifactFile.card, renderCard(title, created, card)],
  ]);
  const manifest: Manifest = {
    version: MANIFEST_VERSION,
    modelHash: hash,
    created,
    backend,
    ...description,
    files: Object.fromEntries([...files].map(([name, content]) => [name, sumOf(content)])),
  };
  files.set(ArtifactFile.manifest, JSON.stringify(manifest, null, 1) + "\n");
  try {
    await installDirectory(path, files);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(
      `Cannot write the model "${path}": ${reason}; make room or pass another --model`,
      { cause },
    );
  }
  return manifest;
}

function sumOf(content: string | Uint8Array) {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return { bytes: bytes.length, sha256: sha256(bytes) };
}
