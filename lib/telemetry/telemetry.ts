/**
 * The metrics of a process in one place: as numbers for its own report, and as the text that
 * Prometheus scrapes.
 * @module
 */

import type { Counter, Gauge, Registry } from "prom-client";
import type { Metric, Reading } from "./metric.ts";

/** Values of all metrics, in the order in which they were added; those with a label by its
 * values. */
export type Snapshot = Record<string, number | Record<string, number>>;

/**
 * Holds metrics; read only when asked. Nothing is global: whoever has metrics is handed one of
 * these.
 *
 * @example
 * ```ts
 * import { Telemetry } from "#lib/telemetry/telemetry.ts";
 *
 * const telemetry = new Telemetry();
 * telemetry.add([{
 *   name: "traffic_packets_total",
 *   help: "Packets that came",
 *   kind: "counter",
 *   read: () => 12,
 * }]);
 * await telemetry.snapshot(); // { traffic_packets_total: 12 }
 * ```
 */
export class Telemetry {
  readonly #metrics: Metric[] = [];
  #registry: Promise<Registry> | undefined;

  /**
   * Adds metrics. All are added before the first reading.
   * @throws {RangeError} if a name is taken, or the metrics have been read already
   */
  add(metrics: readonly Metric[]): void {
    if (this.#registry !== undefined) {
      throw new RangeError(`Cannot add "${metrics[0]?.name}": the metrics have been read already`);
    }
    for (const metric of metrics) {
      if (this.#metrics.some(({ name }) => name === metric.name)) {
        throw new RangeError(`Cannot add the metric "${metric.name}" twice`);
      }
      this.#metrics.push(metric);
    }
  }

  /** What the metrics are. */
  get metrics(): readonly Metric[] {
    return this.#metrics;
  }

  /** Gives all values; a metric that cannot be read now is left out. */
  async snapshot(): Promise<Snapshot> {
    const snapshot: Snapshot = {};
    for (const { name, values } of await (await this.#open()).getMetricsAsJSON()) {
      const label = this.#metrics.find((metric) => metric.name === name)?.label;
      if (label !== undefined) {
        snapshot[name] = Object.fromEntries(
          values.map(({ value, labels }) => [String(labels[label]), value]),
        );
      } else if (values.length > 0) snapshot[name] = values[0].value;
    }
    return snapshot;
  }

  /** Writes all values in Prometheus' text format, version 0.0.4. */
  async text(): Promise<string> {
    return await (await this.#open()).metrics();
  }

  #open(): Promise<Registry> {
    return this.#registry ??= makeRegistry(this.#metrics);
  }
}

/** The library is loaded with the first reading: it takes 60 ms, which no start has to wait for. */
async function makeRegistry(metrics: readonly Metric[]): Promise<Registry> {
  const library = await import("prom-client");
  const registry = new library.Registry();
  for (const metric of metrics) {
    const { name, help, label, kind } = metric;
    new library[kind === "counter" ? "Counter" : "Gauge"]({
      name,
      help,
      labelNames: label === undefined ? [] : [label],
      registers: [registry],
      async collect(this: Counter<string> | Gauge<string>) {
        set(this, label, await metric.read());
      },
    });
  }
  return registry;
}

function set(
  into: Counter<string> | Gauge<string>,
  label: string | undefined,
  reading: Reading,
): void {
  if (reading === undefined) return label === undefined ? into.remove() : into.reset();
  // The value stands elsewhere: a counter takes it over whole.
  into.reset();
  if (typeof reading === "number") into.inc(reading);
  else for (const [key, value] of reading) into.inc({ [label ?? ""]: key }, value);
}
