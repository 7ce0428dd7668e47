/**
 * The capture formats: one explicit map from the first bytes of the input to the format's parser.
 * @module
 */

import { isPcap } from "./pcap/pcap_header.ts";
import { isPcapng } from "./pcapng/pcapng_magic.ts";
import type { ParserOptions, RecordParser } from "./record_parser.ts";

/** A format that is read. */
export interface CaptureFormat {
  /** Tells whether the first bytes of an input are of this format. */
  readonly matches: (head: Uint8Array) => boolean;
  /** Loads the format's code and makes a parser for one input. */
  readonly load: (options: ParserOptions) => Promise<RecordParser>;
}

/** First bytes that formats are told apart by; no capture that is read is shorter. */
export const HEAD_BYTES = 16;

/** Formats that are read. */
export const CAPTURE_FORMATS: readonly CaptureFormat[] = [
  {
    matches: isPcap,
    load: async (options) => {
      const { PcapParser } = await import("./pcap/pcap_parser.ts");
      return new PcapParser(options);
    },
  },
  {
    matches: isPcapng,
    load: async (options) => {
      const { PcapngParser } = await import("./pcapng/pcapng_parser.ts");
      return new PcapngParser(options);
    },
  },
];

/** Tells whether bytes open a gzip stream (RFC 1952, deflate). */
export function isGzip(head: Uint8Array): boolean {
  return head.length >= 3 && head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;
}
