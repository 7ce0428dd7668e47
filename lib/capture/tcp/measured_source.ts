/**
 * A packet source whose packets carry the measures of their flows.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import { TcpColumns } from "#lib/core/tcp_columns.ts";
import type { PacketSource, SourceStats } from "../source.ts";
import { FlowMeasures } from "./flow_measures.ts";

/** Measures the packets of another source as they are read. */
export class MeasuredSource implements PacketSource {
  readonly #source: PacketSource;
  readonly #measures: FlowMeasures;

  /**
   * Measures a source from its first packet on.
   * @param source reads TCP headers where a batch has columns for them; is disposed with this one
   * @param measures may know the flows of sources before this one
   */
  constructor(source: PacketSource, measures: FlowMeasures = new FlowMeasures()) {
    this.#source = source;
    this.#measures = measures;
  }

  /** Counters of the source. */
  get stats(): SourceStats {
    return this.#source.stats;
  }

  /** Where the source broke. */
  get damage(): string | undefined {
    return this.#source.damage;
  }

  /** Adds packets and measures them; attaches columns for TCP headers to the batch, once. */
  async read(batch: PacketBatch): Promise<number> {
    batch.tcp ??= new TcpColumns(batch.capacity);
    const before = batch.length;
    const added = await this.#source.read(batch);
    this.#measures.measure(batch, before);
    return added;
  }

  /** Gives the source back. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#source[Symbol.asyncDispose]();
  }
}
