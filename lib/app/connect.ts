/**
 * Opens the bus that a script was told to use.
 * @module
 */

import type { Bus } from "#lib/bus/bus.ts";
import { openBus, type OpenBusOptions } from "#lib/bus/open.ts";
import type { Context } from "./run.ts";

/** What of a script's context opening a bus takes. */
export type ConnectContext = Pick<Context<unknown>, "log" | "clock" | "signal">;

/**
 * Opens a bus that tells the script's log of its trouble, and gives up soon when the script stops.
 * @param onRetry called when an attempt to reach the bus fails and is made again
 * @throws {UsageError | UserError} as `openBus`
 */
export async function connect(
  address: string,
  ifMissing: OpenBusOptions["ifMissing"],
  { log, clock, signal }: ConnectContext,
  onRetry?: () => void,
): Promise<Bus> {
  return await openBus(address, { ifMissing, log, clock, signal, onRetry });
}
