/**
 * What the suites of faults share: a broker, the proxy in front of it, and a model.
 * @module
 */

import type { ProxiedBroker } from "./proxied_broker.ts";

/** See the module. */
export interface World extends Omit<ProxiedBroker, typeof Symbol.asyncDispose> {
  /** Folder of the model. */
  readonly model: string;
}
