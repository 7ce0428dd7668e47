/**
 * The capture formats: one explicit map from the first bytes of the input to the format's parser.
 * @module
 */

import { isPcap } from "./pcap/pcap_header.ts";
import { isPcapng } from "./pcapng/pcapng_magic.ts";
import type { ParserOptions, RecordParser } from "./record_parser.ts";
import { isSnoop } from "./snoop/snoop_header.ts";
import { isTrace } from "./trace/trace_line.ts";

/** A format that is read. */
export interface CaptureFormat {
  /** Tells whether the first bytes of an input are of this format. */
  readonly matches: (head: Uint8Array) => boolean;
  /** Loads the format's code and makes a parser for one input. */
  readonly load: (options: ParserOptions) => Promise<RecordParser>;
}

/** First bytes that formats are told apart by. Not more than all of them write at once: a pipe may
 * say nothing else for long. */
export const HEAD_BYTES = 16;

/** First bytes of text, which has no magic: its first line is in them. */
export const TEXT_HEAD_BYTES = 128;

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
  {
    matches: isSnoop,
    load: async (options) => {
      const { SnoopParser } = await import("./snoop/snoop_parser.ts");
      return new SnoopParser(options);
    },
  },
  {
    matches: isTrace,
    load: async (options) => {
      const { TraceParser } = await import("./trace/trace_parser.ts");
      return new TraceParser(options.naming);
    },
  },
];

/** Tells whether bytes may be the first of a text of numbers. */
export function looksLikeNumbers(head: Uint8Array): boolean {
  return head.length > 0 &&
    head.every((byte) =>
      (byte >= 0x30 && byte <= 0x39) || [0x09, 0x0a, 0x0d, 0x20, 0x2e].includes(byte)
    );
}

/** Tells whether bytes open a gzip stream (RFC 1952, deflate). */
export function isGzip(head: Uint8Array): boolean {
  return head.length >= 3 && head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;
}
