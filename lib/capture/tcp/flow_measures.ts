/**
 * The stage between a source and the bus that knows flows: it marks new flows and retransmissions,
 * and writes round-trip times to the packets that complete one.
 * @module
 */

import { PacketBatch, PacketMark, RecordKind } from "#lib/core/packet.ts";
import { MICROS_PER_SECOND } from "#lib/core/time.ts";
import { FlowKey } from "./flow_key.ts";
import { FlowTable } from "./flow_table.ts";
import { TcpFlow } from "./tcp_flow.ts";

const TCP = 6;
const UDP = 17;

/** How flows are followed. */
export interface FlowMeasuresOptions {
  /** Flows that are remembered at a time; 112 bytes each. @default 131,072, 15 MB */
  readonly maxFlows?: number;
  /** A TCP connection that is silent for longer is over. @default 5 minutes, as Zeek has it */
  readonly tcpIdleUs?: number;
  /** Any other flow that is silent for longer is over. @default 1 minute, as Zeek has it */
  readonly otherIdleUs?: number;
}

/** Defaults of {@link FlowMeasuresOptions}. */
export const DEFAULT_FLOW_MEASURES: Required<FlowMeasuresOptions> = {
  maxFlows: 131_072,
  tcpIdleUs: 300 * MICROS_PER_SECOND,
  otherIdleUs: 60 * MICROS_PER_SECOND,
};

/** What was found so far. */
export interface FlowStats {
  /** Flows that began. */
  flows: number;
  /** Flows that were forgotten before they were over: their next packet counts as a new flow. */
  evicted: number;
  /** Retransmissions. */
  retransmissions: number;
  /** Samples of round-trip times. */
  rttSamples: number;
}

/**
 * Measures flows, packet by packet in the order of the source: the same packets give the same
 * numbers, however they are cut into batches.
 *
 * @example
 * ```ts
 * import { FlowMeasures } from "#lib/capture/tcp/flow_measures.ts";
 * import { LinkTable } from "#lib/core/link_table.ts";
 * import { PacketBatch } from "#lib/core/packet.ts";
 * import { TcpColumns } from "#lib/core/tcp_columns.ts";
 *
 * const batch = new PacketBatch(4096, new LinkTable());
 * batch.tcp = new TcpColumns(batch.capacity); // before a source fills the batch
 * const measures = new FlowMeasures();
 * measures.measure(batch);
 * measures.stats.flows; // 0
 * ```
 */
export class FlowMeasures {
  readonly #options: Required<FlowMeasuresOptions>;
  readonly #table: FlowTable;
  readonly #flow: TcpFlow;
  readonly #key = new FlowKey();
  #flows = 0;
  #retransmissions = 0;
  #rttSamples = 0;

  /** Knows of no flow yet. */
  constructor(options: FlowMeasuresOptions = {}) {
    this.#options = { ...DEFAULT_FLOW_MEASURES, ...options };
    this.#table = new FlowTable(this.#options.maxFlows);
    this.#flow = new TcpFlow(this.#table);
  }

  /** What was found so far. */
  get stats(): Readonly<FlowStats> {
    return {
      flows: this.#flows,
      evicted: this.#table.evicted,
      retransmissions: this.#retransmissions,
      rttSamples: this.#rttSamples,
    };
  }

  /**
   * Writes `rttUs` and `marks` of the rows from `from` on, all of them. Without `batch.tcp` there
   * are no flows of TCP, only others.
   */
  measure(batch: PacketBatch, from = 0): void {
    const { tcp, kind, ts, family, proto, sport, dport, flags, rttUs, marks, length } = batch;
    const { tcpIdleUs, otherIdleUs } = this.#options;
    const table = this.#table;
    const flow = this.#flow;
    const key = this.#key;
    rttUs.fill(0, from, length);
    marks.fill(0, from, length);
    for (let row = from; row < length; row++) {
      if (kind[row] !== RecordKind.packet || family[row] === 0) continue;
      const protocol = proto[row];
      if (protocol === TCP) {
        if (tcp === undefined || tcp.seen[row] === 0) continue;
        key.read(batch, row);
        const slot = table.slotOf(key, ts[row], tcpIdleUs);
        const isNew = table.isNew;
        flow.take(slot, key.direction, ts[row], flags[row], tcp, row);
        rttUs[row] = flow.rttUs;
        if (flow.rttUs !== 0) this.#rttSamples++;
        if (flow.isRetransmission) {
          marks[row] = PacketMark.retransmission;
          this.#retransmissions++;
        }
        if (isNew || flow.isReopened) {
          marks[row] |= PacketMark.newFlow;
          this.#flows++;
        }
        continue;
      }
      // Later fragments have no ports and belong to a flow that is counted already.
      if (protocol === UDP && (sport[row] | dport[row]) === 0) continue;
      key.read(batch, row);
      table.slotOf(key, ts[row], otherIdleUs);
      if (!table.isNew) continue;
      marks[row] = PacketMark.newFlow;
      this.#flows++;
    }
  }
}
