/**
 * What a TCP connection says of itself at one point of its path: which segments repeat what was
 * sent before, and how long its round trips take. `docs/windows.md` has the rules.
 * @module
 */

import { type TcpColumns, TcpSeen } from "#lib/core/tcp_columns.ts";
import { FLOW_TIMES, FLOW_WORDS, type FlowTable } from "./flow_table.ts";

/** Flags of the TCP header. */
const FIN = 1;
const SYN = 2;
const RST = 4;
const ACK = 16;

/** Words of a flow; each is there for both directions, side by side. */
const Word = {
  /** Sequence number behind the newest byte. */
  next: 0,
  /** Sequence number of the SYN. */
  isn: 2,
  /** Sequence number that acknowledges the probe. */
  probeEnd: 4,
  /** Timestamp that the probe carried. */
  probeTsVal: 6,
  /** Newest time from a segment of this direction to its acknowledgment, µs. */
  halfUs: 8,
  /** What is missing before the newest bytes: `[holeFrom, holeTo)`. */
  holeFrom: 10,
  holeTo: 12,
  /** Bits of {@link Bit}. */
  bits: 14,
} as const;

/** Times of a flow, for both directions side by side, µs of event time. */
const Time = {
  /** When the probe passed. */
  probe: 0,
  /** When the hole opened. */
  hole: 2,
} as const;

/** Bits of a direction's {@link Word.bits}. */
const Bit = {
  /** `next` holds. */
  next: 1,
  /** `isn` holds. */
  isn: 2,
  /** A probe is under way. */
  probe: 4,
  /** It carried a timestamp. */
  probeTimestamp: 8,
  /** `halfUs` holds. */
  half: 16,
  /** There is a hole. */
  hole: 32,
} as const;

/** Reordering that is told from loss where no round-trip time is known, µs; as tshark has it. */
const REORDER_US = 3_000;
/** A probe that took longer was held up by something else than the path: twice the longest
 * retransmission timeout that RFC 6298, section 2.4, lets be the cap. */
const LONGEST_HALF_US = 120_000_000;

/** Follows connections; one object serves all, and says what the last segment was. */
export class TcpFlow {
  /** Whether the segment carries again what was sent before. */
  isRetransmission = false;
  /** Whether the segment is the SYN of another connection than the flow's former one. */
  isReopened = false;
  /** Round-trip time that the segment completes a sample of, µs, at least 1; 0 for none. */
  rttUs = 0;
  readonly #table: FlowTable;

  /** Follows the connections of a table. */
  constructor(table: FlowTable) {
    this.#table = table;
  }

  /**
   * Takes the next segment of a connection.
   * @param slot the connection's place in the table
   * @param d direction of the segment, 0 or 1
   * @param ts event time, µs
   * @param flags of its header
   * @param tcp holds the rest of its header
   * @param row where
   */
  take(slot: number, d: number, ts: number, flags: number, tcp: TcpColumns, row: number): void {
    this.isRetransmission = false;
    this.isReopened = false;
    this.rttUs = 0;
    if ((flags & SYN) !== 0) this.#open(slot, d, flags, tcp.seq[row] | 0);
    if ((flags & ACK) !== 0) this.#acknowledge(slot, 1 - d, ts, tcp, row);
    if ((flags & RST) !== 0) return;
    const size = tcp.payloadBytes[row] + ((flags & SYN) >> 1) + (flags & FIN);
    if (size > 0) this.#send(slot, d, ts, size, flags, tcp, row);
    else this.#skip(slot, d, ts, tcp.seq[row] | 0);
  }

