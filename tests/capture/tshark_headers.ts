/**
 * Asks tshark for the outermost and the innermost IP header of each packet, as the oracle of what
 * the decoders read.
 *
 * tshark names the protocols of a packet in order (`eth:ethertype:ip:udp:vxlan:eth:ethertype:ip`)
 * and gives every occurrence of a field, so the two are walked together: each `ip` takes the next
 * of `ip.src`. The walk goes on over what carries packets and stops at all else, since ICMP errors,
 * sFlow and others quote headers of packets that are elsewhere.
 * @module
 */

import { NOT_IP } from "#lib/core/packet.ts";
import { expandIpv6 } from "./tshark.ts";

/** Protocol, addresses and ports of one IP header. */
export interface Header {
  readonly proto: number;
  /** Dotted, or 32 hexadecimal digits; empty where the packet carries no IP. */
  readonly src: string;
  readonly dst: string;
  readonly sport: number;
  readonly dport: number;
}

/** What tshark says about one packet. */
export interface PacketHeaders {
  readonly outer: Header;
  readonly inner: Header;
  /** The protocols, for messages. */
  readonly protocols: string;
}

/** Protocols that a packet may lie in; the walk goes on behind them. */
const CARRIERS = new Set(
  ("eth ethertype vlan ieee8021ad ieee8021ah cfp cmd llc mpls pwethheuristic pwethcw pppoes ppp " +
    "pppmux chdlc sll null loop raw nflog radiotap wlan_radio wlan prism fr fddi ipnet ppi " +
    "pcap_pktdata ipoib gre erspan vxlan geneve gtp l2tp teredo etherip pim").split(" "),
);
/** IPv6's extension headers, and the field that says what follows each. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  "ipv6.hopopts": "ipv6.hopopts.nxt",
  "ipv6.routing": "ipv6.routing.nxt",
  "ipv6.fraghdr": "ipv6.fraghdr.nxt",
  "ipv6.dstopts": "ipv6.dstopts.nxt",
  "ah": "ah.next_header",
  "shim6": "shim6.nxt",
};
const TRANSPORTS = ["tcp", "udp", "sctp", "dccp"];
const FIELDS = [
  "frame.encap_type",
  "frame.protocols",
  ...["ip.src", "ip.dst", "ip.proto", "ipv6.src", "ipv6.dst", "ipv6.nxt"],
  ...Object.values(EXTENSIONS),
  ...TRANSPORTS.flatMap((name) => [`${name}.srcport`, `${name}.dstport`]),
];
const NONE: Header = { proto: NOT_IP, src: "", dst: "", sport: 0, dport: 0 };

/** Gives the headers of each packet of a capture, in order. */
export async function* tsharkHeaders(path: string): AsyncGenerator<PacketHeaders> {
  const options = ["ip.defragment", "ipv6.defragment", "tcp.desegment_tcp_streams"];
  const args = ["-n", "-r", path, "-T", "fields", "-E", "occurrence=a", "-E", "aggregator=,"]
    .concat(options.flatMap((option) => ["-o", `${option}:FALSE`]))
    .concat(FIELDS.flatMap((field) => ["-e", field]));
  const command = new Deno.Command("tshark", { args, stdout: "piped", stderr: "null" });
  await using process = command.spawn();
  let rest = "";
  for await (const text of process.stdout.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    // Blocks of pcapng that are no packets have no link type.
    for (const line of lines) if (!line.startsWith("\t")) yield readLine(line);
  }
}

function readLine(line: string): PacketHeaders {
  const fields = new Fields(line.split("\t"));
  const protocols = fields.take("frame.protocols") ?? "";
  let outer: Header | undefined;
  let inner = NONE;
  for (const name of protocols.split(":")) {
    if (name === "ip" || name === "ipv6") {
      const header = name === "ip" ? readIpv4(fields) : readIpv6(fields);
      if (header === undefined) break;
      outer ??= header;
      inner = header;
    } else if (name in EXTENSIONS && (fields.version === 6 || name === "ah")) {
      inner = { ...inner, proto: Number(fields.take(EXTENSIONS[name]) ?? inner.proto) };
    } else if (TRANSPORTS.includes(name)) {
      const sport = Number(fields.take(`${name}.srcport`) ?? 0);
      inner = { ...inner, sport, dport: Number(fields.take(`${name}.dstport`) ?? 0) };
    } else if (!CARRIERS.has(name)) {
      break;
    }
    // Its protocol and ports come after it.
    if (outer !== undefined && fields.headers === 1) outer = inner;
  }
  return { outer: outer ?? NONE, inner, protocols };
}

function readIpv4(fields: Fields): Header | undefined {
  const src = fields.take("ip.src");
  if (src === undefined) return undefined;
  fields.headers++;
  fields.version = 4;
  return { ...NONE, proto: Number(fields.take("ip.proto")), src, dst: fields.take("ip.dst")! };
}

function readIpv6(fields: Fields): Header | undefined {
  const src = expandIpv6(fields.take("ipv6.src") ?? "");
  const dst = expandIpv6(fields.take("ipv6.dst") ?? "");
  if (src === "" || dst === "") return undefined;
  fields.headers++;
  fields.version = 6;
  return { ...NONE, proto: Number(fields.take("ipv6.nxt")), src, dst };
}

/** The fields of a line, each a list of which the next one is taken. */
class Fields {
  /** IP headers taken. */
  headers = 0;
  /** Version of the last one. */
  version = 0;
  readonly #columns: readonly string[];
  readonly #taken = new Map<string, string[]>();

  constructor(columns: readonly string[]) {
    this.#columns = columns;
  }

  take(name: string): string | undefined {
    let left = this.#taken.get(name);
    if (left === undefined) {
      const column = this.#columns[FIELDS.indexOf(name)];
      this.#taken.set(name, left = column === "" ? [] : column.split(","));
    }
    return left.shift();
  }
}
