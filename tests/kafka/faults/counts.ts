/**
 * How often each fault happens: a few times in the gate, often with `deno task test:kafka:full`.
 * @module
 */

/** How much the fault suites do. */
export interface FaultCounts {
  /** Processes killed with -9. */
  readonly kills: number;
  /** Brokers killed with -9 and started again. */
  readonly brokerKills: number;
  /** Processes stopped for twice their session. */
  readonly stops: number;
  /** Members that come or go. */
  readonly changes: number;
  /** Connections cut while they are slow. */
  readonly cuts: number;
  /** How long nothing gets through, ms. */
  readonly blackHoleMs: number;
  /** One of three brokers killed and started again. */
  readonly oneOfThree: number;
  /** Times real time at which event time passes: long runs of the same size make less of it. */
  readonly speed: number;
}

const FEW: FaultCounts = {
  kills: 20,
  brokerKills: 3,
  stops: 4,
  changes: 8,
  cuts: 4,
  blackHoleMs: 6_000,
  oneOfThree: 1,
  speed: 30,
};

const FULL: FaultCounts = {
  kills: 500,
  brokerKills: 20,
  stops: 20,
  changes: 50,
  cuts: 20,
  blackHoleMs: 60_000,
  oneOfThree: 6,
  speed: 30,
};

/** The counts that the task asks for. */
export const COUNTS: FaultCounts = Deno.env.get("FAULTS") === "full" ? FULL : FEW;
