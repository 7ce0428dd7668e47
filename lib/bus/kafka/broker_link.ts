/**
 * A link to the brokers that outlives their restarts: what fails in passing is tried again, for a
 * bounded time and with growing pauses.
 * @module
 */

import { UserError } from "#lib/core/errors.ts";
import type { Log } from "#lib/core/log.ts";
import type { Clock } from "#lib/core/time.ts";
import type { Broker, Cluster } from "./cluster.ts";
import { explain, isPassing, reasonOf } from "./kafka_errors.ts";

/** What a link works with. */
export interface LinkDeps {
  /** The connections; the link closes them. */
  readonly cluster: Cluster;
  /** Address of the bus, for sentences. */
  readonly address: string;
  /** Paces the attempts. */
  readonly clock: Clock;
  /** Told of attempts that failed. */
  readonly log: Log;
  /** How long to go on trying, ms. */
  readonly patienceMs: number;
  /** Called at each attempt that failed and is made again. */
  readonly onRetry: () => void;
  /** Aborted when the process is asked to stop: brokers that are away are waited for a moment only
   * then. @default never */
  readonly signal?: AbortSignal;
}

/** The first pause between attempts, ms. */
const FIRST_PAUSE_MS = 20;
/** The longest pause between attempts, ms. */
const LONGEST_PAUSE_MS = 1_000;
/** Waits for connections to close, ms; a broker that hangs must keep no process from ending. */
const CLOSE_MS = 2_000;
/** How long to go on trying after the process was asked to stop, ms: brokers change places within,
 * and who stops it waits longer before it kills. */
const STOPPED_MS = 5_000;
/** Attempts that fail before the log is told: brokers that change places take a few. */
const QUIET_ATTEMPTS = 5;

/** See the module. */
export class BrokerLink {
  readonly #deps: LinkDeps;
  readonly #coordinators = new Map<string, Broker>();
  readonly #closing = new AbortController();
  #isKnown = false;
  /** When the process was asked to stop, ms. */
  #stoppedMs: number | undefined;

  /** Connects with the first request. */
  constructor(deps: LinkDeps) {
    this.#deps = deps;
    const options = { once: true, signal: this.#closing.signal };
    deps.signal?.addEventListener("abort", () => this.#stoppedMs = deps.clock.nowMs(), options);
  }

  /**
   * Does a piece of work that may be done again, until it succeeds.
   * @param doing what it is, for sentences: `read "packets"`
   * @param options.patienceMs how long to go on trying @default that of the link
   * @throws {UserError} if the brokers stay away, or refuse for a reason that the user can mend
   */
  async persist<T>(
    doing: string,
    work: () => Promise<T>,
    options: { readonly patienceMs?: number } = {},
  ): Promise<T> {
    const { clock, log, address } = this.#deps;
    const patienceMs = options.patienceMs ?? this.#deps.patienceMs;
    const startMs = clock.nowMs();
    let pauseMs = FIRST_PAUSE_MS;
    for (let attempt = 1;; attempt++) {
      try {
        return await work();
      } catch (error) {
        if (!isPassing(error) || this.#closing.signal.aborted) throw explain(error, address, doing);
        const waitedMs = Math.abs(clock.nowMs() - startMs);
        if (waitedMs >= patienceMs || this.#isStopped()) {
          throw new UserError(
            `Cannot ${doing} on ${address}: no broker has answered for ` +
              `${Math.round(waitedMs / 1000)} s and ${attempt} attempts (${reasonOf(error)}); ` +
              "check the address, that the broker runs, and whether it wants tls",
            { cause: error },
          );
        }
        this.#deps.onRetry();
        if (attempt % QUIET_ATTEMPTS === 0) {
          log.warn(`attempt ${attempt} to ${doing} on ${address} failed: ${reasonOf(error)}`);
        }
      }
      this.#coordinators.clear();
      await clock.sleep(pauseMs, this.#closing.signal);
      pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * pauseMs);
      // A broker that came back may have another address; while none is there this fails too.
      if (attempt > 1) await this.#deps.cluster.refreshMetadata().catch(() => {});
    }
  }

  /** Says whether the process was asked to stop so long ago that nothing is tried again. */
  #isStopped(): boolean {
    if (this.#stoppedMs === undefined) return false;
    return Math.abs(this.#deps.clock.nowMs() - this.#stoppedMs) >= STOPPED_MS;
  }

  /** Gives a connected broker by its number. */
  async broker(nodeId: number): Promise<Broker> {
    await this.#connect();
    return await this.#deps.cluster.findBroker({ nodeId });
  }

  /** Gives the broker that rules the cluster, or any. */
  async anyBroker(): Promise<Broker> {
    await this.#connect();
    return await this.#deps.cluster.findControllerBroker();
  }

  /** Gives the broker that looks after a group or a writer of transactions. */
  async coordinator(type: "group" | "transaction", name: string): Promise<Broker> {
    await this.#connect();
    const key = `${type} ${name}`;
    let broker = this.#coordinators.get(key);
    if (broker === undefined) {
      const coordinatorType = type === "group" ? 0 : 1;
      broker = await this.#deps.cluster.findGroupCoordinator({ groupId: name, coordinatorType });
      this.#coordinators.set(key, broker);
    }
    return broker;
  }

  /** Closes the connections, in bounded time. */
  async close(): Promise<void> {
    this.#closing.abort();
    const done = new AbortController();
    const closed = this.#deps.cluster.disconnect().catch(() => {}).finally(() => done.abort());
    await Promise.race([closed, this.#deps.clock.sleep(CLOSE_MS, done.signal)]);
  }

  async #connect(): Promise<void> {
    if (this.#isKnown) return;
    await this.#deps.cluster.connect();
    await this.#deps.cluster.refreshMetadata();
    this.#isKnown = true;
  }
}
