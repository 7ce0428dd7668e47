/**
 * What one metric is: a name, what it counts, and where the number lies.
 * @module
 */

/** A value, or one for each value of the metric's label; `undefined` where none can be had now. */
export type Reading = number | ReadonlyMap<string, number> | undefined;

/**
 * A metric, by the conventions of Prometheus: base units, the unit in the name, `_total` at the end
 * of what only grows. No metric has a link for its label: there may be millions.
 *
 * Stages count in plain numbers of their own, once a batch; a metric reads them when somebody
 * asks. So counting costs the data path nothing, and a stage needs no telemetry in its tests.
 */
export interface Metric {
  /** `traffic_late_packets_total` */
  readonly name: string;
  /** What it is, in a sentence without a full stop. */
  readonly help: string;
  /** A counter only grows; a gauge says how things stand. */
  readonly kind: "counter" | "gauge";
  /** Name of the label, for a reading by its values. @default none */
  readonly label?: string;
  /** Gives the value now. */
  read(): Reading | Promise<Reading>;
}
