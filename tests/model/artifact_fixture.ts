/**
 * A small model and all that goes into its directory.
 * @module
 */

import { FEATURES } from "#lib/features/columns.ts";
import { Scaler } from "#lib/features/scaler.ts";
import type { ArtifactContents } from "#lib/model/artifact/write_artifact.ts";
import { createLstm } from "#lib/model/lstm.ts";
import type { LstmConfig } from "#lib/model/lstm_config.ts";

/** Shape of the fixture's network. */
export const NETWORK: LstmConfig = {
  lookback: 3,
  features: FEATURES.length,
  units: 4,
  layers: 2,
  dropout: 0.25,
  horizon: 2,
};

/** A scaler with another offset and scale for each feature. */
export const SCALER = new Scaler(
  "standard",
  FEATURES.map(({ name }, i) => ({ name, log1p: i === 0, offset: i + 0.1, scale: 1.5 + i })),
);

/** Makes the contents; dispose of the model when done. Needs an active backend. */
export function artifactContents(seed = 1, createdMs = 1_700_000_000_000): ArtifactContents {
  return {
    model: createLstm(NETWORK, seed),
    description: {
      network: NETWORK,
      windowUs: 5_000_000,
      features: FEATURES.map(({ name }) => name),
      target: "packets",
      intervals: { coverage: 0.9, model: [3, 4.5], persistence: [5, 6] },
    },
    scaler: SCALER,
    history: {
      epochs: [{ epoch: 1, loss: 0.5, valLoss: 0.25, seconds: 1, sequencesPerSecond: 100 }],
      bestEpoch: 1,
      stopped: "epochs",
    },
    card: {
      data: "a.pcap",
      dataHash: "ab12",
      sequences: { train: 70, validation: 10, test: 20 },
      seed,
      options: { epochs: 1, link: "a|b" },
      scores: [{ model: "lstm", n: 20, mae: 1.23456, skill: null }],
    },
    backend: "cpu",
    createdMs,
  };
}
