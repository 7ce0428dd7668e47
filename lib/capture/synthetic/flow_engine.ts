/**
 * What flows do: they open, exchange and close, each packet at its time.
 * @module
 */

import type { Random } from "#lib/core/random.ts";
import { FlowColumns, type FlowLaw } from "./flow_columns.ts";
import type { FlowPool, FlowRange } from "./flow_pools.ts";
import { PendingQueue } from "./pending_queue.ts";
import { type RowWriter, TcpFlag } from "./row_writer.ts";
import { Payload, SegmentWriter } from "./segment_writer.ts";

const TCP = 6;
/** What a flow does; but for the first two, its next packet is due. */
const Phase = {
  closed: 0,
  open: 1,
  synLost: 2,
  synSent: 3,
  synAnswered: 4,
  sending: 5,
  answering: 6,
  acknowledging: 7,
  segmentLost: 8,
  finSent: 9,
  finAnswered: 10,
} as const;

const CLIENT = 0;
const SERVER = 1;
/** Where the link is tapped: this part of a round trip lies between it and the clients. */
const CLIENT_LEG = 0.1;
/** Packets that are sent at once follow each other like this: 1,514 bytes at 1 Gbit/s, µs. */
const SPACING_US = 12;
/** Initial retransmission timeout (RFC 6298, section 2), and the least that Linux uses, µs. */
const SYN_TIMEOUT_US = 1_000_000;
const LEAST_TIMEOUT_US = 200_000;
/** Part of the connections that are refused, that end by a reset, and that the client closes. */
const REFUSED_SHARE = 0.01;
const RESET_SHARE = 0.08;
const CLIENT_CLOSES_SHARE = 0.7;

/** How flows behave on the way. */
export interface FlowManners extends FlowLaw {
  /** Round trips differ by up to this part of the flow's round-trip time. */
  readonly rttJitter: number;
  /** Part of the segments with payload, and of the SYNs, that are lost behind the tap and sent
   * again. */
  readonly lossShare: number;
}

/**
 * The flows of all pools. Each has one packet due at most; what is asked of a flow that waits for
 * it begins when it is done.
 *
 * A packet that is asked for may bring others (the answer to a question, a handshake): they are
 * owed, and the next packets that are asked of the pool are these. So the rate of each pool is
 * what was asked for, and only round trips shift its packets.
 */
export class FlowEngine {
  readonly #ranges: readonly FlowRange[];
  readonly #flows: FlowColumns;
  readonly #segments: SegmentWriter;
  readonly #queue = new PendingQueue();
  readonly #random: Random;
  readonly #rttJitter: number;
  readonly #lossShare: number;
  /** By pool: packets that came or will come beyond those that were asked for. */
  readonly #ahead: Int32Array;
  readonly #isTcp: Uint8Array;
  readonly #link: Uint32Array;
  /** By pool: bounds of a random 16 bits below which the client asks, and asks or fetches. */
  readonly #askBound: Uint32Array;
  readonly #fetchBound: Uint32Array;

