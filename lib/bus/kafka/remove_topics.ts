/**
 * Takes topics and groups off a cluster: what a measurement made there goes again with it.
 * @module
 */

import { type Log, silentLog } from "#lib/core/log.ts";
import type { Clock } from "#lib/core/time.ts";
import { readAddress } from "./address.ts";
import { BrokerLink } from "./broker_link.ts";
import { makeCluster } from "./cluster.ts";
import { stateTopic } from "./group_state.ts";
import { typeOf } from "./kafka_errors.ts";

/** What is to go. */
export interface Removal {
  /** Topics; those that are not there are passed over. */
  readonly topics: readonly string[];
  /** A group without members, and the topic whose partitions it shared. */
  readonly group: { readonly name: string; readonly topic: string };
}

/** How long to go on trying while no broker answers, ms. */
const PATIENCE_MS = 10_000;
const TIMEOUT_MS = 10_000;

/**
 * Removes topics, and a group with its state.
 * @param rest what follows `kafka:` in the address
 * @throws {UserError} if no broker answers or one refuses
 */
export async function removeTopics(
  rest: string,
  { topics, group }: Removal,
  { clock, log = silentLog }: { readonly clock: Clock; readonly log?: Log },
): Promise<void> {
  const { cluster, name } = await readAddress(rest);
  const link = new BrokerLink({
    cluster: makeCluster(cluster),
    address: name,
    clock,
    log,
    patienceMs: PATIENCE_MS,
    onRetry: () => {},
  });
  try {
    for (const topic of [...topics, stateTopic(group.name, group.topic)]) {
      await link.persist(`remove the topic "${topic}"`, async () => {
        const broker = await link.anyBroker();
        await broker.deleteTopics({ topics: [topic], timeout: TIMEOUT_MS }).catch((error) => {
          if (typeOf(error) !== "UNKNOWN_TOPIC_OR_PARTITION") throw error;
        });
      });
    }
    await link.persist(`remove the group "${group.name}"`, async () => {
      const coordinator = await link.coordinator("group", group.name);
      await coordinator.deleteGroups([group.name]).catch((error) => {
        if (typeOf(error) !== "GROUP_ID_NOT_FOUND") throw error;
      });
    });
  } finally {
    await link.close();
  }
}
