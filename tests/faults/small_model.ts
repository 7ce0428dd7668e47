/**
 * A model that is trained in seconds, and the traffic that it knows.
 * @module
 */

import { join } from "node:path";
import { resultOf } from "../app/tasks.ts";

/** How many windows ahead the model looks. */
export const MODEL_HORIZON = 12;
/** Packets in a window that are a congestion: the quiet links have some 25. */
export const THRESHOLD = 50;

/** Arguments of a generator of so many links, each with 5 packets a second and many episodes. */
export function trafficArgs(links: number): string[] {
  return [
    ...["--links", String(links), "--rate", String(5 * links), "--day-length", "30m"],
    ...["--episodes-per-day", "6", "--format", "json"],
  ];
}

/** Trains a model on an hour of traffic; gives its folder, which lies in a folder given. */
export async function trainSmallModel(folder: string): Promise<string> {
  const history = ["--bus", join(folder, "history.db")];
  const model = join(folder, "model");
  const traffic = [...trafficArgs(6), "--partitions", "3"];
  await resultOf("generate", [...history, ...traffic, "--speed", "max", "--duration", "1h"]);
  const shape = ["--model", model, "--horizon", String(MODEL_HORIZON), "--lookback", "6"];
  const network = ["--units", "8", "--layers", "1", "--epochs", "3", "--batch-size", "32"];
  await resultOf("train", [...history, ...shape, ...network]);
  return model;
}
