/**
 * What a reader of captures says of packets that it did not see, or not in full.
 * @module
 */

import type { SourceStats } from "#lib/capture/source.ts";
import { formatNumber } from "./format.ts";
import type { Context } from "./run.ts";

/** Warns of packets that were lost before they were captured, and says what could not be read. */
export function sayUnread(
  { dropped, undecoded }: Pick<SourceStats, "dropped" | "undecoded">,
  { log }: Pick<Context<unknown>, "log">,
): void {
  if (dropped > 0) {
    log.warn(`${formatNumber(dropped)} packets were dropped before they were captured`);
  }
  for (const [reason, count] of undecoded) {
    log.info(`${formatNumber(count)} packets not read in full: ${reason}`);
  }
}
