/**
 * The files of a model directory.
 * @module
 */

/** Names of the files of a model directory. */
export const ArtifactFile = {
  /** The network, in tfjs' layers-model format. */
  model: "model.json",
  /** Its weights. */
  weights: "weights.bin",
  /** What brings features to the range that it learnt on. */
  scaler: "scaler.json",
  /** Loss by epoch. */
  history: "history.json",
  /** A page for people. */
  card: "card.md",
  /** What all of it is, with checksums. */
  manifest: "manifest.json",
} as const;
