/**
 * Captures for the tests of scripts.
 * @module
 */

import { Random } from "#lib/core/random.ts";
import { ethernet, ipv4, udp } from "../capture/packet_bytes.ts";
import { pcap } from "../capture/pcap_bytes.ts";

/** Size of each packet of {@link captureBytes}, captured and on the wire. */
const FRAME = ethernet(0x0800, ipv4({ proto: 17, payload: udp(5353, 53) }));

/** Bytes of a pcap's header, and of each packet with its own. */
export const HEADER_BYTES = 24;
export const PACKET_BYTES: number = 16 + FRAME.length;

/** What a capture holds. */
export interface CaptureShape {
  /** Packets. */
  readonly packets: number;
  /** Mean distance of two packets, s. */
  readonly gapSeconds: number;
  /** After this share of the packets nothing comes for a while. */
  readonly silence?: { readonly after: number; readonly seconds: number };
}

/** First second of the captures, since the epoch. */
const START_SECONDS = 1_750_000_001;

/**
 * Makes a pcap of random packets, a tenth of them up to 0.3 s behind the one before, and with
 * lengths on the wire of their own.
 */
export function captureBytes({ packets, gapSeconds, silence }: CaptureShape): Uint8Array {
  const random = new Random(7, packets);
  const bytes = new Uint8Array(HEADER_BYTES + packets * PACKET_BYTES);
  bytes.set(pcap({}, []));
  const view = new DataView(bytes.buffer);
  let micros = 0;
  for (let i = 0, at = HEADER_BYTES; i < packets; i++, at += PACKET_BYTES) {
    if (silence !== undefined && i === Math.floor(packets * silence.after)) {
      micros += silence.seconds * 1e6;
    }
    micros += Math.round(random.exponential(gapSeconds * 1e6));
    const behind = random.uniform() < 0.1 ? random.integer(300_000) : 0;
    const ts = Math.max(0, micros - behind);
    view.setUint32(at, START_SECONDS + Math.floor(ts / 1e6), true);
    view.setUint32(at + 4, ts % 1e6, true);
    view.setUint32(at + 8, FRAME.length, true);
    view.setUint32(at + 12, FRAME.length + random.integer(1_400), true);
    bytes.set(FRAME, at + 16);
  }
  return bytes;
}
