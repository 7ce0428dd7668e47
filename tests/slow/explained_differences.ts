/**
 * Where the reading of a shared capture is meant to differ from capinfos and tshark 4.0, and why.
 * @module
 */

import type { Comparison } from "./compare_capture.ts";

/** A difference; the numbers are held exactly, so that no other one hides behind it. */
export interface Explained extends Partial<Omit<Comparison, "packets" | "example">> {
  /** What the page of formats says of it. */
  readonly why: string;
}

const UNKNOWN_LINK_TYPE: Explained = {
  refused: "they",
  why: "Wireshark 4.0 does not know the link type and refuses the file; its packets count",
};
const RESERVED_BITS: Explained = {
  refused: "they",
  why: "bits beside the link type are set: Wireshark 4.0 refuses the file; its packets count",
};

/** By the file's name. */
export const EXPLAINED: Readonly<Record<string, Explained>> = {
  "Malcolm-Test-Artifacts__protocols_RADIUS.pcap": {
    totals: ["last"],
    why: "a fraction beyond its second is added to it; capinfos takes it for negative",
  },
  "libtrace__100_packets.erf": {
    refused: "we",
    why: "ERF is not read, and named in the error",
  },
  "tcpdump__tests_atm-oam-heapoverflow.pcap": {
    totals: ["bytes"],
    why: "the length is the record's; Wireshark takes ATM's pseudo-header off it",
  },
  "tcpdump__tests_bigtcp-ipv6-geneve-ipv6.pcap": {
    outer: 1,
    inner: 1,
    why: "a payload length of 0 leaves the frame's end to count (BIG TCP); tshark stops there",
  },
  "zeek__Traces_cisco-fabric-path.pcap": {
    outer: 24,
    inner: 24,
    why: "ports of an SCTP header that is cut behind them; and tshark takes the last 4 bytes of " +
      "frames within FabricPath for a checksum",
  },
  "tcpdump__tests_brcm-tag.pcap": UNKNOWN_LINK_TYPE,
  "tcpdump__tests_brcm-tag-prepend.pcap": UNKNOWN_LINK_TYPE,
  "tcpdump__tests_dsa-high-vid.pcap": UNKNOWN_LINK_TYPE,
  "tcpdump__tests_edsa.pcap": UNKNOWN_LINK_TYPE,
  "tcpdump__tests_juniper_monitor_invalid_cookie_length.pcap": UNKNOWN_LINK_TYPE,
  "tcpdump__tests_juniper_es_oobr.pcap": RESERVED_BITS,
  "tcpdump__tests_kday6.pcap": UNKNOWN_LINK_TYPE,
  "tcpdump__tests_vtp_asan-2.pcap": UNKNOWN_LINK_TYPE,
  "tcpdump__tests_vtp_asan-3.pcap": UNKNOWN_LINK_TYPE,
  "PcapPlusPlus__regression_samples_clusterfuzz-testcase-minimized-FuzzTarget-5752969003008000.pcap":
    RESERVED_BITS,
};
