/**
 * The backend in plain JavaScript: runs everywhere, slowly.
 * @module
 */

import "@tensorflow/tfjs-backend-cpu";
import { activate } from "./activate.ts";

/** Makes it the active backend and says what it is. */
export async function load(): Promise<string> {
  await activate("cpu");
  return "plain JavaScript";
}
