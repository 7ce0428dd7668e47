/**
 * Opens a bus by its address: the one map of adapters.
 * @module
 */

import { systemClock } from "#lib/core/clock.ts";
import { UsageError } from "#lib/core/errors.ts";
import type { Log } from "#lib/core/log.ts";
import type { Clock } from "#lib/core/time.ts";
import type { Bus } from "./bus.ts";
import type { MemoryStore } from "./memory/memory_store.ts";

/** How to open a bus. */
export interface OpenBusOptions {
  /** What to do where a log is missing: make one (for those that write packets), or refuse. */
  readonly ifMissing: "create" | "fail";
  /** Tells the time. @default the machine's clock */
  readonly clock?: Clock;
  /** Told of attempts that fail and are made again. @default nobody */
  readonly log?: Log;
  /** Called when an attempt to reach the bus fails and is made again. @default nobody */
  readonly onRetry?: () => void;
  /** Aborted when the process is asked to stop: a broker that is away is waited for a few seconds
   * only then. @default never */
  readonly signal?: AbortSignal;
  /** The stores of `memory:` buses by name: opening a name again with the same map gives another
   * bus on the same store. @default a new store for each call */
  readonly memoryStores?: Map<string, MemoryStore>;
}

/**
 * Opens a bus.
 *
 * Addresses: `sqlite:PATH` or a plain path is the embedded log in that file, `memory:` or
 * `memory:NAME` a bus in the memory of this process, `kafka://HOST:PORT` a Kafka cluster
 * (see `kafka/address.ts` for its options).
 * @throws {UsageError} if the address is of no known kind
 * @throws {UserError} if the bus is not there, cannot be used, or is of a newer version
 *
 * @example
 * ```ts
 * import { openBus } from "#lib/bus/open.ts";
 *
 * await using bus = await openBus("memory:", { ifMissing: "create" });
 * await bus.createTopic("packets", { partitions: 2, retentionMs: 0, retentionBytes: 0 });
 * await bus.publish([{ topic: "packets", key: "eth0", value: "{}" }]);
 * ```
 */
export async function openBus(address: string, options: OpenBusOptions): Promise<Bus> {
  const { scheme, rest } = parse(address);
  const adapter = ADAPTERS.get(scheme);
  if (adapter === undefined) {
    throw new UsageError(
      `Cannot open the bus "${address}": there is no kind "${scheme}"; expected ` +
        [...ADAPTERS.keys()].map((name) => `${name}:`).join(", ") + " or the path of a log",
    );
  }
  return await adapter(rest, options, options.clock ?? systemClock);
}

type Adapter = (rest: string, options: OpenBusOptions, clock: Clock) => Promise<Bus>;

const ADAPTERS: ReadonlyMap<string, Adapter> = new Map<string, Adapter>([
  ["sqlite", async (path, { ifMissing }, clock) => {
    if (path === "") {
      throw new UsageError(
        "Cannot open the bus: its path is empty; expected one such as data/x.db",
      );
    }
    const { openLog } = await import("./sqlite/open_log.ts");
    const { SqliteBus } = await import("./sqlite/sqlite_bus.ts");
    return new SqliteBus(await openLog({ path, ifMissing, clock }), { clock });
  }],
  ["memory", async (name, { memoryStores }, clock) => {
    const { MemoryStore } = await import("./memory/memory_store.ts");
    const { MemoryBus } = await import("./memory/memory_bus.ts");
    const store = memoryStores?.get(name) ?? new MemoryStore();
    memoryStores?.set(name, store);
    return new MemoryBus(store, { clock });
  }],
  ["kafka", async (rest, { log, onRetry, signal }, clock) => {
    const { openKafka } = await import("./kafka/open_kafka.ts");
    return await openKafka(rest, { clock, log, onRetry, signal });
  }],
]);

/** Tells a kind from a path; one letter before the colon is a drive of Windows. */
function parse(address: string): { scheme: string; rest: string } {
  const match = /^([a-zA-Z][a-zA-Z0-9+.-]+):(.*)$/s.exec(address);
  return match === null
    ? { scheme: "sqlite", rest: address }
    : { scheme: match[1].toLowerCase(), rest: match[2] };
}