  /** Begins no flow yet. */
  constructor(
    pools: readonly FlowPool[],
    ranges: readonly FlowRange[],
    manners: FlowManners,
    { random, rows }: { readonly random: Random; readonly rows: RowWriter },
  ) {
    this.#ranges = ranges;
    this.#flows = new FlowColumns(pools, ranges, manners);
    this.#segments = new SegmentWriter(pools, this.#flows, rows);
    this.#random = random;
    this.#rttJitter = manners.rttJitter;
    this.#lossShare = manners.lossShare;
    this.#isTcp = Uint8Array.from(pools, ({ service }) => Number(service.proto === TCP));
    this.#link = Uint32Array.from(pools, ({ link }) => link);
    // As if traffic had been under way: else all pools would begin with a whole exchange.
    this.#ahead = Int32Array.from(pools, () => random.integer(3));
    this.#askBound = Uint32Array.from(pools, ({ service }) => service.askShare * 2 ** 16);
    this.#fetchBound = Uint32Array.from(
      pools,
      ({ service }) => (service.askShare + service.fetchShare) * 2 ** 16,
    );
  }

  /** When the next packet is due that nobody has to ask for, event time, µs. */
  get nextUs(): number {
    return this.#queue.nextUs;
  }

  /**
   * Asks a pool for a packet.
   * @returns whether one was written; if not, it came before or will come
   */
  ask(pool: number, ts: number): boolean {
    if (this.#ahead[pool] > 0) {
      this.#ahead[pool]--;
      return false;
    }
    const { first, count } = this.#ranges[pool];
    const flow = first + Math.floor((this.#random.uint32() / 2 ** 32) * count);
    if (this.#flows.waiting[flow]) {
      this.#flows.backlog[flow]++;
      return false;
    }
    this.#begin(flow, pool, ts);
    return true;
  }

  /**
   * Writes the packet that is due next.
   * @param isOut whether nothing passes a link at this time
   * @returns whether it was written; what a link out of order swallows ends its flow
   */
  resume(isOut: (link: number, ts: number) => boolean): boolean {
    const ts = this.#queue.nextUs;
    const flow = this.#queue.pop();
    const flows = this.#flows;
    const pool = flows.pool[flow];
    flows.waiting[flow] = 0;
    if (isOut(this.#link[pool], ts)) {
      flows.phase[flow] = Phase.closed;
      flows.backlog[flow] = 0;
      this.#ahead[pool] = 0;
      return false;
    }
    this.#step(flow, pool, ts);
    if (!flows.waiting[flow] && flows.backlog[flow] > 0) {
      flows.backlog[flow]--;
      this.#wait(flow, flows.phase[flow], ts + SPACING_US);
    }
    return true;
  }

  /** Begins what the flow does next, with its first packet. */
  #begin(flow: number, pool: number, ts: number): void {
    const flows = this.#flows;
    if (!this.#isTcp[pool]) {
      if (flows.left[flow] === 0) flows.draw(flow, this.#random);
      this.#exchange(flow, pool, ts);
    } else if (flows.phase[flow] === Phase.closed) {
      flows.draw(flow, this.#random);
      this.#ahead[pool] += 2;
      this.#sendSyn(flow, pool, ts);
    } else if (flows.left[flow] > 0) {
      this.#exchange(flow, pool, ts);
    } else {
      this.#close(flow, pool, ts);
    }
  }

  #close(flow: number, pool: number, ts: number): void {
    const flows = this.#flows;
    const draw = this.#random.uniform();
    if (draw < RESET_SHARE) {
      this.#segments.segment(flow, pool, ts, CLIENT, TcpFlag.rst | TcpFlag.ack, 0);
      flows.phase[flow] = Phase.closed;
      return;
    }
    const closer = draw < RESET_SHARE + (1 - RESET_SHARE) * CLIENT_CLOSES_SHARE ? CLIENT : SERVER;
    flows.sender[flow] = closer;
    this.#ahead[pool] += 2;
    this.#segments.segment(flow, pool, ts, closer, TcpFlag.fin | TcpFlag.ack, 0);
    this.#wait(flow, Phase.finSent, ts + this.#legUs(flow, 1 - closer));
  }

  /** Begins an exchange. */
  #exchange(flow: number, pool: number, ts: number): void {
    const flows = this.#flows;
    const bits = this.#random.uint32() & 0xffff;
    const asks = bits < this.#askBound[pool];
    flows.left[flow]--;
    flows.answer[flow] = asks ? 1 : 0;
    flows.more[flow] = asks ? 0 : 1;
    flows.sender[flow] = !asks && bits < this.#fetchBound[pool] ? SERVER : CLIENT;
    this.#ahead[pool] += 1 + this.#isTcp[pool];
    this.#sendPayload(flow, pool, ts, asks ? Payload.question : Payload.bulk);
  }

  /** Writes the packet that was due. */
  #step(flow: number, pool: number, ts: number): void {
    const flows = this.#flows;
    const sender = flows.sender[flow];
    switch (flows.phase[flow]) {
      case Phase.synLost:
        this.#ahead[pool]++;
        flows.seq[2 * flow + CLIENT]--;
        return this.#sendSyn(flow, pool, ts);
      case Phase.synSent:
        return this.#answerSyn(flow, pool, ts);
      case Phase.synAnswered:
        this.#segments.segment(flow, pool, ts, CLIENT, TcpFlag.ack, 0);
        flows.phase[flow] = Phase.open;
        return;
      case Phase.sending:
        flows.more[flow]--;
        return this.#sendPayload(flow, pool, ts, Payload.bulk);
      case Phase.answering:
        flows.sender[flow] = 1 - sender;
        flows.answer[flow] = 0;
        return this.#sendPayload(flow, pool, ts, Payload.answer);
      case Phase.acknowledging:
        this.#segments.segment(flow, pool, ts, 1 - sender, TcpFlag.ack, 0);
        flows.phase[flow] = Phase.open;
        return;
      case Phase.segmentLost:
        this.#ahead[pool]++;
        return this.#sendAgain(flow, pool, ts);
      case Phase.finSent:
        this.#segments.segment(flow, pool, ts, 1 - sender, TcpFlag.fin | TcpFlag.ack, 0);
        return this.#wait(flow, Phase.finAnswered, ts + this.#legUs(flow, sender));
      case Phase.finAnswered:
        this.#segments.segment(flow, pool, ts, sender, TcpFlag.ack, 0);
        flows.phase[flow] = Phase.closed;
        return;
      default:
        // Something was asked of it while it waited.
        return this.#begin(flow, pool, ts);
    }
  }

  #sendSyn(flow: number, pool: number, ts: number): void {
    const fate = this.#random.uniform() < this.#lossShare ? "lost" : "arrives";
    this.#segments.segment(flow, pool, ts, CLIENT, TcpFlag.syn, 0, fate);
    if (fate === "lost") this.#wait(flow, Phase.synLost, ts + SYN_TIMEOUT_US);
    else this.#wait(flow, Phase.synSent, ts + this.#legUs(flow, SERVER));
  }

  #answerSyn(flow: number, pool: number, ts: number): void {
    const flows = this.#flows;
    if (this.#random.uniform() < REFUSED_SHARE) {
      this.#ahead[pool]--;
      flows.seq[2 * flow + SERVER] = 0;
      this.#segments.segment(flow, pool, ts, SERVER, TcpFlag.rst | TcpFlag.ack, 0);
      flows.phase[flow] = Phase.closed;
      return;
    }
    this.#segments.segment(flow, pool, ts, SERVER, TcpFlag.syn | TcpFlag.ack, 0);
    this.#wait(flow, Phase.synAnswered, ts + this.#legUs(flow, CLIENT));
  }

  #sendPayload(flow: number, pool: number, ts: number, kind: number): void {
    const flows = this.#flows;
    const bits = this.#random.uint32();
    const bytes = this.#segments.payloadBytes(flow, pool, kind, bits >>> 24);
    const sender = flows.sender[flow];
    const isLast = flows.more[flow] === 0;
    if (!this.#isTcp[pool]) {
      this.#segments.datagram(flow, pool, ts, sender, bytes);
      if (!isLast) this.#wait(flow, Phase.sending, ts + SPACING_US);
      else if (flows.answer[flow]) {
        this.#wait(flow, Phase.answering, ts + this.#legUs(flow, 1 - sender));
      } else flows.phase[flow] = Phase.open;
      return;
    }
    flows.lastBytes[flow] = bytes;
    if (!isLast) {
      this.#segments.segment(flow, pool, ts, sender, TcpFlag.ack, bytes);
      this.#wait(flow, Phase.sending, ts + SPACING_US);
      return;
    }
    // The last of a row of segments stands for the losses of all of them: no segment behind it
    // tells of its loss, so that only a timeout does.
    const rowLoss = (kind === Payload.bulk ? 2 : 1) * this.#lossShare;
    this.#sendLast(flow, pool, ts, (bits & 0xffffff) / 2 ** 24 < rowLoss ? "lost" : "arrives");
  }

  #sendAgain(flow: number, pool: number, ts: number): void {
    const flows = this.#flows;
    flows.seq[2 * flow + flows.sender[flow]] -= flows.lastBytes[flow];
    const fate = this.#random.uniform() < this.#lossShare ? "lost" : "arrives";
    this.#sendLast(flow, pool, ts, fate);
  }

  /** Sends the last segment of a row, and waits for what it brings: an answer, an acknowledgment
   * or nothing. */
  #sendLast(flow: number, pool: number, ts: number, fate: "arrives" | "lost"): void {
    const flows = this.#flows;
    const sender = flows.sender[flow];
    const flags = TcpFlag.push | TcpFlag.ack;
    this.#segments.segment(flow, pool, ts, sender, flags, flows.lastBytes[flow], fate);
    if (fate === "lost") {
      const timeoutUs = Math.max(LEAST_TIMEOUT_US, 2 * flows.rttUs[flow]);
      return this.#wait(flow, Phase.segmentLost, ts + timeoutUs);
    }
    const phase = flows.answer[flow] ? Phase.answering : Phase.acknowledging;
    this.#wait(flow, phase, ts + this.#legUs(flow, 1 - sender));
  }

  #wait(flow: number, phase: number, dueUs: number): void {
    this.#flows.phase[flow] = phase;
    this.#flows.waiting[flow] = 1;
    this.#queue.push(flow, dueUs);
  }

  /** Draws the time from the tap to a side and back, µs. */
  #legUs(flow: number, side: number): number {
    const part = side === CLIENT ? CLIENT_LEG : 1 - CLIENT_LEG;
    const legUs = part * this.#flows.rttUs[flow];
    if (this.#rttJitter === 0) return Math.round(legUs);
    const bits = this.#random.uint32();
    // The sum of two even draws: triangular, of mean 0.
    const deviation = ((bits & 0xffff) + (bits >>> 16)) / 2 ** 16 - 1;
    return Math.round(legUs * (1 + this.#rttJitter * deviation));
  }
}
