/**
 * What kind of traffic a network carries: its services with their shares, sizes and directions.
 * @module
 */

/** Packet sizes spread evenly over a range, with a weight among other ranges. */
export interface SizeRange {
  /** Part of the packets, beside the weights of the mix's other ranges. */
  readonly weight: number;
  /** Least bytes on the wire, Ethernet header included, with IPv4. */
  readonly fromBytes: number;
  /** Most bytes on the wire, Ethernet header included, with IPv4. */
  readonly toBytes: number;
}

/** One service that clients on the link talk to. */
export interface Service {
  /** IP protocol number over IPv4: TCP 6, UDP 17, ICMP 1. */
  readonly proto: number;
  /** The server's port, 0 for ICMP. */
  readonly port: number;
  /** Its part of a link's packets, whole percent. */
  readonly sharePercent: number;
  /** Part of its packets that go from server to client. */
  readonly toClientShare: number;
  /** Sizes from server to client. */
  readonly toClient: readonly SizeRange[];
  /** Sizes from client to server. */
  readonly toServer: readonly SizeRange[];
}

/** A mix of services. */
export interface TrafficProfile {
  /** The shares of all services make 100. */
  readonly services: readonly Service[];
  /** Part of the flows that go over IPv6. */
  readonly ipv6Share: number;
}

const ACKS: SizeRange = { weight: 8, fromBytes: 60, toBytes: 90 };
const REQUESTS: SizeRange = { weight: 2, fromBytes: 90, toBytes: 700 };
const FULL: SizeRange = { weight: 15, fromBytes: 1_514, toBytes: 1_514 };
const NEARLY_FULL: SizeRange = { weight: 2, fromBytes: 1_400, toBytes: 1_513 };
const PARTIAL: SizeRange = { weight: 3, fromBytes: 200, toBytes: 1_400 };
const KEYSTROKES: SizeRange = { weight: 1, fromBytes: 66, toBytes: 130 };
const QUESTIONS: SizeRange = { weight: 1, fromBytes: 70, toBytes: 100 };
const ANSWERS: SizeRange = { weight: 1, fromBytes: 85, toBytes: 400 };
const ECHO: SizeRange = { weight: 1, fromBytes: 98, toBytes: 98 };
const CLOCK: SizeRange = { weight: 1, fromBytes: 90, toBytes: 90 };

const TCP = 6;
const UDP = 17;
const ICMP = 1;

const TO_BROWSER = [FULL, NEARLY_FULL, PARTIAL, { ...ACKS, weight: 3 }];
const FROM_BROWSER = [ACKS, REQUESTS];

/**
 * An office: mostly the web, 80 % TCP, 17 % UDP and 3 % ICMP. Sizes have the two humps of every
 * Internet mix since the 1990s, bare acknowledgements and full frames, with little in between
 * (Thompson, Miller and Wilder, "Wide-area Internet traffic patterns and characteristics", IEEE
 * Network 11(6), 1997).
 */
export const OFFICE_PROFILE: TrafficProfile = {
  ipv6Share: 0.15,
  services: [
    web(TCP, 443, 57),
    web(TCP, 80, 8),
    web(TCP, 445, 10),
    symmetric(TCP, 22, 5, [KEYSTROKES]),
    web(UDP, 443, 9),
    {
      proto: UDP,
      port: 53,
      sharePercent: 6,
      toClientShare: 0.5,
      toClient: [ANSWERS],
      toServer: [QUESTIONS],
    },
    symmetric(UDP, 123, 2, [CLOCK]),
    symmetric(ICMP, 0, 3, [ECHO]),
  ],
};

function web(proto: number, port: number, sharePercent: number): Service {
  return {
    proto,
    port,
    sharePercent,
    toClientShare: 0.6,
    toClient: TO_BROWSER,
    toServer: FROM_BROWSER,
  };
}

function symmetric(
  proto: number,
  port: number,
  sharePercent: number,
  sizes: readonly SizeRange[],
): Service {
  return { proto, port, sharePercent, toClientShare: 0.5, toClient: sizes, toServer: sizes };
}
