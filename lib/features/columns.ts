/**
 * The features of a window that the model sees, and the targets that it forecasts: names, units
 * and order. The order is part of every trained model.
 * @module
 */

/** One feature of a window. */
export interface Feature {
  /** Its name, as in the columns of `windows` and in the scaler of a model. */
  readonly name: string;
  /** Its unit. */
  readonly unit: string;
  /** Whether the scaler's `log1p` applies: to sizes and rates with long tails, not to a class. */
  readonly longTailed: boolean;
}

/** The features, in the order of the model's input. `docs/windows.md` defines each. */
export const FEATURES: readonly Feature[] = [
  { name: "total_bytes", unit: "bytes", longTailed: true },
  { name: "avg_packet_size", unit: "bytes", longTailed: true },
  { name: "packet_count", unit: "packets", longTailed: true },
  { name: "avg_inter_arrival_time", unit: "seconds", longTailed: true },
  { name: "protocol_encoded", unit: "class", longTailed: false },
];

/** What can be forecast: a feature of a window that has yet to come. */
export interface Target {
  /** Its name, as in forecasts and alerts. */
  readonly name: string;
  /** Its unit. */
  readonly unit: string;
  /** Index in {@link FEATURES} of the feature that it is; it shares that feature's scale. */
  readonly feature: number;
}

/** The targets that a model can be trained for. */
export const TARGETS: readonly Target[] = [{ name: "packets", unit: "packets", feature: 2 }];
