/**
 * Opens the bus that a script was told to use, with no more rights than that bus needs.
 * @module
 */

import type { Bus } from "#lib/bus/bus.ts";
import { openBus, type OpenBusOptions } from "#lib/bus/open.ts";
import type { Context } from "./run.ts";

/** What of a script's context opening a bus takes. */
export type ConnectContext = Pick<Context<unknown>, "log" | "clock" | "signal" | "giveUpNetwork">;

/**
 * Opens a bus. A bus without a network takes the permission to use one from the process: what a
 * hostile message might then do stays on this machine.
 * @param onRetry called when an attempt to reach the bus fails and is made again
 * @throws {UsageError | UserError} as `openBus`
 */
export async function connect(
  address: string,
  ifMissing: OpenBusOptions["ifMissing"],
  { log, clock, signal, giveUpNetwork }: ConnectContext,
  onRetry?: () => void,
): Promise<Bus> {
  if (!/^kafka:/i.test(address)) await giveUpNetwork();
  return await openBus(address, { ifMissing, log, clock, signal, onRetry });
}
