/**
 * Asks tshark for the packets of a capture, as the oracle of the capture tests.
 * @module
 */

import { NOT_IP } from "#lib/core/packet.ts";

const FIELDS = [
  "frame.time_epoch",
  "frame.len",
  "ip.proto",
  "ip.src",
  "ip.dst",
  "ipv6.src",
  "ipv6.dst",
  "tcp.srcport",
  "tcp.dstport",
  "udp.srcport",
  "udp.dstport",
  "icmpv6.type",
];

/** What tshark says about one packet. */
export interface TsharkRow {
  /** Event time, µs, floored; `undefined` where tshark knows none. */
  readonly ts: number | undefined;
  readonly len: number;
  /** IP protocol number, `NOT_IP` for none; `undefined` where tshark's fields do not say it. */
  readonly proto: number | undefined;
  /** Dotted, or 32 hexadecimal digits; empty where the packet carries no IP. */
  readonly src: string;
  readonly dst: string;
  /** `undefined` where the packet has none by tshark. */
  readonly sport: number | undefined;
  readonly dport: number | undefined;
}

/** Gives tshark's fields, one line a packet, of the outermost headers and without reassembly. */
export async function askTshark(path: string): Promise<string> {
  const options = ["ip.defragment", "ipv6.defragment", "tcp.desegment_tcp_streams"];
  const args = ["-n", "-r", path, "-T", "fields", "-E", "occurrence=f"]
    .concat(options.flatMap((option) => ["-o", `${option}:FALSE`]))
    .concat(FIELDS.flatMap((field) => ["-e", field]));
  const command = new Deno.Command("tshark", { args, stdout: "piped", stderr: "null" });
  return new TextDecoder().decode((await command.output()).stdout);
}

/** Gives the reason why tshark and capinfos cannot be asked, `undefined` where they can. */
export function tsharkMissing(): string | undefined {
  try {
    const { success } = new Deno.Command("tshark", {
      args: ["--version"],
      stdout: "null",
      stderr: "null",
    }).outputSync();
    return success ? undefined : "tshark does not run";
  } catch {
    return "tshark is not installed";
  }
}

/** Reads what {@link askTshark} gave. */
export function parseTshark(text: string): TsharkRow[] {
  return text.split("\n").filter((line) => line !== "").map(parseLine);
}

function parseLine(line: string): TsharkRow {
  const [time, len, proto, src4, dst4, src6, dst6, tcpS, tcpD, udpS, udpD, icmp6] = line
    .split("\t");
  // A tunnel shows fields of inner headers; whichever is IPv4 is not always the outer one.
  const isV4 = src4 !== "" && src6 === "";
  const guess = tcpS !== "" ? 6 : udpS !== "" ? 17 : icmp6 !== "" ? 58 : undefined;
  return {
    ts: parseMicros(time),
    len: Number(len),
    proto: isV4 ? Number(proto) : src6 === "" ? NOT_IP : guess,
    src: isV4 ? src4 : expandIpv6(src6),
    dst: isV4 ? dst4 : expandIpv6(dst6),
    sport: optional(tcpS || udpS),
    dport: optional(tcpD || udpD),
  };
}

function optional(text: string): number | undefined {
  return text === "" ? undefined : Number(text);
}

/** Floors `seconds.nanoseconds` to microseconds by digits, without a double in between. */
function parseMicros(time: string): number | undefined {
  const match = /^(\d+)\.(\d{6})\d*$/.exec(time);
  return match === null ? undefined : Number(BigInt(match[1] + match[2]));
}

/** Gives the 32 hexadecimal digits of an IPv6 address; the empty text stays. */
export function expandIpv6(address: string): string {
  if (address === "") return "";
  const [head, tail] = address.split("::").map((half) => half.split(":").filter(Boolean));
  const groups = tail === undefined
    ? head
    : [...head, ...new Array(8 - head.length - tail.length).fill("0"), ...tail];
  return groups.map((group) => group.padStart(4, "0")).join("");
}
