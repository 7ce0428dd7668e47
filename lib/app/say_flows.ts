/**
 * What `capture` and `windows` say of the flows that they followed in captures.
 * @module
 */

import type { FlowStats } from "#lib/capture/tcp/flow_measures.ts";
import { formatNumber } from "./format.ts";
import type { Context } from "./run.ts";

/** Says how many flows there were, and warns where too many gave way to others. */
export function sayFlows(stats: FlowStats, { log }: Pick<Context<unknown>, "log">): void {
  const { flows, retransmissions, rttSamples, evicted } = stats;
  log.info(
    `${formatNumber(flows)} flows, ${formatNumber(retransmissions)} retransmissions, ` +
      `${formatNumber(rttSamples)} round-trip times`,
  );
  if (evicted === 0) return;
  log.warn(
    `${formatNumber(evicted)} flows were forgotten before they were over, and count as new when ` +
      `they speak again; raise --max-flows`,
  );
}
