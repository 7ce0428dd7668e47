/**
 * What kind of traffic a network carries: its services with their shares, sizes and exchanges.
 * @module
 */

/** Sizes of payloads spread evenly over a range, with a weight among other ranges. */
export interface SizeRange {
  /** Part of the packets, beside the weights of the mix's other ranges. */
  readonly weight: number;
  /** Least bytes behind the TCP, UDP or ICMP header. */
  readonly fromBytes: number;
  /** Most bytes behind it; cut to what fits into a frame of 1,514 bytes. */
  readonly toBytes: number;
}

/**
 * One service that clients on the link talk to. A flow is a row of exchanges, each of one kind:
 * the client asks and the server answers; the client fetches two packets; or it sends two. Over
 * TCP the receiver acknowledges what is not answered, every second segment (RFC 9293, section
 * 3.8.6.3).
 */
export interface Service {
  /** IP protocol number over IPv4: TCP 6, UDP 17, ICMP 1. */
  readonly proto: number;
  /** The server's port, 0 for ICMP. */
  readonly port: number;
  /** Its part of a link's packets, whole percent. */
  readonly sharePercent: number;
  /** Exchanges of the shortest flow; lengths are Pareto from there on. */
  readonly leastExchanges: number;
  /** Exchanges of the longest flow. */
  readonly mostExchanges: number;
  /** Part of the exchanges in which the client asks and the server answers. */
  readonly askShare: number;
  /** Part of the exchanges in which the client fetches; it sends in the rest. */
  readonly fetchShare: number;
  /** Payloads of questions. */
  readonly questions: readonly SizeRange[];
  /** Payloads of answers. */
  readonly answers: readonly SizeRange[];
  /** Payloads of what is fetched and sent. */
  readonly bulk: readonly SizeRange[];
}

/** A mix of services, and how the links carry it. */
export interface TrafficProfile {
  /** The shares of all services make 100. */
  readonly services: readonly Service[];
  /** Part of the flows that go over IPv6. */
  readonly ipv6Share: number;
  /** Median round-trip time of the flows, µs. */
  readonly rttUs: number;
  /** How far round-trip times spread: the standard deviation of their logarithm. */
  readonly rttSpread: number;
  /** Depth of the daily and weekly shape, as a multiple of an office's. */
  readonly daySwing: number;
  /** How much later than in an office the day peaks, days. */
  readonly dayShiftDays: number;
  /** Size of the bursts: the load's standard deviation, as a multiple of an eighth of its mean. */
  readonly burstiness: number;
}
