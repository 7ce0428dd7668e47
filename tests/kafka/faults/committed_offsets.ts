/**
 * How far a group has come: follows the topic of its state, so that looking again and again costs
 * what was written since, and not the whole state.
 * @module
 */

import type { Bus } from "#lib/bus/bus.ts";
import { stateTopic } from "#lib/bus/kafka/group_state.ts";

const BOUNDS = { maxMessages: 10_000, maxBytes: 8 << 20 };

/** See the module. */
export class CommittedOffsets {
  readonly #bus: Bus;
  readonly #topic: string;
  readonly #from = new Map<number, number>();
  readonly #offsets = new Map<number, number>();

  /** Has read nothing yet. */
  constructor(bus: Bus, group: string, topic: string) {
    this.#bus = bus;
    this.#topic = stateTopic(group, topic);
  }

  /** Gives the next offset by partition, where the group has committed any. */
  async read(): Promise<ReadonlyMap<number, number>> {
    if (this.#from.size === 0) {
      const info = await this.#bus.describeTopic(this.#topic);
      info?.partitions.forEach(({ earliest }, partition) => this.#from.set(partition, earliest));
      if (info === undefined) return this.#offsets;
    }
    for (;;) {
      const fetched = await this.#bus.read({ topic: this.#topic, from: this.#from, ...BOUNDS });
      if (fetched.length === 0) return this.#offsets;
      for (const { partition, offsets, keys, values } of fetched) {
        this.#from.set(partition, offsets[offsets.length - 1] + 1);
        const last = keys.lastIndexOf("offset");
        if (last >= 0) this.#offsets.set(partition, JSON.parse(String(values[last])).offset);
      }
    }
  }
}