  /** A SYN with another number than the last one begins anew. */
  #open(slot: number, d: number, flags: number, seq: number): void {
    const { words } = this.#table;
    const at = slot * FLOW_WORDS + d;
    const isRepeated = (words[at + Word.bits] & Bit.isn) !== 0 && words[at + Word.isn] === seq;
    if (isRepeated) return;
    if ((flags & ACK) === 0) {
      const other = slot * FLOW_WORDS + 1 - d;
      this.isReopened = (words[at + Word.bits] | words[other + Word.bits]) !== 0;
      this.#table.clear(slot);
    }
    words[at + Word.isn] = seq;
    words[at + Word.bits] = Bit.isn;
  }

  /** Completes the probe of direction `d`, which the other side acknowledges. */
  #acknowledge(slot: number, d: number, ts: number, tcp: TcpColumns, row: number): void {
    const { words, times } = this.#table;
    const at = slot * FLOW_WORDS + d;
    const ack = tcp.ack[row];
    let bits = words[at + Word.bits];
    // What is acknowledged is missing no more, though it may never have passed here.
    if ((bits & Bit.hole) !== 0 && ((ack - words[at + Word.holeTo]) | 0) >= 0) {
      words[at + Word.bits] = bits &= ~Bit.hole;
    }
    if ((bits & Bit.probe) === 0 || ((ack - words[at + Word.probeEnd]) | 0) < 0) return;
    words[at + Word.bits] = bits & ~Bit.probe;
    const hasEcho = (bits & Bit.probeTimestamp) !== 0 && (tcp.seen[row] & TcpSeen.timestamps) !== 0;
    // A later timestamp was carried by what filled a hole, or by the probe's repetition (the Eifel
    // test, RFC 3522); an earlier one comes from an acknowledgment that was delayed.
    if (hasEcho && ((tcp.tsEcr[row] - words[at + Word.probeTsVal]) | 0) > 0) return;
    const halfUs = ts - times[slot * FLOW_TIMES + Time.probe + d];
    if (!(halfUs >= 0 && halfUs <= LONGEST_HALF_US)) return;
    words[at + Word.halfUs] = halfUs;
    words[at + Word.bits] |= Bit.half;
    this.rttUs = this.#rttOf(slot);
  }

  /** The two halves together; 0 while one is unknown. */
  #rttOf(slot: number): number {
    const { words } = this.#table;
    const at = slot * FLOW_WORDS;
    const isKnown = (words[at + Word.bits] & words[at + Word.bits + 1] & Bit.half) !== 0;
    return isKnown ? Math.max(1, words[at + Word.halfUs] + words[at + Word.halfUs + 1]) : 0;
  }

  /** Takes an acknowledgment alone: where it runs ahead, data went before that did not pass here. */
  #skip(slot: number, d: number, ts: number, seq: number): void {
    const { words } = this.#table;
    const at = slot * FLOW_WORDS + d;
    if ((words[at + Word.bits] & Bit.next) !== 0) {
      if (((seq - words[at + Word.next]) | 0) <= 0) return;
      this.#openHole(slot, d, ts, seq);
    }
    words[at + Word.next] = seq;
    words[at + Word.bits] |= Bit.next;
  }

  /** Takes what occupies sequence numbers: data, SYN and FIN. */
  #send(
    slot: number,
    d: number,
    ts: number,
    size: number,
    flags: number,
    tcp: TcpColumns,
    row: number,
  ): void {
    const { words, times } = this.#table;
    const at = slot * FLOW_WORDS + d;
    const seq = tcp.seq[row] | 0;
    const end = (seq + size) | 0;
    const bits = words[at + Word.bits];
    const isFirst = (bits & Bit.next) === 0;
    const ahead = isFirst ? 0 : (seq - words[at + Word.next]) | 0;
    if (ahead < 0) {
      const isData = (flags & (SYN | FIN)) === 0;
      if (isData && size === 1 && ahead === -1) return; // a keep-alive (RFC 9293, section 3.8.4)
      this.isRetransmission = !this.#fillsHole(slot, d, ts, seq, end);
      // Karn's rule: whose acknowledgment comes now is not known, unless timestamps say it.
      if (this.isRetransmission && (bits & Bit.probeTimestamp) === 0) {
        words[at + Word.bits] &= ~Bit.probe;
      }
    }
    if (!isFirst && ((end - words[at + Word.next]) | 0) <= 0) return;
    if (ahead > 0) this.#openHole(slot, d, ts, seq);
    words[at + Word.next] = end;
    words[at + Word.bits] |= Bit.next;
    // Behind a hole acknowledgments wait for what is missing.
    if (ahead !== 0 || (bits & (Bit.probe | Bit.hole)) !== 0) return;
    const hasTimestamp = (tcp.seen[row] & TcpSeen.timestamps) !== 0;
    words[at + Word.probeEnd] = end;
    words[at + Word.probeTsVal] = tcp.tsVal[row];
    words[at + Word.bits] = (words[at + Word.bits] & ~Bit.probeTimestamp) | Bit.probe |
      (hasTimestamp ? Bit.probeTimestamp : 0);
    times[slot * FLOW_TIMES + Time.probe + d] = ts;
  }

  #openHole(slot: number, d: number, ts: number, seq: number): void {
    const { words, times } = this.#table;
    const at = slot * FLOW_WORDS + d;
    const opened = slot * FLOW_TIMES + Time.hole + d;
    const isWider = (words[at + Word.bits] & Bit.hole) !== 0 && this.#isFresh(slot, ts, opened);
    if (!isWider) {
      words[at + Word.holeFrom] = words[at + Word.next];
      times[opened] = ts;
    }
    words[at + Word.holeTo] = seq;
    words[at + Word.bits] |= Bit.hole;
  }

  /** Whether a segment brings what was missing, and so soon that it was overtaken, not lost. */
  #fillsHole(slot: number, d: number, ts: number, seq: number, end: number): boolean {
    const { words } = this.#table;
    const at = slot * FLOW_WORDS + d;
    if ((words[at + Word.bits] & Bit.hole) === 0) return false;
    const fromUs = (seq - words[at + Word.holeFrom]) | 0;
    const toUs = (words[at + Word.holeTo] - end) | 0;
    if (fromUs < 0 || toUs < 0) return false;
    if (fromUs === 0) words[at + Word.holeFrom] = end;
    else if (toUs === 0) words[at + Word.holeTo] = seq;
    if (words[at + Word.holeFrom] === words[at + Word.holeTo]) words[at + Word.bits] &= ~Bit.hole;
    return this.#isFresh(slot, ts, slot * FLOW_TIMES + Time.hole + d);
  }

  /** Whether a hole opened less than a round trip ago: a lost segment cannot come again sooner. */
  #isFresh(slot: number, ts: number, opened: number): boolean {
    return ts - this.#table.times[opened] < (this.#rttOf(slot) || REORDER_US);
  }
}
